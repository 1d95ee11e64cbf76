import type { PanelState, SetQueueStates } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { asc } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';
import type { OwnExtension } from '../accounts/index.ts';
import type { Actor } from '../actor.ts';
import type { LiveView } from '../agents/index.ts';
import type { Engine } from '../engine/index.ts';
import { fail } from '../errors.ts';

/** What one does with one's own phone and states; every order goes to call control, which may refuse it. */
export class Panel {
  readonly #engine: Engine;
  readonly #view: LiveView;
  readonly #database: Database;
  readonly #ids: Ids;
  readonly #ownExtension: OwnExtension;

  constructor(options: { engine: Engine; view: LiveView; database: Database; ids: Ids; ownExtension: OwnExtension }) {
    this.#engine = options.engine;
    this.#view = options.view;
    this.#database = options.database;
    this.#ids = options.ids;
    this.#ownExtension = options.ownExtension;
  }

  read(actor: Actor): PanelState {
    return this.#view.panel(actor.accountId);
  }

  setQueueStates(actor: Actor, input: SetQueueStates): void {
    if (!input.ready && !input.reason) fail('request.invalid', { field: 'reason', problem: '' });
    const reason = input.ready ? null : (input.reason ?? null);
    this.#engine.order({ type: 'setReady', agentId: actor.accountId, queueIds: input.queueIds, reason, byAccountId: null });
  }

  dial(actor: Actor, number: string): { callId: string } {
    const callId = this.#ids.uuid();
    this.#engine.order({ type: 'dial', callId, agentId: actor.accountId, number });
    return { callId };
  }

  hangup(actor: Actor): void {
    this.#engine.order({ type: 'hangup', agentId: actor.accountId });
  }

  hold(actor: Actor, on: boolean): void {
    this.#engine.order({ type: 'hold', agentId: actor.accountId, on });
  }

  mute(actor: Actor, on: boolean): void {
    this.#engine.order({ type: 'mute', agentId: actor.accountId, on });
  }

  dtmf(actor: Actor, digits: string): void {
    this.#engine.order({ type: 'dtmf', agentId: actor.accountId, digits });
  }

  doNotDisturb(actor: Actor, on: boolean): Promise<void> {
    return this.#ownExtension.set(actor, { doNotDisturb: on });
  }

  /** Hangs up, and the customer is asked how it was. */
  sendToSurvey(actor: Actor): void {
    this.#engine.order({ type: 'sendToSurvey', agentId: actor.accountId });
  }

  endWrapUp(actor: Actor): void {
    this.#engine.order({ type: 'endWrapUp', agentId: actor.accountId });
  }

  reasons(actor: Actor): Promise<string[]> {
    return this.#database.tenant(actor.tenantId, async (db) =>
      (await db.select().from(tables.reason).orderBy(asc(tables.reason.position))).map((row) => row.text),
    );
  }
}
