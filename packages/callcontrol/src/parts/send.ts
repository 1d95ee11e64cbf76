import { endCall } from '../rules/end-call.ts';
import { enterPhase } from '../rules/phases.ts';
import { leaveQueue } from '../rules/queue-place.ts';
import type { SendOptions, Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import { offersOf } from '../world/legs.ts';
import type { Destination, EndedBy, EndReason } from '../world/terms.ts';
import { endDialogue, LISTEN, startDialogue } from './dialogue.ts';
import { closeOffer } from './offers.ts';
import { stopMusic } from './queue-music.ts';
import { shipped } from './spoken.ts';

/** Overflow from queue to queue and back again, without anybody's answering, ends after so many turns. */
const MOST_HOPS = 30;

const STAYED_MS = 2000;

/** Nor is anybody sent on for ever: queues that overflow into each other have him so long, in all. */
const LONGEST_JOURNEY_MS = 4 * 3600_000;

/** Sends a caller with whom nobody talks on: by a route, an overflow, an IVR. Where he was is left in order. */
export function sendTo(step: Step, call: Call, destination: Destination, options: SendOptions = {}): void {
  // Whoever was somewhere for a while is not going round in a circle.
  if (step.now - call.sentAt > STAYED_MS) call.hops = 0;
  call.sentAt = step.now;
  leavePlace(step, call);
  call.hops += 1;
  if (call.hops > MOST_HOPS || step.now - call.startedAt > LONGEST_JOURNEY_MS) {
    call.overflow = [];
    call.flow = null;
    return giveUp(step, call, { reason: 'failed', exit: 'failed' });
  }
  switch (destination.kind) {
    case 'queue':
      return step.places.queue(step, call, destination.queueId, options);
    case 'flow':
      return step.places.flow(step, call, destination.flowId);
    case 'extension':
      return step.places.extension(step, call, destination.agentId, options.ringS);
    case 'outside':
      return step.places.outside(step, call, destination.number, options.ringS);
    case 'voicemail':
      return step.places.voicemail(step, call, destination.queueId);
    case 'hangup': {
      const word = destination.promptId === null ? undefined : step.directory.media(destination.promptId);
      return lastWord(step, call, word === undefined ? [] : [word], { reason: call.flow ? 'flowEnded' : 'hangup', endedBy: 'system' });
    }
  }
}

/** Sounds, music, ringing phones and the place in the queue are given up; the caller is between two places. */
export function leavePlace(step: Step, call: Call): void {
  for (const offer of offersOf(call)) closeOffer(step, call, offer, 'elsewhere');
  endDialogue(step, call);
  stopMusic(step, call);
  leaveQueue(step, call, 'overflowed');
}

interface GivenUp {
  reason: EndReason;
  /** Of the IVR's node. */
  exit: 'failed' | 'busy' | 'noAnswer';
  /** What is said before the end; left out: that nobody can be reached. */
  word?: string | undefined;
}

/** Nobody took the caller there: the rest of the overflow, the IVR he came from, or a last word and the end. */
export function giveUp(step: Step, call: Call, { reason, exit, word }: GivenUp): void {
  const next = call.overflow.shift();
  if (next) return sendTo(step, call, next);
  leavePlace(step, call);
  if (call.flow) return step.places.flowBack(step, call, exit);
  const language = (call.queueId && step.directory.queue(call.queueId)?.language) || 'zh';
  lastWord(step, call, [word ?? shipped(reason === 'queueFull' || reason === 'nobodyThere' ? 'all-busy' : 'not-available', language)], {
    reason,
    endedBy: 'system',
  });
}

/** No announcement of ours is longer. */
const LAST_WORD_LIMIT_MS = 10 * 60_000;

/** Says that, and ends the call. */
export function lastWord(step: Step, call: Call, media: readonly string[], end: { reason: EndReason; endedBy: EndedBy }): void {
  leavePlace(step, call);
  if (media.length === 0) return endCall(step, call, end);
  enterPhase(step, call, { phase: 'announcing', next: end }, step.now + LAST_WORD_LIMIT_MS);
  startDialogue(step, call, 'lastWord', media, LISTEN);
}
