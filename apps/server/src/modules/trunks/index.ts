import type { Page, PageQuery, Trunk, TrunkInput } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { and, arrayOverlaps, eq, ne } from 'drizzle-orm';
import { type Database, listPage, tables } from '../../db/index.ts';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/index.ts';
import { changeWith } from '../change.ts';
import { fail } from '../errors.ts';

export interface Trunks {
  list(actor: Actor, query: PageQuery): Promise<Page<Trunk>>;
  create(actor: Actor, input: TrunkInput): Promise<Trunk>;
  update(actor: Actor, id: string, input: TrunkInput): Promise<Trunk>;
  remove(actor: Actor, id: string): Promise<void>;
}

type TrunkRow = typeof tables.trunk.$inferSelect;

export interface TrunksDeps {
  database: Database;
  changed(): Promise<void>;
  channelsInUse(trunkId: string): number;
}

export function createTrunks({ database, changed, channelsInUse }: TrunksDeps): Trunks {
  const present = ({ tenantId: _tenantId, createdAt, ...row }: TrunkRow): Trunk => ({
    ...row,
    channelsInUse: channelsInUse(row.id),
    createdAt: createdAt.toISOString(),
  });

  /** A source address says whose call it is, so it may belong to one trunk of the whole installation only. */
  async function addressesAreFree(id: string, addresses: string[]): Promise<void> {
    if (addresses.length === 0) return;
    const [taken] = await database.system
      .select({ matchAddresses: tables.trunk.matchAddresses })
      .from(tables.trunk)
      .where(and(ne(tables.trunk.id, id), arrayOverlaps(tables.trunk.matchAddresses, addresses)));
    if (taken) fail('trunks.addressTaken', { address: addresses.find((address) => taken.matchAddresses.includes(address)) ?? '' });
  }

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
      await addressesAreFree(id, input.matchAddresses);
      return change(actor, input.name, async (db) => {
        const [row] = await db
          .insert(tables.trunk)
          .values({ id, tenantId: actor.tenantId, ...input })
          .returning();
        await audit(db, actor, 'trunks.create', id, input);
        return row ? present(row) : fail('request.notFound');
      });
    },

    async update(actor, id, input) {
      await addressesAreFree(id, input.matchAddresses);
      return change(actor, input.name, async (db) => {
        const [row] = await db.update(tables.trunk).set(input).where(eq(tables.trunk.id, id)).returning();
        await audit(db, actor, 'trunks.update', id, input);
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
