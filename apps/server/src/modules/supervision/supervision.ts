import type { SetQueueStates, SupervisionOrder } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { account } from '../accounts/tables.ts';
import type { Board, LiveView } from '../agents/index.ts';
import { audit } from '../audit/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Sessions } from '../sessions/index.ts';

export interface SupervisionDeps {
  database: Database;
  engine: Pick<Engine, 'order'>;
  board: Board;
  view: LiveView;
  sessions: Pick<Sessions, 'endAll'>;
  ids: Ids;
}

/** `*8` and an extension: takes the call that rings there. */
const PICK_UP_CODE = '*8';

/** What supervisors do with the calls and states of their queues' members (AGT-2 … AGT-8). All of it is in the audit trail. */
export class Supervision {
  readonly #deps: SupervisionDeps;

  constructor(deps: SupervisionDeps) {
    this.#deps = deps;
  }

  supervise(actor: Actor, agentId: string, mode: SupervisionOrder): Promise<void> {
    return this.#direct(actor, agentId, `supervision.${mode}`, {}, () =>
      this.#deps.engine.order({ type: 'supervise', supervisorId: actor.accountId, agentId, mode }),
    );
  }

  /** His own phone rings, and then he has the call that rings at the agent's. */
  pickUp(actor: Actor, agentId: string): Promise<void> {
    const extension = this.#deps.view.agent(agentId)?.extension ?? '';
    return this.#direct(actor, agentId, 'supervision.pickUp', {}, () =>
      this.#deps.engine.order({
        type: 'dial',
        callId: this.#deps.ids.uuid(),
        agentId: actor.accountId,
        number: `${PICK_UP_CODE}${extension}`,
      }),
    );
  }

  async setQueueStates(actor: Actor, agentId: string, { queueIds, ready, reason }: SetQueueStates): Promise<void> {
    if (!ready && !reason) fail('request.invalid', { field: 'reason', problem: 'missing' });
    const scope = await this.#deps.board.scope(actor);
    if (queueIds.some((queueId) => !this.#deps.board.hasQueue(actor.tenantId, scope, queueId))) fail('panel.notYourQueue');
    const state = { queueIds, reason: ready ? null : (reason ?? null) };
    await this.#direct(actor, agentId, 'supervision.queueStates', state, () =>
      this.#deps.engine.order({ type: 'setReady', agentId, ...state, byAccountId: actor.accountId }),
    );
  }

  endWrapUp(actor: Actor, agentId: string): Promise<void> {
    return this.#direct(actor, agentId, 'supervision.endWrapUp', {}, () =>
      this.#deps.engine.order({ type: 'endWrapUp', agentId, byAccountId: actor.accountId }),
    );
  }

  /** Of all his pages; each is told who did it. */
  async signOut(actor: Actor, agentId: string): Promise<void> {
    const by = await this.#direct(actor, agentId, 'supervision.signOut', {}, async (db) => {
      this.#deps.engine.order({ type: 'signOut', agentId, byAccountId: actor.accountId });
      return nameOf(db, actor.accountId);
    });
    await this.#deps.sessions.endAll(agentId, { by });
  }

  /** The order comes last in the transaction of its audit entry: a refused one leaves none, and none is given without one. */
  async #direct<T>(
    actor: Actor,
    agentId: string,
    action: string,
    detail: Record<string, unknown>,
    order: (db: TenantDb) => T | Promise<T>,
  ): Promise<T> {
    const { database, board, view } = this.#deps;
    if (agentId === actor.accountId) fail('supervision.self');
    await board.mustSeeAgent(actor, agentId);
    const agent = view.agent(agentId);
    return database.tenant(actor.tenantId, async (db) => {
      await audit(db, actor, action, agentId, { agent: agent?.displayName, extension: agent?.extension, callId: agent?.callId, ...detail });
      return order(db);
    });
  }
}

async function nameOf(db: TenantDb, accountId: string): Promise<string> {
  const [row] = await db.select({ name: account.displayName }).from(account).where(eq(account.id, accountId));
  return row?.name ?? '';
}
