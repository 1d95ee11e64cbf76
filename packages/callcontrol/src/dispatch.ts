import { isReadyFor, setActivity } from './agent-state.ts';
import type { Step } from './step-context.ts';
import { PHONE_VARIABLES } from './talk.ts';
import { type Agent, type Call, enterPhase } from './world.ts';

/** The engine gives up ringing after the queue's ring time; ours is only the guard behind it. */
const RING_GUARD_MS = 5000;

/**
 * Who of the ready members is rung first: the one who has been idle longest. Those already tried for this call come
 * after all others, the longest ago first, so that one absent-minded agent does not get the same call twice in a row.
 */
export function rankLongestIdle(ready: readonly Agent[], tried: readonly string[]): Agent[] {
  const lastTry = (agent: Agent) => tried.lastIndexOf(agent.id);
  return [...ready].sort((a, b) => lastTry(a) - lastTry(b) || a.idleSince - b.idleSince || (a.id < b.id ? -1 : 1));
}

/** Gives waiting calls of the queues that changed to ready members, oldest call first, until no pair is left. */
export function dispatch(step: Step): void {
  for (const queueId of step.dirtyQueues) {
    for (const call of waitingCalls(step, queueId)) {
      const ranked = rankLongestIdle(readyMembers(step, queueId, call.engine), call.tried);
      const agent = ranked[0];
      // A later call may be on another engine, with other phones.
      if (!agent) continue;
      offer(step, call, agent, ranked);
    }
  }
  step.dirtyQueues.clear();
}

export function waitingCalls(step: Step, queueId: string): Call[] {
  const waiting: Call[] = [];
  for (const call of step.world.calls.values()) {
    if (call.queueId === queueId && call.phase === 'queued') waiting.push(call);
  }
  return waiting.sort((a, b) => (a.enqueuedAt ?? 0) - (b.enqueuedAt ?? 0) || (a.id < b.id ? -1 : 1));
}

function readyMembers(step: Step, queueId: string, engine: string): Agent[] {
  const ready: Agent[] = [];
  for (const agent of step.world.agents.values()) {
    if (!isReadyFor(agent, queueId) || !agent.registeredWith.includes(engine)) continue;
    if (step.directory.agent(agent.id)?.queueIds.includes(queueId)) ready.push(agent);
  }
  return ready;
}

function offer(step: Step, call: Call, agent: Agent, ranked: readonly Agent[]): void {
  const queue = step.directory.queue(call.queueId ?? '');
  const config = step.directory.agent(agent.id);
  if (!queue || !config) return;
  call.offers += 1;
  const channelId = `${call.id}-a${call.offers}`;
  call.offer = { agentId: agent.id, channelId, at: step.now };
  call.tried = [...call.tried.filter((id) => id !== agent.id), agent.id];
  enterPhase(call, 'ringing', step.now, step.now + queue.ringTimeoutS * 1000 + RING_GUARD_MS);
  setActivity(step, agent, { kind: 'ringing', callId: call.id });
  step.callFact(call, { type: 'offered', agentId: agent.id, candidates: ranked.map((candidate) => candidate.id) });
  step.command(call, {
    do: 'originate',
    channelId,
    endpoint: config.dialString,
    callerId: callerIdText(call.customerName ?? call.customerNumber, call.customerNumber),
    timeoutS: queue.ringTimeoutS,
    originator: call.customerChannelId,
    formats: [],
    variables: PHONE_VARIABLES,
  });
}

/** `"Name" <number>` with what would break the quoting taken out (RFC 3261 section 25.1, quoted-string). */
export function callerIdText(name: string, number: string): string {
  return `"${name.replace(/["\\\r\n]/g, '')}" <${number.replace(/[^0-9A-Za-z+*#_.-]/g, '')}>`;
}
