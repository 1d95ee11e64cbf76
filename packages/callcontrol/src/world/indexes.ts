import { type Marks, noMarks } from './kinds.ts';

// What would otherwise be found by looking through the whole world. Made from it (`reindex.ts`), kept with it, and never stored: plain data
// of ids, so that a copy of a world has a copy of them.

export interface Indexes {
  /** The call or conference whose phone that channel is, or was until the step that is under way. */
  readonly byChannel: Map<string, string>;
  /** Calls by their queue, whatever they are doing. */
  readonly byQueue: Map<string, Set<string>>;
  /** Of these the callers who have a place in it: they wait, or phones ring for them. */
  readonly waiting: Map<string, Set<string>>;
  /** Conferences that wait for the lost phone of an agent. */
  readonly lost: Map<string, Set<string>>;
  readonly due: DueQueue;
  /** What each call and conference stands there with, so that it can be taken out. */
  readonly entries: { readonly calls: Map<string, CallEntry>; readonly conferences: Map<string, RoomEntry> };
  /** What the step under way has marked as changed: of these the indexes may be out of date. */
  pending: Marks;
}

export interface RoomEntry {
  readonly channelIds: readonly string[];
  readonly lostAgentIds: readonly string[];
}

export interface CallEntry {
  readonly channelIds: readonly string[];
  readonly queueId: string | null;
  readonly waits: boolean;
}

/** Who is to be looked after, and when. */
export interface DueQueue {
  /** For each engine a binary heap by time; '' for what is in none. Of an entry that is not in `at` any more something else has become. */
  readonly heaps: Map<string, DueEntry[]>;
  readonly at: { readonly [K in DueKind]: Map<string, number> };
  /** Taken by the tick under way: when they are due again is asked when it is over. */
  taken: DueEntry[];
  /** The last tick: what was due by then has been looked at. */
  tickedAt: number;
}

export type DueKind = 'agents' | 'callbacks' | 'conferences' | 'calls';

export interface DueEntry {
  readonly at: number;
  readonly kind: DueKind;
  readonly id: string;
}

export const noIndexes = (): Indexes => ({
  byChannel: new Map(),
  byQueue: new Map(),
  waiting: new Map(),
  lost: new Map(),
  due: {
    heaps: new Map(),
    at: { agents: new Map(), callbacks: new Map(), conferences: new Map(), calls: new Map() },
    taken: [],
    tickedAt: Number.NEGATIVE_INFINITY,
  },
  entries: { calls: new Map(), conferences: new Map() },
  pending: noMarks(),
});
