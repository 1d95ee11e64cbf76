import type { TestCustomerInput, TestCustomerView } from '@zuoxi/contract';
import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import type { Board } from '../agents/index.ts';
import { audit } from '../audit/index.ts';
import type { TestCustomers } from '../engine/index.ts';
import { inboundRoute } from '../inbound-routes/tables.ts';
import { queue as queueTable } from '../queues/tables.ts';

interface TestCustomerDeps {
  database: Database;
  customers: TestCustomers;
  board: Board;
  /** Epoch ms of the wall clock at that time of call control. */
  wallTime(at: number): number;
}

/** A customer that rings in from the console: so that a first call needs nothing but a browser. */
export class TestCustomer {
  readonly #deps: TestCustomerDeps;

  constructor(deps: TestCustomerDeps) {
    this.#deps = deps;
  }

  async view(actor: Actor): Promise<TestCustomerView> {
    const { customers, wallTime } = this.#deps;
    const queues = await this.#queues(actor);
    const numbers = await this.#deps.database.tenant(actor.tenantId, (db) =>
      db
        .select({ number: inboundRoute.calledNumber, description: inboundRoute.description })
        .from(inboundRoute)
        .where(eq(inboundRoute.enabled, true))
        .orderBy(asc(inboundRoute.position)),
    );
    const customer = customers.of(actor.tenantId);
    const instant = (at: number) => new Date(wallTime(at)).toISOString();
    return {
      queues,
      numbers: numbers.filter(({ number }) => !number.endsWith('*')),
      call: customer
        ? {
            callId: customer.callId,
            calledNumber: customer.calledNumber,
            queueName: queues.find(({ id }) => id === customer.queueId)?.name ?? '',
            stage: customer.stage,
            startedAt: instant(customer.startedAt),
            endsAt: instant(customer.endsAt),
          }
        : null,
    };
  }

  async call(actor: Actor, { calledNumber, queueId, language }: TestCustomerInput): Promise<void> {
    if ((calledNumber === undefined) === (queueId === undefined)) fail('testCustomer.noTarget');
    const chosen = queueId === undefined ? undefined : (await this.#queues(actor)).find(({ id }) => id === queueId);
    if (queueId !== undefined && !chosen) fail('panel.notYourQueue');
    const number = chosen?.number ?? calledNumber ?? '';
    const callId = await this.#deps.customers.call({
      tenantId: actor.tenantId,
      language,
      calledNumber: number,
      queueId: chosen?.id ?? null,
    });
    await this.#audit(actor, 'testCustomer.call', callId, { calledNumber: number, queueId: chosen?.id ?? null });
  }

  /** Does nothing when there is none: it may have ended by itself. */
  async hangUp(actor: Actor): Promise<void> {
    const customer = this.#deps.customers.of(actor.tenantId);
    if (customer && this.#deps.customers.hangUp(actor.tenantId)) await this.#audit(actor, 'testCustomer.hangUp', customer.callId, {});
  }

  #audit(actor: Actor, action: string, callId: string, detail: Record<string, unknown>): Promise<void> {
    return this.#deps.database.tenant(actor.tenantId, (db) => audit(db, actor, action, callId, detail));
  }

  /** Those that one may see. */
  async #queues(actor: Actor): Promise<{ id: string; number: string; name: string }[]> {
    const { board, database } = this.#deps;
    const scope = await board.scope(actor);
    const all = await database.tenant(actor.tenantId, (db) =>
      db.select({ id: queueTable.id, number: queueTable.number, name: queueTable.name }).from(queueTable).orderBy(asc(queueTable.number)),
    );
    return all.filter(({ id }) => board.hasQueue(actor.tenantId, scope, id));
  }
}
