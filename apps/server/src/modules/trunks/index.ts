import type { Page, PageQuery, Trunk, TrunkInput, TrunkState } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { and, arrayOverlaps, eq, ne } from 'drizzle-orm';
import { type Database, listPage, tables } from '../../db/index.ts';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/index.ts';
import { type Changed, changeWith } from '../change.ts';
import { fail } from '../errors.ts';
import type { SecretBox } from '../secrets/index.ts';

export interface Trunks {
  list(actor: Actor, query: PageQuery): Promise<Page<Trunk>>;
  create(actor: Actor, input: TrunkInput): Promise<Trunk>;
  update(actor: Actor, id: string, input: TrunkInput): Promise<Trunk>;
  remove(actor: Actor, id: string): Promise<void>;
}

type TrunkRow = typeof tables.trunk.$inferSelect;

export interface TrunksDeps {
  database: Database;
  secrets: SecretBox;
  changed: Changed;
  channelsInUse(trunkId: string): number;
  /** What the engines know of it. */
  stateOf(trunk: Omit<TrunkRow, 'secret' | 'tenantId' | 'createdAt'>): { state: TrunkState; status: number };
}

export function createTrunks({ database, secrets, changed, channelsInUse, stateOf }: TrunksDeps): Trunks {
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

  /** A source address says whose call it is, so it may belong to one trunk of the whole installation only. */
  async function addressesAreFree(id: string, addresses: string[]): Promise<void> {
    if (addresses.length === 0) return;
    const [taken] = await database.system
      .select({ matchAddresses: tables.trunk.matchAddresses })
      .from(tables.trunk)
      .where(and(ne(tables.trunk.id, id), arrayOverlaps(tables.trunk.matchAddresses, addresses)));
    if (taken) fail('trunks.addressTaken', { address: addresses.find((address) => taken.matchAddresses.includes(address)) ?? '' });
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
          from: tables.trunk,
          sortable: { name: tables.trunk.name, host: tables.trunk.host, enabled: tables.trunk.enabled, createdAt: tables.trunk.createdAt },
          searched: [tables.trunk.name, tables.trunk.host, tables.trunk.callerId],
          defaultSort: 'name',
          tieBreak: tables.trunk.id,
          present,
        }),
      ),

    async create(actor, input) {
      const id = systemIds.uuid();
      const columns = columnsOf(input, '');
      await addressesAreFree(id, input.matchAddresses);
      return change(actor, input.name, async (db) => {
        const [row] = await db
          .insert(tables.trunk)
          .values({ id, tenantId: actor.tenantId, ...columns })
          .returning();
        await audit(db, actor, 'trunks.create', id, audited(input));
        return row ? present(row) : fail('request.notFound');
      });
    },

    async update(actor, id, input) {
      await addressesAreFree(id, input.matchAddresses);
      return change(actor, input.name, async (db) => {
        const [before] = await db.select({ secret: tables.trunk.secret }).from(tables.trunk).where(eq(tables.trunk.id, id)).for('update');
        if (!before) fail('request.notFound');
        const [row] = await db.update(tables.trunk).set(columnsOf(input, before.secret)).where(eq(tables.trunk.id, id)).returning();
        await audit(db, actor, 'trunks.update', id, audited(input));
        return row ? present(row) : fail('request.notFound');
      });
    },

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const [row] = await db.delete(tables.trunk).where(eq(tables.trunk.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'trunks.remove', id, { name: row.name });
      }),
  };
}
