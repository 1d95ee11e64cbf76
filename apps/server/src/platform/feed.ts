import type { RealtimeTopics, Topic } from '@zuoxi/contract';
import type { Actor } from './actor.ts';

type SnapshotOf<T extends Topic> = RealtimeTopics[T]['snapshot'];
type DeltaOf<T extends Topic> = RealtimeTopics[T]['delta'];

/** Somebody whose page shows a topic. `scope`: what of it they may see. */
export interface Viewer<S> {
  readonly actor: Actor;
  readonly scope: S;
}

/** A live topic as its module declares it. The connections, their numbers and the gathering of changes are not its matter. */
interface DeclaredFeed<T extends Topic, S> {
  topic: T;
  /** The row of the authorisation matrix. */
  permission: string;
  /** Where not everybody sees the same of it: looked up when they subscribe, and after each change of the administration. */
  scope?(actor: Actor): S;
  snapshot(viewer: Viewer<S>): SnapshotOf<T> | Promise<SnapshotOf<T>>;
  /** Called once, with where changes are told. */
  listen(to: FeedListener<T>): void;
  /**
   * What has become of the things that were gathered, computed once for all viewers; then what one of them is told, undefined: nothing.
   * `isWatched`: anybody looks at the topic now.
   */
  deltas?(changed: ReadonlySet<string>, isWatched: boolean): (viewer: Viewer<S>) => DeltaOf<T> | undefined;
}

export interface FeedListener<T extends Topic> {
  /** These are others now; gathered for some milliseconds, so that a burst is one message. */
  changed(ids: Iterable<string>): void;
  /** Sent to the pages of that account at once. */
  push(accountId: string, delta: DeltaOf<T>): void;
}

/** What the connections see of it: data of topics whose type nobody asks for there. */
export interface Feed {
  readonly topic: Topic;
  readonly permission: string;
  readonly isScoped: boolean;
  scope(actor: Actor): unknown;
  snapshot(viewer: Viewer<unknown>): SnapshotOf<Topic> | Promise<SnapshotOf<Topic>>;
  listen(to: FeedListener<Topic>): void;
  deltas(changed: ReadonlySet<string>, isWatched: boolean): (viewer: Viewer<unknown>) => DeltaOf<Topic> | undefined;
}

export function feed<T extends Topic, S = undefined>(declared: DeclaredFeed<T, S>): Feed {
  const { topic, permission, scope } = declared;
  // A viewer comes back with what `scope` has given.
  const own = (viewer: Viewer<unknown>) => viewer as Viewer<S>;
  return {
    topic,
    permission,
    isScoped: scope !== undefined,
    scope: (actor) => scope?.(actor),
    snapshot: (viewer) => declared.snapshot(own(viewer)),
    listen: (to) => declared.listen(to),
    deltas: (changed, isWatched) => {
      const deltaFor = declared.deltas?.(changed, isWatched);
      return (viewer) => deltaFor?.(own(viewer));
    },
  };
}
