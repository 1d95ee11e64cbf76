/**
 * One subscription of the realtime protocol (`packages/contract/src/realtime.ts`), free of sockets and React.
 *
 *   closed ──open──▶ loading ──snapshot──▶ live ──gap / reconnect──▶ loading
 *                      │ ▲ refused or no answer: again after a while
 *                      └─┘
 *
 * A delta that overtakes its snapshot is kept until the snapshot is there. A delta that is not the last plus one
 * means that something was lost, and nothing but a new snapshot repairs that.
 */
export interface TopicStreamOptions<S, D> {
  load(): Promise<{ seq: number; data: S }>;
  onSnapshot(data: S): void;
  onDelta(delta: D): void;
  onLive?(live: boolean): void;
  /** Runs `task` after `ms`; the answer cancels it. */
  schedule(task: () => void, ms: number): () => void;
}

const RETRY_MS = [500, 1000, 2000, 5000];

export class TopicStream<S, D> {
  readonly #options: TopicStreamOptions<S, D>;
  #state: 'closed' | 'loading' | 'live' = 'closed';
  #seq = 0;
  /** Numbers the attempts, so that the answer to an abandoned one is told apart. */
  #attempt = 0;
  #failures = 0;
  #early: { seq: number; delta: D }[] = [];
  #cancelRetry: (() => void) | null = null;

  constructor(options: TopicStreamOptions<S, D>) {
    this.#options = options;
  }

  get live(): boolean {
    return this.#state === 'live';
  }

  open(): void {
    if (this.#state === 'closed') this.#reload();
  }

  close(): void {
    this.#attempt++;
    this.#early = [];
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#enter('closed');
  }

  /** The connection was lost: what is shown may be old until `reconnected`. */
  disconnected(): void {
    if (this.#state === 'closed') return;
    this.#attempt++;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#enter('loading');
  }

  reconnected(): void {
    if (this.#state !== 'closed') this.#reload();
  }

  delta(seq: number, delta: D): void {
    if (this.#state === 'loading') this.#early.push({ seq, delta });
    else if (this.#state === 'live') this.#apply(seq, delta);
  }

  #apply(seq: number, delta: D): void {
    if (seq <= this.#seq) return; // already part of the snapshot
    if (seq !== this.#seq + 1) {
      this.#reload();
      return;
    }
    this.#seq = seq;
    this.#options.onDelta(delta);
  }

  #reload(): void {
    const attempt = ++this.#attempt;
    this.#early = [];
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#enter('loading');
    this.#options.load().then(
      (snapshot) => {
        if (attempt === this.#attempt) this.#start(snapshot);
      },
      () => {
        if (attempt === this.#attempt) this.#retryLater();
      },
    );
  }

  #start(snapshot: { seq: number; data: S }): void {
    this.#failures = 0;
    this.#seq = snapshot.seq;
    this.#options.onSnapshot(snapshot.data);
    this.#enter('live');
    const early = this.#early;
    this.#early = [];
    for (const { seq, delta } of early) {
      // Numbers that do not fit belong to the subscription before this one. Should one really be missing, the next
      // delta will show it.
      if (seq === this.#seq + 1) this.#apply(seq, delta);
    }
  }

  #retryLater(): void {
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 5000;
    this.#failures++;
    this.#cancelRetry = this.#options.schedule(() => this.#reload(), wait);
  }

  #enter(state: 'closed' | 'loading' | 'live'): void {
    const was = this.live;
    this.#state = state;
    if (was !== this.live) this.#options.onLive?.(this.live);
  }
}
