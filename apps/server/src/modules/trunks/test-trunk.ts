import type { TrunkTest, TrunkTestInput } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { type DirectoryStore, plainClassOf, trunkEndpoint, usualClasses } from '../pbx/index.ts';
import type { TrunkRow, TrunksDeps } from './deps.ts';
import { trunk as trunkTable } from './tables.ts';

/** Whether a trunk works: what the engines know of it, or a call over it. */
export class TrunkTests {
  readonly #deps: TrunksDeps;
  /** Trunks that are being tried: one call at a time. */
  readonly #underWay = new Set<string>();

  constructor(deps: TrunksDeps) {
    this.#deps = deps;
  }

  async test(actor: Actor, id: string, { number }: TrunkTestInput): Promise<TrunkTest> {
    const trunk = await readTrunk(this.#deps.database, actor, id);
    if (!trunk.enabled) fail('trunks.disabled');
    if (number === undefined) return this.#state(trunk);
    mayTest(this.#deps.directory, actor, number);
    if (trunk.maxChannels > 0 && this.#deps.channelsInUse(id) >= trunk.maxChannels) fail('panel.trunksBusy');
    if (this.#underWay.has(id)) fail('trunks.testRunning');
    this.#underWay.add(id);
    try {
      const shown = trunk.callerId;
      const result = await this.#deps.testCall({
        endpoint: `PJSIP/${number}@${trunkEndpoint(id)}`,
        callerId: shown === '' ? '' : `"${shown}" <${shown}>`,
      });
      await this.#deps.database.tenant(actor.tenantId, (db) => audit(db, actor, 'trunks.test', id, { number, ...result }));
      return { ...result, status: 0, watched: trunk.watched, roundTripMs: null };
    } finally {
      this.#underWay.delete(id);
    }
  }

  #state(trunk: TrunkRow): TrunkTest {
    const { state, status, roundTripMs } = this.#deps.stateOf(trunk);
    return { outcome: state, seconds: 0, status, cause: null, watched: trunk.watched, roundTripMs };
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
