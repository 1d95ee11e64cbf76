import type { Page, PageQuery, Trunk, TrunkInput, TrunkTest, TrunkTestInput } from '@zuoxi/contract';
import { eq, ne } from 'drizzle-orm';
import type { Actor } from '../../platform/actor.ts';
import { changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit } from '../audit/index.ts';
import { overlap, problemOf, refuseInUse } from '../pbx/index.ts';
import type { TrunkRow, TrunksDeps } from './deps.ts';
import { trunk } from './tables.ts';
import { TrunkTests } from './test-trunk.ts';

export interface Trunks {
  list(actor: Actor, query: PageQuery): Promise<Page<Trunk>>;
  create(actor: Actor, input: TrunkInput): Promise<Trunk>;
  update(actor: Actor, id: string, input: TrunkInput): Promise<Trunk>;
  remove(actor: Actor, id: string): Promise<void>;
  /** Without a number: its state. With one: it is called over this trunk, which takes until it is answered. */
  test(actor: Actor, id: string, input: TrunkTestInput): Promise<TrunkTest>;
}

export function createTrunks(deps: TrunksDeps): Trunks {
  const { database, secrets, changed, ids, channelsInUse, stateOf } = deps;
  const tests = new TrunkTests(deps);
  const present = ({ tenantId: _tenantId, secret, createdAt, ...row }: TrunkRow): Trunk => {
    const { state, status } = stateOf(row);
    return {
      ...row,
      hasPassword: secret !== '',
      state,
      stateStatus: status,
      channelsInUse: channelsInUse(row.id),
      createdAt: createdAt.toISOString(),
    };
  };

  /**
   * A source address says whose call it is, so it may belong to one trunk of the whole installation only, and to nobody who is known
   * to another call centre: neither the servers of its carriers nor its phones.
   */
  async function addressesAreFree({ tenantId }: Actor, id: string, addresses: readonly string[]): Promise<void> {
    if (addresses.length === 0) return;
    for (const address of addresses) {
      const problem = problemOf(address);
      if (problem === 'tooWide') fail('trunks.addressTooWide', { address });
      if (problem === 'nobodys') fail('trunks.addressNobodys', { address });
    }
    const others = await database.system.select().from(trunk).where(ne(trunk.id, id));
    const foreign = others.filter((other) => other.tenantId !== tenantId);
    const servers = await Promise.all(foreign.flatMap(({ host, secondHost }) => [host, secondHost].map(deps.addressesOf)));
    const taken = [...others.flatMap(({ matchAddresses }) => matchAddresses), ...servers.flat(), ...deps.phoneAddresses(tenantId)];
    // The other one is not told: it may be another call centre's.
    const wanted = addresses.find((address) => taken.some((other) => overlap(address, other)));
    if (wanted !== undefined) fail('trunks.addressTaken', { address: wanted });
  }

  /**
   * The row of what was entered. A trunk that does not register has no account: what is left of one is forgotten.
   * @param kept the sealed password it has
   */
  function columnsOf({ password, ...input }: TrunkInput, kept: string): Omit<TrunkRow, 'id' | 'tenantId' | 'createdAt'> {
    if (input.secondHost !== '' && input.secondHost === input.host && input.secondPort === input.port) fail('trunks.secondServerSame');
    if (input.kind === 'address') {
      if (input.matchAddresses.length === 0) fail('trunks.addressRequired');
      return { ...input, username: '', domain: '', secret: '' };
    }
    if (input.username.split('@')[0] === '') fail('trunks.usernameRequired');
    const secret = password === '' ? kept : secrets.seal(password);
    return secret === '' ? fail('trunks.passwordRequired') : { ...input, secret };
  }

  /** What the audit trail may know of it. */
  const audited = ({ password, ...input }: TrunkInput) => ({ ...input, ...(password === '' ? {} : { passwordChanged: true }) });

  const change = changeWith(database, changed, {
    constraint: 'trunk_tenantId_name',
    taken: (name) => fail('trunks.nameTaken', { name }),
  });

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, (db) =>
        listPage<TrunkRow, Trunk>(db, query, {
          from: trunk,
          sortable: { name: trunk.name, host: trunk.host, enabled: trunk.enabled, createdAt: trunk.createdAt },
          searched: [trunk.name, trunk.host, trunk.callerId],
          defaultSort: 'name',
          tieBreak: trunk.id,
          present,
        }),
      ),

    async create(actor, input) {
      const id = ids.uuid();
      const columns = columnsOf(input, '');
      return change(actor, input.name, async (db) => {
        await addressesAreFree(actor, id, input.matchAddresses);
        const [row] = await db
          .insert(trunk)
          .values({ id, tenantId: actor.tenantId, ...columns })
          .returning();
        await audit(db, actor, 'trunks.create', id, audited(input), { before: null, after: row });
        return row ? present(row) : fail('request.notFound');
      });
    },

    update: (actor, id, input) =>
      change(actor, input.name, async (db) => {
        await addressesAreFree(actor, id, input.matchAddresses);
        const [before] = await db.select().from(trunk).where(eq(trunk.id, id)).for('update');
        if (!before) fail('request.notFound');
        const [row] = await db.update(trunk).set(columnsOf(input, before.secret)).where(eq(trunk.id, id)).returning();
        await audit(db, actor, 'trunks.update', id, audited(input), { before, after: row });
        return row ? present(row) : fail('request.notFound');
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        await refuseInUse(db, id);
        const [row] = await db.delete(trunk).where(eq(trunk.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'trunks.remove', id, { name: row.name }, { before: row, after: null });
      }),

    test: (actor, id, input) => tests.test(actor, id, input),
  };
}
