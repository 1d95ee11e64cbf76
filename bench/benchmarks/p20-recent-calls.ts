import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@zuoxi/kit';
import { Client } from 'pg';
import { type Database, openDatabase } from '../../apps/server/src/db/index.ts';
import { createCalls } from '../../apps/server/src/modules/calls/index.ts';
import { createTenant } from '../../apps/server/src/modules/tenants/index.ts';
import type { Actor } from '../../apps/server/src/platform/actor.ts';
import { Postgres } from '../../scripts/launch/postgres.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { percentile } from '../harness/statistics.ts';

const CALLS = 1_000_000;
const AGENTS = 200;
const DAYS = 365;
const ASKED = 50;

/** Who asks, by the calls they had to do with. */
const WHO = {
  'an agent of a year': 0,
  'an agent who left and is back': 1,
  'a new agent': AGENTS + 1,
  'a supervisor who is rung now and then': 2,
  'an administrator': AGENTS + 2,
} as const;

/** The first page after sign-in asks for it: the last 20 calls of somebody, among a million of the call centre, as the application's role. */
export const recentCalls: Benchmark = {
  id: 'P20',
  title: `the panel's last 20 calls among ${CALLS} of ${AGENTS} agents in a year, under row-level security`,
  unit: 'ms p95 of whoever waits longest',
  better: 'lower',
  ours: undefined,
  peer: undefined,
  open: () => RecentCalls.open(),
};

/** Account ids that SQL and this file make alike. */
const accountId = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

class RecentCalls implements Session {
  readonly #postgres: Postgres;
  readonly #folder: string;
  readonly #database: Database;
  readonly #tenantId: string;

  private constructor(postgres: Postgres, folder: string, database: Database, tenantId: string) {
    this.#postgres = postgres;
    this.#folder = folder;
    this.#database = database;
    this.#tenantId = tenantId;
  }

  static async open(): Promise<RecentCalls> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-bench-'));
    const postgres = await Postgres.prepare(folder);
    await postgres.start();
    const database = await openDatabase(postgres.url, silentLogger);
    const tenantId = await createTenant(database, 'bench', 'Bench');
    await fill(postgres.url, tenantId);
    return new RecentCalls(postgres, folder, database, tenantId);
  }

  async repeat(): Promise<Sample> {
    const calls = createCalls(this.#database);
    const details: Record<string, number> = {};
    const problems: string[] = [];
    for (const [who, n] of Object.entries(WHO)) {
      const actor: Actor = { tenantId: this.#tenantId, accountId: accountId(n), role: 'agent' };
      const tookMs: number[] = [];
      let rows = 0;
      for (let asked = 0; asked < ASKED; asked++) {
        const began = performance.now();
        rows = (await calls.recent(actor)).length;
        tookMs.push(performance.now() - began);
      }
      details[`${who}, p95, ms`] = percentile(tookMs, 0.95);
      details[`${who}, slowest, ms`] = Math.max(...tookMs);
      if (n < AGENTS && rows !== 20) problems.push(`${who} was given ${rows} calls`);
    }
    return { value: Math.max(...Object.entries(details).flatMap(([name, ms]) => (name.includes('p95') ? [ms] : []))), details, problems };
  }

  async close(): Promise<void> {
    await this.#database.close();
    await this.#postgres.stop();
    await this.#postgres.remove();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A year of calls, each offered to one agent or two. Agent 1 has none of the last eleven months, agent 2 (a supervisor) one in a thousand. */
async function fill(url: string, tenantId: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (let month = 0; month <= 13; month++)
    await client.query(`select ensure_call_record_partition((now() - interval '${month} months')::date)`);
  const agentOf = (n: string) => `('00000000-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;
  await client.query(
    `create temp table made as
     select gen_random_uuid() as id, now() - (n * interval '${DAYS} days' / ${CALLS}) as at, n,
            case when n % 1000 = 0 then 2 when n > ${(CALLS * 11) / 12} and n % 50 = 0 then 1 else 3 + n % ${AGENTS - 3} end as agent
     from generate_series(1, ${CALLS}) n`,
  );
  await client.query(`update made set agent = 0 where n % 150 = 0`);
  await client.query(
    `insert into call_record (id, tenant_id, started_at, ended_at, type, customer_number, called_number, queue_name, queue_number, agent_id,
       extension, answer, end_reason, ended_by, wait_s, talk_s, duration_s)
     select id, $1::uuid, at, at + interval '3 minutes', 'inbound', '138' || lpad((n % 100000000)::text, 8, '0'), '4001', '售前咨询', '8701', ${agentOf('agent')},
       '8001', case when n % 7 = 0 then 'noAnswer' else 'answered' end, 'hangup', 'customer', 10, 170, 170 from made`,
    [tenantId],
  );
  await client.query(
    `insert into call_party (call_id, account_id, tenant_id, started_at, role, inbound, missed)
     select id, ${agentOf('agent')}, $1::uuid, at, 'agent', true, n % 7 = 0 from made
     union all select id, ${agentOf(`3 + (n + 1) % ${AGENTS - 3}`)}, $1::uuid, at, 'agent', true, true from made where n % 3 = 0 and agent > 2`,
    [tenantId],
  );
  await client.query('analyze call_record, call_party');
  await client.end();
}
