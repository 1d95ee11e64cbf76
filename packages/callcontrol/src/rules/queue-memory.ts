import type { QueueMemory } from '../world/queue-memory.ts';
import type { World } from '../world/world.ts';
import { isNotToBeDisturbed } from './agent-state.ts';
import type { Step } from './step.ts';

/** How many handled calls the measured service rate looks back at, and how long. */
export const HANDLED_KEPT = 100;

const LOOK_BACK_MS = 2 * 3600_000;

/** Of fewer calls nothing is said. */
const FEWEST_MEASURED = 5;

const NEW: QueueMemory = { lastAgentId: null, handled: [] };

export function queueMemory(step: { world: World }, queueId: string): QueueMemory {
  return step.world.queues.get(queueId) ?? NEW;
}

export function remember(step: Step, queueId: string, change: Partial<QueueMemory>): void {
  step.world.queues.set(queueId, { ...queueMemory(step, queueId), ...change });
  step.changed.queues.add(queueId);
}

/** A call of the queue took an agent so long, talk and wrap-up together. */
export function rememberHandled(step: Step, queueId: string, ms: number): void {
  const kept = queueMemory(step, queueId).handled.filter((one) => step.now - one.at < LOOK_BACK_MS);
  remember(step, queueId, { handled: [...kept, { at: step.now, ms }].slice(-HANDLED_KEPT) });
}

/**
 * How long the caller at that place (1 = the next) will wait, in ms: with `servers` agents who each take a call in the mean
 * time `m`, one is free every m / servers, so he waits place × m / servers (the mean of a queue M/M/s in which all servers
 * are busy). `m` is the plain mean of the last calls of two hours, measured; undefined when there are too few of them, or
 * nobody serves the queue.
 */
export function estimatedWaitMs(memory: QueueMemory, place: number, servers: number, now: number): number | undefined {
  const recent = memory.handled.filter((one) => now - one.at < LOOK_BACK_MS);
  if (recent.length < FEWEST_MEASURED || servers === 0) return undefined;
  const mean = recent.reduce((sum, one) => sum + one.ms, 0) / recent.length;
  return (place * mean) / servers;
}

/** Members who take calls of the queue: signed in, a phone there, not on a break, and to be disturbed. */
export function serversOf(step: Pick<Step, 'world' | 'directory'>, queueId: string): number {
  let servers = 0;
  for (const { agentId } of step.directory.members(queueId)) {
    const agent = step.world.agents.get(agentId);
    if (!agent?.signedIn || agent.registeredWith.length === 0 || queueId in agent.notReady) continue;
    if (!isNotToBeDisturbed(step, agentId)) servers += 1;
  }
  return servers;
}
