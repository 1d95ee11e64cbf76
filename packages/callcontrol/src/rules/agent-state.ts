import type { AgentConfig } from '../port/directory.ts';
import { type Activity, type Agent, newAgent } from '../world/agent.ts';
import type { AgentStateName } from '../world/terms.ts';
import type { Step } from './step.ts';

/**
 * ```
 *            offer / dial            answered            queue call ended
 *   none ───────────────► ringing ───────────► talking ─────────────────► wrapUp
 *    ▲                       │                    │                          │
 *    └───────────────────────┴────────────────────┴──────────────────────────┘
 *       not answered, cancelled    direct call ended     time over, ended by hand
 * ```
 */
const nextActivities: Readonly<Record<Activity['kind'], readonly Activity['kind'][]>> = {
  none: ['ringing'],
  ringing: ['talking', 'none'],
  talking: ['wrapUp', 'none'],
  wrapUp: ['none'],
};

/** So many calls back a disposition and its note may come late. */
const MOST_PAST_NOTES = 5;

/** The one place where an agent's activity changes. Refuses a step that the drawing does not have. */
export function setActivity(step: Step, agent: Agent, activity: Activity): void {
  if (!nextActivities[agent.activity.kind].includes(activity.kind)) {
    throw new Error(`illegal step of agent ${agent.id}: ${agent.activity.kind} → ${activity.kind}`);
  }
  const before = agent.activity;
  const wereNotes = before.kind === 'wrapUp';
  if (wereNotes) agent.pastNotes = [{ callId: before.callId, of: before.of }, ...agent.pastNotes].slice(0, MOST_PAST_NOTES);
  agent.activity = activity;
  // Wished for in the wrap-up.
  if (wereNotes) takeNext(step, agent);
  if (activity.kind === 'none') {
    agent.idleSince = step.now;
    markQueues(step, agent.id);
  }
  refreshShown(step, agent);
}

/** The agent's part of the world; made now when nothing of them was known. Undefined: the directory has no such agent. */
export function ensureAgent(step: Step, agentId: string): Agent | undefined {
  const known = step.world.agents.get(agentId);
  if (known) return known;
  const config = step.directory.agent(agentId);
  if (!config) return undefined;
  const agent = newAgent(agentId, config.tenantId, step.now);
  step.world.agents.set(agentId, agent);
  return agent;
}

/** May a call of this queue be offered to the agent now? */
export function isReadyFor(agent: Agent, config: Pick<AgentConfig, 'doNotDisturb'>, queueId: string): boolean {
  if (config.doNotDisturb || queueId in agent.notReady) return false;
  return agent.signedIn && agent.registeredWith.length > 0 && agent.activity.kind === 'none';
}

/** Says that the agent's queues may have a match. */
export function markQueues(step: Step, agentId: string): void {
  for (const queueId of step.directory.agent(agentId)?.queueIds ?? []) step.dirtyQueues.add(queueId);
}

/** Recomputes what the board shows and writes a fact when the shown state changed. */
export function refreshShown(step: Step, agent: Agent): void {
  step.markAgent(agent.id);
  const next = shownState(agent, step.directory.agent(agent.id));
  if (next.state === agent.shown.state && next.reason === agent.shown.reason) return;
  const changed = next.state !== agent.shown.state;
  agent.shown = { ...next, since: changed ? step.now : agent.shown.since };
  if (changed) {
    const callId = agent.activity.kind === 'none' ? null : agent.activity.callId;
    step.agentFact(agent, { type: 'stateChanged', state: next.state, callId });
  }
}

function shownState(agent: Agent, config: AgentConfig | undefined): { state: AgentStateName; reason: string | null } {
  if (agent.activity.kind !== 'none') return { state: agent.activity.kind, reason: null };
  if (!agent.signedIn || !config) return { state: 'offline', reason: null };
  if (config.queueIds.length === 0 || config.queueIds.some((queueId) => !(queueId in agent.notReady)))
    return { state: 'idle', reason: null };
  const reasons = new Set(config.queueIds.map((queueId) => agent.notReady[queueId] ?? ''));
  return { state: 'busy', reason: [...reasons].join('、') };
}

const NEW_SHIFT_MS = 6 * 3600_000;

