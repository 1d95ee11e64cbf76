import type { TrunkTest, TrunkTestInput } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { type DirectoryStore, plainClassOf, trunkEndpoint, usualClasses } from '../pbx/index.ts';
import type { TrunkRow, TrunksDeps } from './deps.ts';
import { trunk as trunkTable } from './tables.ts';

/** Whether a trunk works: what its servers say and what the engines know of it, or a call over it. */
export class TrunkTests {
  readonly #deps: TrunksDeps;
  /** Trunks that are being tried: one test at a time. */
  readonly #underWay = new Set<string>();

  constructor(deps: TrunksDeps) {
    this.#deps = deps;
  }

  async test(actor: Actor, id: string, { number }: TrunkTestInput): Promise<TrunkTest> {
    const trunk = await readTrunk(this.#deps.database, actor, id);
    if (!trunk.enabled) fail('trunks.disabled');
    if (number === undefined) return this.#alone(id, () => this.#askServers(actor, trunk));
    mayTest(this.#deps.directory, actor, number);
    if (trunk.maxChannels > 0 && this.#deps.channelsInUse(id) >= trunk.maxChannels) fail('panel.trunksBusy');
    return this.#alone(id, () => this.#call(actor, trunk, number));
  }

  async #alone(id: string, test: () => Promise<TrunkTest>): Promise<TrunkTest> {
    if (this.#underWay.has(id)) fail('trunks.testRunning');
    this.#underWay.add(id);
    try {
      return await test();
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #call(actor: Actor, trunk: TrunkRow, number: string): Promise<TrunkTest> {
    const shown = trunk.callerId;
    const result = await this.#deps.testCall({
      endpoint: `PJSIP/${number}@${trunkEndpoint(trunk.id)}`,
      callerId: shown === '' ? '' : `"${shown}" <${shown}>`,
    });
    await this.#audit(actor, 'trunks.test', trunk, { number, ...result });
    return { ...result, status: 0, watched: trunk.watched, roundTripMs: null, servers: [] };
  }

  /** The state afterwards: an answer may have changed it. */
  async #askServers(actor: Actor, trunk: TrunkRow): Promise<TrunkTest> {
    const servers = await this.#deps.askServers(trunk);
    await this.#audit(actor, 'trunks.testServers', trunk, { servers });
    const { state, status, roundTripMs } = this.#deps.stateOf(trunk);
    return { outcome: state, seconds: 0, status, cause: null, watched: trunk.watched, roundTripMs, servers };
  }

  #audit(actor: Actor, action: string, trunk: TrunkRow, detail: Record<string, unknown>): Promise<void> {
    return this.#deps.database.tenant(actor.tenantId, (db) => audit(db, actor, action, trunk.id, detail));
  }
}

async function readTrunk(database: Database, actor: Actor, id: string): Promise<TrunkRow> {
  return database.tenant(actor.tenantId, async (db) => {
    const [row] = await db.select().from(trunkTable).where(eq(trunkTable.id, id));
    return row ?? fail('request.notFound');
  });
}

/** A test is a call like any other: what the tester's extension may not dial, he may not test. */
function mayTest(directory: DirectoryStore, actor: Actor, number: string): void {
  const agent = directory.agent(actor.accountId);
  const decision = directory.outsideDecision(actor.tenantId, number, agent ?? { callerId: '', extension: '', mayDial: usualClasses });
  const { permissionClass } = decision;
  const isReadable = decision.kind === 'outside' || plainClassOf(number) !== undefined;
  if (permissionClass === null || !isReadable) fail('panel.numberInvalid', { number });
  const isEmergency = decision.kind === 'outside' && decision.isEmergency;
  // An ambulance is not called for a test.
  if (isEmergency || !(agent?.mayDial ?? usualClasses).includes(permissionClass)) fail('panel.notAllowed', { number });
  if (agent && directory.dialTarget(actor.accountId, number).kind === 'refused' && directory.usage.isReached(agent.id, agent))
    fail('panel.capReached');
}
