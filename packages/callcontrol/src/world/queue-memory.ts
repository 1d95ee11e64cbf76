export interface QueueMemory {
  /** Who was offered a call last: `roundRobin` goes on after him. */
  lastAgentId: string | null;
  /** Handled calls of late, oldest first: talk and wrap-up together, in ms. At most `HANDLED_KEPT`. */
  handled: { at: number; ms: number }[];
}
