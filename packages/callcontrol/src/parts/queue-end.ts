import type { QueueConfig } from '../port/directory.ts';
import { serversOf } from '../rules/queue-memory.ts';
import type { Step } from '../rules/step.ts';
import type { Destination } from '../world/terms.ts';

/**
 * Whether the queue would end the call of whoever comes now: closed, or left empty, without another place. An agent who transfers somebody is
 * told instead, and keeps them.
 */
export function wouldHangUp(step: Step, queue: QueueConfig): 'closed' | 'nobodyThere' | undefined {
  const isEnd = (place: Destination | null | undefined) => !place || place.kind === 'hangup';
  if (queue.hoursId !== null && !step.directory.isOpen(queue.hoursId, step.wallNow))
    return isEnd(queue.closedDestination) ? 'closed' : undefined;
  if (queue.leaveWhenEmpty && serversOf(step, queue.id) === 0) return isEnd(queue.overflow[0]) ? 'nobodyThere' : undefined;
  return undefined;
}
