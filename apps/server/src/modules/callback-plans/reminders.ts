import type { CallbackPlan } from '@zuoxi/contract';
import { type Clock, Emitter, type Logger, type Timer } from '@zuoxi/kit';
import { and, gt, isNull, lte, min } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { duePlans } from './plans.ts';
import { callbackPlan } from './tables.ts';

export interface RemindersEvents {
  /** All that is due and not done of one account. */
  changed: { accountId: string; due: CallbackPlan[] };
}

type Whose = Pick<Actor, 'tenantId' | 'accountId'>;

/** The timer runs no longer than this: the machine's clock may be set meanwhile. */
const MAX_WAIT_MS = 60_000;
/** After a failure: the database may be restarting. */
const RETRY_MS = 5000;

/**
 * Says whose callback plans have fallen due, in the second they do. One timer, for the earliest of all; what is due is always read
 * from the database, so that a restart forgets nothing, and who was away learns it from his subscription.
 */
export class Reminders extends Emitter<RemindersEvents> {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Whatever fell due until then has been announced. */
  #announcedUntil: Date;
  #timer: Timer | undefined;
  /** One after the other, so that an older list never follows a newer one. */
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor({ database, clock, logger }: { database: Database; clock: Clock; logger: Logger }) {
    super((error, event) => logger.error({ err: error, event }, 'a listener of the reminders threw'));
    this.#database = database;
    this.#clock = clock;
    this.#logger = logger;
    this.#announcedUntil = new Date(clock.now());
  }

  due(whose: Whose): Promise<CallbackPlan[]> {
    return duePlans(this.#database, whose, new Date(this.#clock.now()));
  }

  start(): void {
    void this.#enqueue(() => this.#arm());
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    return this.#queue;
  }

  /** Somebody's plans were changed. */
  changed(whose: Whose): Promise<void> {
    return this.#enqueue(async () => {
      await this.#announce(whose);
      await this.#arm();
    });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work).catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'callback plans could not be read; trying again');
      this.#wait(RETRY_MS);
    });
    return this.#queue;
  }

  async #ring(): Promise<void> {
    const now = new Date(this.#clock.now());
    const fallen = await this.#database.system
      .selectDistinct({ tenantId: callbackPlan.tenantId, accountId: callbackPlan.accountId })
      .from(callbackPlan)
      .where(and(isNull(callbackPlan.doneAt), gt(callbackPlan.dueAt, this.#announcedUntil), lte(callbackPlan.dueAt, now)));
    for (const whose of fallen) await this.#announce(whose);
    this.#announcedUntil = now;
    await this.#arm();
  }

  async #announce(whose: Whose): Promise<void> {
    this.emit('changed', { accountId: whose.accountId, due: await this.due(whose) });
  }

  async #arm(): Promise<void> {
    const [next] = await this.#database.system
      .select({ dueAt: min(callbackPlan.dueAt) })
      .from(callbackPlan)
      .where(and(isNull(callbackPlan.doneAt), gt(callbackPlan.dueAt, this.#announcedUntil)));
    const wait = next?.dueAt ? next.dueAt.getTime() - this.#clock.now() : MAX_WAIT_MS;
    this.#wait(Math.min(wait, MAX_WAIT_MS));
  }

  #wait(ms: number): void {
    this.#timer?.cancel();
    if (!this.#stopped) this.#timer = this.#clock.setTimer(Math.max(0, ms), () => void this.#enqueue(() => this.#ring()));
  }
}
