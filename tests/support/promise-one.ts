import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from './eventually.ts';

export interface PromiseOneOptions {
  /** Where the database is. */
  databaseUrl: string;
  /** Where `recordings` is; without it files are not looked for. */
  dataDir?: string;
  /** States of recordings that this fault may leave besides `ready`. */
  recordingsMayBe?: readonly string[];
}

/** What must hold of the history, each with a query that names what breaks it: it must find nothing. */
const RULES: Readonly<Record<string, string>> = {
  'every call that has begun has ended, once': `
    select call_id, count(*) filter (where type = 'ended') as ends from call_event
    where call_id in (select call_id from call_event where type = 'started') group by call_id
    having count(*) filter (where type = 'ended') <> 1 or count(*) filter (where type = 'started') <> 1`,
  'every call that has ended has one record, with the reason of its end': `
    select e.call_id, count(r.id) as records from call_event e
    left join call_record r on r.id = e.call_id and r.end_reason = e.detail->>'reason'
    where e.type = 'ended' group by e.call_id having count(r.id) <> 1`,
  'there is no record of a call that has not ended': `
    select r.id from call_record r where not exists (select from call_event e where e.call_id = r.id and e.type = 'ended')`,
  'no time of a call is below zero, or longer than the call': `
    select id, started_at, ended_at, duration_s, wait_s, talk_s from call_record
    where ended_at < started_at or least(duration_s, wait_s, talk_s) < 0
       or greatest(duration_s, talk_s, wait_s) > extract(epoch from ended_at - started_at) + 1`,
  'offered = sum of outcomes: every entry of a queue is left once': `
    select call_id, detail->>'queueId' as queue, count(*) filter (where type = 'enqueued') as offered, count(*) filter (where type = 'leftQueue') as outcomes
    from call_event where type in ('enqueued', 'leftQueue') group by call_id, detail->>'queueId'
    having count(*) filter (where type = 'enqueued') <> count(*) filter (where type = 'leftQueue')`,
  'every offer to an agent has ended, once': `
    select call_id, detail->>'agentId' as agent from call_event where type in ('offered', 'offerEnded') group by call_id, detail->>'agentId'
    having count(*) filter (where type = 'offered') <> count(*) filter (where type = 'offerEnded')`,
  'no state of an agent is left by another one than the one before it: no two in a row are the same': `
    select account_id, at, state from (
      select account_id, at, detail->>'state' as state, lag(detail->>'state') over (partition by account_id order by at, id) as before,
        lag(detail->>'callId') over (partition by account_id order by at, id) as before_call, detail->>'callId' as call
      from agent_event where type = 'stateChanged') s where state = before and call is not distinct from before_call`,
  // Between signing in and out an agent is always in one state: the first begins with the one, the last ends with the other.
  'the times of the states add up to the time signed in': `
    with stays as (
      select account_id, at as since, lead(type) over w as next_type, lead(at) over w as until, type from agent_event
      where type in ('signedIn', 'signedOut') window w as (partition by account_id order by at, id)
    ), states as (
      select account_id, at as since, detail->>'state' as state, lead(at, 1, now()) over (partition by account_id order by at, id) as until
      from agent_event where type = 'stateChanged'
    )
    select i.account_id, extract(epoch from coalesce(i.until, now()) - i.since) as signed_in, sum(extract(epoch from s.until - s.since)) as in_states
    from stays i left join states s on s.account_id = i.account_id and s.state <> 'offline' and s.since >= i.since - interval '1 second' and s.since <= coalesce(i.until, now())
    where i.type = 'signedIn' and (i.next_type is null or i.next_type = 'signedOut')
    group by i.account_id, i.since, i.until
    having abs(extract(epoch from coalesce(i.until, now()) - i.since) - coalesce(sum(extract(epoch from s.until - s.since)), 0)) > 2`,
  'no call is left in the live state': `select id from live_state where kind = 'call'`,
};

/** Promise 1 (quality.md), asked of the database when no call is under way any more. Throws with the rows that break it. */
export async function expectPromiseOne(options: PromiseOneOptions): Promise<void> {
  const client = new Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    await eventually('the last call is recorded and its recording is fetched', async () => (await open(client)) === 0, 60_000);
    const broken: Record<string, unknown[]> = {};
    for (const [rule, query] of Object.entries(RULES)) {
      const { rows } = await client.query(query);
      if (rows.length > 0) broken[rule] = rows;
    }
    const unwhole = await recordingsNotWhole(client, options);
    if (unwhole.length > 0) broken['every recording is whole, and its file is there'] = unwhole;
    if (Object.keys(broken).length > 0) throw new Error(`promise 1 is broken:\n${JSON.stringify(broken, null, 2)}`);
  } finally {
    await client.end();
  }
}

async function open(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select (select count(*) from live_state where kind = 'call')::int + (select count(*) from recording where state = 'recording')::int as n`,
  );
  return rows[0]?.n ?? 0;
}

async function recordingsNotWhole(client: Client, { dataDir, recordingsMayBe = [] }: PromiseOneOptions): Promise<unknown[]> {
  const { rows } = await client.query<{ name: string; state: string; path: string | null; duration_s: number | null }>(
    'select name, state, path, duration_s from recording',
  );
  const wrong: unknown[] = [];
  for (const row of rows) {
    const isThere = row.path === null || dataDir === undefined || (await exists(join(dataDir, 'recordings', row.path)));
    const isWhole = row.state === 'ready' ? row.path !== null && isThere : recordingsMayBe.includes(row.state) && isThere;
    if (!isWhole) wrong.push(row);
  }
  return wrong;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