export function signIn(step: Step, agentId: string): void {
  const agent = ensureAgent(step, agentId);
  if (!agent || agent.signedIn) return;
  agent.signedIn = true;
  // After so long it is another shift, with counts of its own; who was away for lunch does not get every call after it.
  if (step.now - agent.signedOutAt > NEW_SHIFT_MS) agent.taken = {};
  // A new shift begins ready: breaks of the last one are over.
  agent.notReady = {};
  agent.away = null;
  agent.forced = null;
  agent.idleSince = step.now;
  step.agentFact(agent, { type: 'signedIn' });
  refreshShown(step, agent);
  markQueues(step, agentId);
}

export function signOut(step: Step, agentId: string, byAccountId: string | null = null): void {
  const agent = step.world.agents.get(agentId);
  if (!agent?.signedIn) return;
  agent.signedIn = false;
  agent.signedOutAt = step.now;
  if (agent.activity.kind === 'wrapUp') setActivity(step, agent, { kind: 'none' });
  agent.next = null;
  lowerHand(step, agent);
  step.agentFact(agent, { type: 'signedOut', byAccountId });
  refreshShown(step, agent);
}

/** He asks for help, or needs it no more. */
export function raiseHand(step: Step, agent: Agent): void {
  if (agent.handSince !== null) return;
  agent.handSince = step.now;
  step.agentFact(agent, { type: 'handRaised' });
}

export function lowerHand(step: Step, agent: Agent): void {
  if (agent.handSince === null) return;
  agent.handSince = null;
  step.agentFact(agent, { type: 'handLowered' });
}

/** What he has wished for after his call: not ready, in all his queues. */
export function takeNext(step: Step, agent: Agent): void {
  const { next } = agent;
  agent.next = null;
  if (next !== null) setReady(step, agent, step.directory.agent(agent.id)?.queueIds ?? [], next, null);
}

/** `reason` null = ready. Only queues the agent is a member of change. */
export function setReady(step: Step, agent: Agent, queueIds: readonly string[], reason: string | null, byAccountId: string | null): void {
  const own = new Set(step.directory.agent(agent.id)?.queueIds ?? []);
  const changed = queueIds.filter((queueId) => own.has(queueId) && (agent.notReady[queueId] ?? null) !== reason);
  step.markAgent(agent.id);
  agent.forced = byAccountId === null ? null : { byAccountId, what: reason === null ? 'ready' : 'notReady', at: step.now };
  if (changed.length === 0) return;
  for (const queueId of changed) {
    if (reason === null) delete agent.notReady[queueId];
    else agent.notReady[queueId] = reason;
  }
  agent.away = awayOf(step, agent);
  if (reason === null) {
    step.agentFact(agent, { type: 'ready', queueIds: changed, byAccountId });
    for (const queueId of changed) step.dirtyQueues.add(queueId);
  } else {
    step.agentFact(agent, { type: 'notReady', queueIds: changed, reason, byAccountId });
  }
  refreshShown(step, agent);
}

/** Not ready in every queue: why, in the last of them. */
function awayOf(step: Step, agent: Agent): string | null {
  const queueIds = step.directory.agent(agent.id)?.queueIds ?? [];
  if (queueIds.length === 0 || queueIds.some((queueId) => !(queueId in agent.notReady))) return null;
  return agent.notReady[queueIds.at(-1) ?? ''] ?? null;
}

/** Their queues are other ones: choices about those they have left are forgotten, and who is away is away for those they have joined. */
export function keepChoices(step: Step, agent: Agent): void {
  const queueIds = step.directory.agent(agent.id)?.queueIds ?? [];
  for (const queueId of Object.keys(agent.notReady)) if (!queueIds.includes(queueId)) delete agent.notReady[queueId];
  const joined = queueIds.filter((queueId) => !(queueId in agent.notReady));
  const reason = agent.away;
  if (reason !== null && joined.length > 0) {
    for (const queueId of joined) agent.notReady[queueId] = reason;
    step.agentFact(agent, { type: 'notReady', queueIds: joined, reason, byAccountId: null });
  }
  agent.away ??= awayOf(step, agent);
}

// Do not disturb is the extension's own setting: it survives calls, shifts and restarts, and whoever sets it, by phone or on
// the screen, sets the same one. No call of a queue is offered, and whoever dials him meets a busy line.

export function isNotToBeDisturbed({ directory }: Pick<Step, 'directory'>, agentId: string): boolean {
  return directory.agent(agentId)?.doNotDisturb ?? false;
}
