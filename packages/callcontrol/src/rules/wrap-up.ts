import type { QueueConfig } from '../port/directory.ts';
import type { Activity, Agent } from '../world/agent.ts';
import type { Call } from '../world/call.ts';
import { isInternalCaller, talkOf } from '../world/states.ts';
import { ensureAgent, lowerHand, refreshShown, setActivity, takeNext } from './agent-state.ts';
import { rememberHandled } from './queue-memory.ts';
import type { Step } from './step.ts';

/** His notes are not done: the queue wants to know what has become of the call. */
export function owesDisposition(s: Step, { activity }: Agent): boolean {
  if (activity.kind !== 'wrapUp' || activity.of.disposition) return false;
  const queue = s.directory.queue(activity.of.queueId ?? '');
  return queue?.dispositionRequired === true && queue.dispositions.length > 0;
}

/** How long the wrap-up after a call of that queue is, with what the agent has added. */
export const wrapUpMs = ({ wrapUpS, wrapUpExtensionS }: QueueConfig, extensions = 0): number =>
  (wrapUpS + extensions * wrapUpExtensionS) * 1000;

/** Nobody reaches him, nor does he call anybody: he has a call, or still owes what became of the last one. */
export function isEngaged(s: Step, agent: Agent): boolean {
  return agent.activity.kind === 'ringing' || agent.activity.kind === 'talking' || owesDisposition(s, agent);
}

/** He is done with this call; who has had its customer has his notes to write, and what he wished for after the call comes true. */
export function releaseAgent(step: Step, call: Call, agentId: string): void {
  const agent = ensureAgent(step, agentId);
  if (!agent || agent.activity.kind === 'none' || agent.activity.callId !== call.id) return;
  // A colleague who was the caller, was asked or listened has not served the queue.
  const hasServed = agent.activity.kind === 'talking' && agentId === call.agentId;
  lowerHand(step, agent);
  if (hasServed) countTaken(step, call, agent);
  const notes = hasServed && agent.signedIn ? wrapUpOf(step, call) : undefined;
  // With a wrap-up before it, it is shown, and may be changed, until the wrap-up is over.
  if (hasServed && !notes) takeNext(step, agent);
  setActivity(step, agent, notes ?? { kind: 'none' });
  refreshShown(step, agent);
}

/** How long he may take beyond the wrap-up time for a disposition that is required: nobody stays there for ever. */
const LONGEST_NOTES_MS = 10 * 60_000;

function wrapUpOf(step: Step, call: Call): Activity | undefined {
  const queue = call.queueId ? step.directory.queue(call.queueId) : undefined;
  if (!queue) return undefined;
  const isOwed = queue.dispositionRequired && queue.dispositions.length > 0 && !call.disposition;
  if (queue.wrapUpS === 0 && !isOwed) return undefined;
  const { id: callId, queueId, customerNumber, customerName, disposition } = call;
  return {
    kind: 'wrapUp',
    callId,
    startedAt: step.now,
    endsAt: step.now + wrapUpMs(queue) + (isOwed ? LONGEST_NOTES_MS : 0),
    of: { queueId, customerNumber, customerName, disposition, ...(isInternalCaller(call) ? { internal: true as const } : {}) },
  };
}

/** What the strategies compare, and what the measured service rate is made of. */
function countTaken(step: Step, call: Call, agent: Agent): void {
  const { queueId } = call;
  const since = call.agentSince;
  if (!queueId || since === null) return;
  const talkMs = (talkOf(call)?.customerLeftAt ?? step.now) - since;
  const before = agent.taken[queueId];
  agent.taken[queueId] = { calls: (before?.calls ?? 0) + 1, talkMs: (before?.talkMs ?? 0) + talkMs };
  rememberHandled(step, queueId, talkMs + (step.directory.queue(queueId)?.wrapUpS ?? 0) * 1000);
}
