import { cause as q850 } from '@zuoxi/ari';
import { unreachable } from '@zuoxi/kit';
import { dialogueTimedOut } from '../parts/dialogue.ts';
import { setActivity } from '../rules/agent-state.ts';
import { endCall } from '../rules/end-call.ts';
import { guarded } from '../rules/guard.ts';
import type { Step } from '../rules/step.ts';
import { callbackTimePassed } from '../stories/callback.ts';
import { roomTimePassed } from '../stories/conference/parties.ts';
import { connectFailed } from '../stories/connect.ts';
import { diallingTimedOut } from '../stories/dialled/outgoing.ts';
import { flowTimedOut } from '../stories/flow/flow.ts';
import { promptTimedOut } from '../stories/prompt-recording.ts';
import { offerFailed } from '../stories/queue/offer.ts';
import { enqueue, waitedTooLong } from '../stories/queue/queue.ts';
import { waitingTimePassed } from '../stories/queue/waiting.ts';
import { surveyOver } from '../stories/survey.ts';
import { giveUpReturn } from '../stories/talk/absence.ts';
import { endConsult } from '../stories/talk/consult.ts';
import { endSupervision } from '../stories/talk/supervision.ts';
import { transferFailed } from '../stories/talk/transfer.ts';
import { messageDone } from '../stories/voicemail.ts';
import type { Call } from '../world/call.ts';
import { dueOfAgent, dueOfCall, dueOfCallback, dueOfRoom } from '../world/due.ts';
import { isDue, type Leg, legsOf } from '../world/legs.ts';
import type { World } from '../world/world.ts';
import { dialogueAnswered } from './dialogue-news.ts';

// Every state of calls, agents and callbacks has a deadline; this is where they are kept.

/** The earliest moment at which `tick` has something to do; undefined when nothing waits. */
export function nextDeadline(world: World, now: number, away: ReadonlySet<string>): number | undefined {
  let earliest: number | undefined;
  const consider = (at: number | undefined) => {
    if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
  };
  for (const call of world.calls.values()) if (!away.has(call.engine)) consider(dueOfCall(call));
  for (const room of world.conferences.values()) if (!away.has(room.engine)) consider(dueOfRoom(room));
  for (const agent of world.agents.values()) consider(dueOfAgent(agent));
  for (const callback of world.callbacks.values()) consider(dueOfCallback(callback, now));
  return earliest;
}

export function tick(s: Step, away: ReadonlySet<string>): void {
  for (const agent of s.world.agents.values()) {
    if (agent.activity.kind !== 'wrapUp' || agent.activity.endsAt > s.now) continue;
    guarded(s, noOwner, () => setActivity(s, agent, { kind: 'none' }));
  }
  for (const callback of [...s.world.callbacks.values()])
    guarded(
      s,
      () => ({ kind: 'callback', callback }),
      () => callbackTimePassed(s, callback),
    );
  for (const room of [...s.world.conferences.values()])
    if (!away.has(room.engine))
      guarded(
        s,
        () => ({ kind: 'room', room }),
        () => roomTimePassed(s, room),
      );
  for (const call of [...s.world.calls.values()])
    if (!away.has(call.engine))
      guarded(
        s,
        () => ({ kind: 'call', call }),
        () => callTimePassed(s, call),
      );
}

const noOwner = () => undefined;

function callTimePassed(s: Step, call: Call): void {
  if (call.dialogue) {
    const { topic } = call.dialogue;
    const answer = dialogueTimedOut(s, call);
    if (answer) dialogueAnswered(s, call, topic, answer);
  }
  if (s.world.calls.get(call.id) !== call) return;
  waitingTimePassed(s, call);
  for (const leg of legsOf(call)) {
    if (isDue(leg, s.now) && isOf(call, leg)) legTimePassed(s, call, leg);
    if (s.world.calls.get(call.id) !== call) return;
  }
  if (call.deadline <= s.now) deadlinePassed(s, call);
}

/** What became of another leg may have taken this one with it. */
const isOf = (call: Call, { role, channelId }: Leg): boolean =>
  legsOf(call).some((one) => one.role === role && one.channelId === channelId);

/** Each of those whom the call waits for has a time of its own. */
function legTimePassed(s: Step, call: Call, leg: Leg): void {
  switch (leg.role) {
    case 'offer':
      return offerFailed(s, call, leg.offer, q850.subscriberAbsent);
    case 'connecting':
      return connectFailed(s, call, q850.subscriberAbsent);
    case 'transfer':
      return transferFailed(s, call, q850.noAnswer, false);
    case 'consulted':
      return endConsult(s, call, 'noAnswer');
    case 'returning':
      return giveUpReturn(s, call);
    case 'supervisor':
      return endSupervision(s, call, leg.supervision);
    case 'customer':
    case 'agent':
    case 'secondLine':
      throw new Error(`a leg of the role ${leg.role} has no time of its own`);
    default:
      unreachable(leg);
  }
}

function deadlinePassed(s: Step, call: Call): void {
  switch (call.phase) {
    case 'arrived':
      return endCall(s, call, { reason: 'failed', endedBy: 'system' });
    case 'flow':
      return flowTimedOut(s, call);
    case 'greeting':
      return enqueue(s, call);
    case 'queued':
      return waitedTooLong(s, call);
    case 'ringing':
      for (const offer of [...call.offers]) offerFailed(s, call, offer, q850.noAnswer, false);
      return;
    case 'connecting':
      return connectFailed(s, call, q850.noAnswer, false);
    case 'voicemail':
      return messageDone(s, call, call.message?.state === 'prompt' ? 'error' : 'next');
    case 'recordingPrompt':
      return promptTimedOut(s, call);
    case 'announcing':
      return endCall(s, call, call.parting ?? { reason: 'failed', endedBy: 'system' });
    case 'callingAgent':
      return endCall(s, call, { reason: 'agentUnreachable', endedBy: 'system' });
    case 'dialling':
      return diallingTimedOut(s, call);
    case 'talking':
      return endCall(s, call, { reason: 'failed', endedBy: 'system' });
    case 'survey':
      return surveyOver(s, call);
    default:
      unreachable(call.phase);
  }
}
