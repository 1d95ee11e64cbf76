import type { MailboxCounts } from '@zuoxi/ari';
import type { Clock, Logger, Timer } from '@zuoxi/kit';
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import { extension } from '../accounts/tables.ts';
import type { Engine } from '../engine/index.ts';
import { extensionEndpoint } from '../pbx/index.ts';
import { queueMember } from '../queues/tables.ts';
import { tenant } from '../tenants/tables.ts';
import { voicemail } from './tables.ts';

/** Several messages dealt with one after the other are one count. */
const TOGETHER_MS = 300;

/** The lamps of desk phones for messages: of each member of a queue the messages of their queues, those that nobody has dealt with as new. */
export class MessageLamps {
  readonly #database: Database;
  readonly #engine: Pick<Engine, 'setMailboxes'>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: { database: Database; engine: Pick<Engine, 'setMailboxes'>; clock: Clock; logger: Logger }) {
    this.#database = options.database;
    this.#engine = options.engine;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Messages, members or engines are others than before: phones are told in a moment. */
  refresh(): void {
    if (this.#stopped || this.#timer) return;
    this.#timer = this.#clock.setTimer(TOGETHER_MS, () => {
      this.#timer = undefined;
      this.#running = this.#running.then(() => this.#tell());
    });
  }

  async #tell(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#engine.setMailboxes(await this.#counts());
    } catch (error) {
      // With the next change, or the next connection.
      this.#logger.warn({ err: error }, 'phones could not be told of messages');
    }
  }

  async #counts(): Promise<Map<string, MailboxCounts>> {
    const rows = await this.#database.system
      .select({
        code: tenant.code,
        number: extension.number,
        newMessages: sql<number>`count(*) filter (where ${voicemail.handledAt} is null)`.mapWith(Number),
        oldMessages: sql<number>`count(*) filter (where ${voicemail.handledAt} is not null)`.mapWith(Number),
      })
      .from(voicemail)
      .innerJoin(queueMember, eq(queueMember.queueId, voicemail.queueId))
      .innerJoin(extension, and(eq(extension.accountId, queueMember.accountId), eq(extension.phoneType, 'sip')))
      .innerJoin(tenant, eq(tenant.id, extension.tenantId))
      .where(eq(voicemail.state, 'ready'))
      .groupBy(tenant.code, extension.number);
    return new Map(rows.map(({ code, number, ...counts }) => [extensionEndpoint(code, number), counts]));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }
}
