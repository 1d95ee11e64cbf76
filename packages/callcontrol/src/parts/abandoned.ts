import { endOfLost } from '../rules/causes.ts';
import type { Call } from '../world/call.ts';
import type { EndedBy, EndReason } from '../world/terms.ts';

/** What it means that the caller is gone there, with that cause: they have hung up, or their line was lost. */
export function endByCaller(call: Call, cause: number): { reason: EndReason; endedBy: EndedBy } {
  // Who has left their message, or was told that the call is over, is done.
  const isDone = (call.phase === 'voicemail' && call.message?.state !== 'prompt') || (call.phase === 'announcing' && call.parting !== null);
  return (isDone ? undefined : endOfLost(cause)) ?? endByHangup(call);
}

function endByHangup(call: Call): { reason: EndReason; endedBy: EndedBy } {
  switch (call.phase) {
    case 'flow':
      return { reason: 'abandonedInFlow', endedBy: 'customer' };
    case 'arrived':
    case 'greeting':
      return { reason: 'abandonedInGreeting', endedBy: 'customer' };
    case 'queued':
      return { reason: 'abandonedInQueue', endedBy: 'customer' };
    case 'ringing':
    case 'connecting':
      return { reason: 'abandonedWhileRinging', endedBy: 'customer' };
    case 'voicemail':
      // Most end a message so.
      return { reason: call.message?.state === 'prompt' ? 'abandonedInQueue' : 'voicemailLeft', endedBy: 'customer' };
    case 'announcing':
      // A called-back customer who hangs up before the queue has him.
      return call.parting ?? { reason: 'abandonedInQueue', endedBy: 'customer' };
    default:
      return { reason: 'hangup', endedBy: 'customer' };
  }
}
