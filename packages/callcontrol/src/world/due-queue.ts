import type { DueEntry, DueKind, DueQueue } from './indexes.ts';

/**
 * When that one is due from now on; undefined: not at all. `engine`: nothing of an engine that is away is due, so each engine has a heap of
 * its own. The entry of before stays in the heap, and is passed over when its time comes.
 */
export function setDue(due: DueQueue, kind: DueKind, id: string, at: number | undefined, engine = ''): void {
  const known = due.at[kind];
  if (at === undefined) {
    known.delete(id);
    return;
  }
  if (known.get(id) === at) return;
  known.set(id, at);
  let heap = due.heaps.get(engine);
  if (!heap) {
    heap = [];
    due.heaps.set(engine, heap);
  }
  push(heap, { at, kind, id });
  if (heap.length > 2 * liveCount(due) + FEWEST_TO_CLEAN) clean(due, engine, heap);
}

/** The earliest moment; undefined: nothing waits. */
export function firstDue(due: DueQueue, away: ReadonlySet<string>): number | undefined {
  let first: number | undefined;
  for (const [engine, heap] of due.heaps) {
    if (away.has(engine)) continue;
    const head = headOf(due, heap);
    if (head && (first === undefined || head.at < first)) first = head.at;
  }
  return first;
}

/** Takes out whatever is due by `now`. It is in `taken` until it is put in again. */
export function takeDue(due: DueQueue, now: number, away: ReadonlySet<string>): { readonly [K in DueKind]: ReadonlySet<string> } {
  const found = { agents: new Set<string>(), callbacks: new Set<string>(), conferences: new Set<string>(), calls: new Set<string>() };
  due.tickedAt = now;
  for (const [engine, heap] of due.heaps) {
    if (away.has(engine)) continue;
    for (let head = headOf(due, heap); head && head.at <= now; head = headOf(due, heap)) {
      pop(heap);
      due.at[head.kind].delete(head.id);
      due.taken.push(head);
      found[head.kind].add(head.id);
    }
  }
  return found;
}

const liveCount = ({ at }: DueQueue): number => at.agents.size + at.callbacks.size + at.conferences.size + at.calls.size;

/** So few that have passed are left where they are. */
const FEWEST_TO_CLEAN = 64;

const isLive = (due: DueQueue, { at, kind, id }: DueEntry): boolean => due.at[kind].get(id) === at;

function headOf(due: DueQueue, heap: DueEntry[]): DueEntry | undefined {
  for (let head = heap[0]; head; head = heap[0]) {
    if (isLive(due, head)) return head;
    pop(heap);
  }
  return undefined;
}

/** Deadlines are mostly moved or given up before their time, and the longest are hours away: without this they would pile up. */
function clean(due: DueQueue, engine: string, heap: readonly DueEntry[]): void {
  const live = new Map<string, DueEntry>();
  for (const entry of heap) if (isLive(due, entry)) live.set(`${entry.kind} ${entry.id}`, entry);
  // In the order of time it is a heap.
  due.heaps.set(
    engine,
    [...live.values()].sort((a, b) => a.at - b.at),
  );
}

function push(heap: DueEntry[], entry: DueEntry): void {
  let hole = heap.length;
  heap.push(entry);
  while (hole > 0) {
    const above = (hole - 1) >> 1;
    const parent = heap[above];
    if (!parent || parent.at <= entry.at) break;
    heap[hole] = parent;
    hole = above;
  }
  heap[hole] = entry;
}

function pop(heap: DueEntry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let hole = 0;
  for (;;) {
    const left = 2 * hole + 1;
    const right = heap[left + 1];
    let child = heap[left];
    let at = left;
    if (child && right && right.at < child.at) {
      child = right;
      at = left + 1;
    }
    if (!child || child.at >= last.at) break;
    heap[hole] = child;
    hole = at;
  }
  heap[hole] = last;
}
