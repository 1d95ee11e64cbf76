import { giveUp } from '../../parts/send.ts';
import { type CallEnd, endCall } from '../../rules/end-call.ts';
import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import { removeLeg, transferOf } from '../../world/legs.ts';
import { isInternalCaller, talkOf } from '../../world/states.ts';

/**
 * Nobody has the customer any more: the agent was lost, or has left while a transfer rang in vain. The queue that they came by has them, with
 * the time they have waited. Without a queue they are sent on like anybody whom nobody takes: the rest of an overflow, the IVR they came from,
 * or a last word.
 */
export function nobodyHasCustomer(step: Step, call: Call, end: CallEnd): void {
  const queue = call.queueId ? step.directory.queue(call.queueId) : undefined;
  const transfer = transferOf(call);
  if (transfer) removeLeg(call, transfer);
  const talk = talkOf(call);
  const isColleague = call.type === 'internal' && !isInternalCaller(call);
  if (!talk || isColleague) return endCall(step, call, end);
  if (transfer) step.command(call, { do: 'stopPlayback', playbackId: transfer.playbackId });
  else if (talk.held) step.command(call, { do: 'stopMusic', channelId: call.customerChannelId });
  step.command(call, { do: 'destroyBridge', bridgeId: talk.bridgeId });
  if (queue) return step.places.queueAgain(step, call);
  const { reason } = end;
  giveUp(step, call, { reason, exit: reason === 'busy' || reason === 'rejected' ? 'busy' : 'noAnswer' });
}
