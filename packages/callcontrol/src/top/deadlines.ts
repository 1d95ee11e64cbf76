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
import type { Agent } from '../world/agent.ts';
import type { Call } from '../world/call.ts';
import { firstDue, takeDue } from '../world/due-queue.ts';
import type { Leg } from '../world/leg.ts';
import { isDue, legsOf, offersOf } from '../world/legs.ts';
import { hasMarks, settle } from '../world/reindex.ts';
import type { World } from '../world/world.ts';
import { dialogueAnswered } from './dialogue-news.ts';

// Every state of calls, agents and callbacks has a deadline; this is where they are kept.

/** The earliest moment at which `tick` has something to do; undefined when nothing waits. `away`: engines that are not heard of. */
export function nextDeadline(world: World, away: ReadonlySet<string>): number | undefined {
  if (hasMarks(world.indexes.pending)) settle(world);
  return firstDue(world.indexes.due, away);
}

/** Whatever is due, agents first, each kind in the order in which the world has it. */
export function tick(s: Step, away: ReadonlySet<string>): void {
  const due = takeDue(s.world.indexes.due, s.now, away);
  for (const agent of those(s.world.agents, due.agents)) guarded(s, noOwner, () => wrapUpTimePassed(s, agent));
  // All of them: a try whose time has come waits for an agent, and what keeps it waiting may have changed with time alone.
  for (const callback of [...s.world.callbacks.values()])
    guarded(
      s,
      () => ({ kind: 'callback', callback }),
      () => callbackTimePassed(s, callback),
    );
  for (const room of those(s.world.conferences, due.conferences))
    guarded(
      s,
      () => ({ kind: 'room', room }),
      () => roomTimePassed(s, room),
    );
  for (const call of those(s.world.calls, due.calls))
    guarded(
      s,
      () => ({ kind: 'call', call }),
      () => callTimePassed(s, call),
    );
}

function those<T>(all: ReadonlyMap<string, T>, ids: ReadonlySet<string>): T[] {
  // Mostly it is one, which needs no order.
  const ordered = ids.size < 2 ? ids : [...all.keys()].filter((id) => ids.has(id));
  return [...ordered].flatMap((id) => all.get(id) ?? []);
}

function wrapUpTimePassed(s: Step, agent: Agent): void {
  if (agent.activity.kind === 'wrapUp' && agent.activity.endsAt <= s.now) setActivity(s, agent, { kind: 'none' });
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
      return offerFailed(s, call, leg, q850.subscriberAbsent);
    case 'connecting':
      return connectFailed(s, call, q850.subscriberAbsent);
    case 'transfer':
      return transferFailed(s, call, q850.noAnswer, false);
    case 'consulted':
      return endConsult(s, call, 'noAnswer');
    case 'returning':
      return giveUpReturn(s, call);
    case 'supervisor':
      return endSupervision(s, call, leg);
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
      for (const offer of offersOf(call)) offerFailed(s, call, offer, q850.noAnswer, false);
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
