import type { Input } from '@zuoxi/callcontrol';
import type { ConferenceInvitation, ConferenceSession } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Conferences } from './conferences.ts';
import type { ConferenceSessions } from './sessions.ts';

export interface HoldingDeps {
  database: Database;
  engine: Pick<Engine, 'order'>;
  conferences: Pick<Conferences, 'find'>;
  sessions: ConferenceSessions;
  ids: Ids;
}

/** What is done with a conference while it is held (CONF-2); every order goes to call control, which may refuse it. */
export class Holding {
  readonly #deps: HoldingDeps;

  constructor(deps: HoldingDeps) {
    this.#deps = deps;
  }

  /** Its members' phones ring. */
  async start(actor: Actor, id: string): Promise<ConferenceSession> {
    const { ids, conferences, sessions } = this.#deps;
    const { name, recorded, memberIds } = await conferences.find(actor, id);
    await this.#order(actor, id, 'start', {
      type: 'startConference',
      sessionId: ids.uuid(),
      conferenceId: id,
      tenantId: actor.tenantId,
      name,
      recorded,
      agentIds: memberIds,
      byAccountId: actor.accountId,
    });
    return sessions.find(actor.tenantId, id) ?? fail('conferences.notHeld');
  }

  async invite(actor: Actor, id: string, invitation: ConferenceInvitation): Promise<void> {
    const whom = 'number' in invitation ? { agentIds: [], number: invitation.number } : { agentIds: invitation.agentIds, number: null };
    const { sessionId } = this.#held(actor, id);
    await this.#order(actor, id, 'invite', { type: 'inviteToConference', sessionId, ...whom, byAccountId: actor.accountId }, whom);
  }

  async callAgain(actor: Actor, id: string, partyId: string): Promise<void> {
    const { sessionId } = this.#heldWith(actor, id, partyId);
    await this.#order(actor, id, 'callAgain', { type: 'callPartyAgain', sessionId, partyId, byAccountId: actor.accountId }, { partyId });
  }

  async mute(actor: Actor, id: string, partyId: string, on: boolean): Promise<void> {
    const { sessionId } = this.#heldWith(actor, id, partyId);
    await this.#order(actor, id, 'mute', { type: 'muteParty', sessionId, partyId, on }, { partyId, on });
  }

  async removeParty(actor: Actor, id: string, partyId: string): Promise<void> {
    const { sessionId } = this.#heldWith(actor, id, partyId);
    await this.#order(actor, id, 'removeParty', { type: 'removeParty', sessionId, partyId }, { partyId });
  }

  async end(actor: Actor, id: string): Promise<void> {
    const { sessionId } = this.#held(actor, id);
    await this.#order(actor, id, 'end', { type: 'endConference', sessionId });
  }

  #held(actor: Actor, id: string): ConferenceSession {
    return this.#deps.sessions.find(actor.tenantId, id) ?? fail('conferences.notHeld');
  }

  #heldWith(actor: Actor, id: string, partyId: string): ConferenceSession {
    const session = this.#held(actor, id);
    if (!session.parties.some((party) => party.partyId === partyId)) fail('request.notFound');
    return session;
  }

  /** The order comes last in the transaction of its audit entry: a refused one leaves none. */
  #order(actor: Actor, id: string, action: string, input: Input, detail: Record<string, unknown> = {}): Promise<void> {
    return this.#deps.database.tenant(actor.tenantId, async (db) => {
      await audit(db, actor, `conferences.${action}`, id, detail);
      this.#deps.engine.order(input);
    });
  }
}
