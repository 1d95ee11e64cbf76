import { cause as q850 } from '@zuoxi/ari';
import { unreachable } from '@zuoxi/kit';
import { dialogueTimedOut } from '../parts/dialogue.ts';
import { lostDeadline } from '../parts/lost-phone.ts';
import { setActivity } from '../rules/agent-state.ts';
import { endCall } from '../rules/end-call.ts';
import { guarded } from '../rules/guard.ts';
import type { Step } from '../rules/step.ts';
import { callbackDeadline, callbackTimePassed } from '../stories/callback.ts';
import { roomDeadline, roomTimePassed } from '../stories/conference/parties.ts';
import { connectFailed } from '../stories/connect.ts';
import { diallingTimedOut } from '../stories/dialled/outgoing.ts';
import { flowTimedOut } from '../stories/flow/flow.ts';
import { promptTimedOut } from '../stories/prompt-recording.ts';
import { offerFailed } from '../stories/queue/offer.ts';
import { enqueue, waitedTooLong } from '../stories/queue/queue.ts';
import { waitingDeadline, waitingTimePassed } from '../stories/queue/waiting.ts';
import { surveyOver } from '../stories/survey.ts';
import { absenceDeadline, giveUpReturn } from '../stories/talk/absence.ts';
import { endConsult } from '../stories/talk/consult.ts';
import { endSupervision, supervisionDeadline } from '../stories/talk/supervision.ts';
import { transferFailed } from '../stories/talk/transfer.ts';
import { messageDone } from '../stories/voicemail.ts';
import type { Call } from '../world/call.ts';
import type { World } from '../world/world.ts';
import { dialogueAnswered } from './dialogue-news.ts';

// Every state of calls, agents and callbacks has a deadline; this is where they are kept.

/** The earliest moment at which `tick` has something to do; undefined when nothing waits. */
export function nextDeadline(world: World, now: number, away: ReadonlySet<string>): number | undefined {
  let earliest: number | undefined;
  const consider = (at: number | undefined) => {
    if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
  };
  for (const call of world.calls.values()) {
    if (away.has(call.engine)) continue;
    consider(call.deadline);
    consider(call.dialogue?.deadline);
    if (call.waiting) consider(waitingDeadline(call));
    if (call.phase === 'talking') {
      for (const supervision of call.supervisions) consider(supervisionDeadline(supervision));
      consider(call.transfer?.deadline);
      consider(call.consult?.deadline ?? undefined);
      if (call.absence) consider(absenceDeadline(call.absence));
    } else {
      for (const offer of call.offers) consider(lostDeadline(offer));
      if (call.connecting) consider(lostDeadline(call.connecting));
    }
  }
  for (const room of world.conferences.values()) if (!away.has(room.engine)) consider(roomDeadline(room));
  for (const agent of world.agents.values()) if (agent.activity.kind === 'wrapUp') consider(agent.activity.endsAt);
  for (const callback of world.callbacks.values()) consider(callbackDeadline(callback, now));
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
  for (const one of [...call.supervisions]) if ((supervisionDeadline(one) ?? s.now + 1) <= s.now) endSupervision(s, call, one);
  if (s.world.calls.get(call.id) !== call) return;
  for (const offer of [...call.offers]) if ((lostDeadline(offer) ?? s.now + 1) <= s.now) offerFailed(s, call, offer, q850.subscriberAbsent);
  if (call.connecting && (lostDeadline(call.connecting) ?? s.now + 1) <= s.now) connectFailed(s, call, q850.subscriberAbsent);
  if (s.world.calls.get(call.id) !== call) return;
  conversationTimePassed(s, call);
  if (s.world.calls.get(call.id) !== call) return;
  if (call.deadline <= s.now) deadlinePassed(s, call);
}

/** Each of those whom a conversation waits for has a time of its own. */
function conversationTimePassed(s: Step, call: Call): void {
  const isDue = (at: number | null | undefined) => at !== null && at !== undefined && at <= s.now;
  if (isDue(call.transfer?.deadline)) transferFailed(s, call, q850.noAnswer, false);
  if (isDue(call.consult?.deadline)) endConsult(s, call, 'noAnswer');
  if (s.world.calls.get(call.id) === call && call.absence && isDue(absenceDeadline(call.absence))) giveUpReturn(s, call);
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
