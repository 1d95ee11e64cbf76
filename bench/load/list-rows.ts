import { DOUT } from '@zuoxi/contract';
import { uuidv7 } from '@zuoxi/kit';
import { Client } from 'pg';
import { callIndex } from '../../apps/server/src/modules/calls/index-row.ts';
import { recordingIndex } from '../../apps/server/src/modules/recordings/describe.ts';
import type { Actor } from '../../apps/server/src/platform/actor.ts';

// A call centre of two years as lists see it. Made by counting, so that two runs compare: what is common to two filters is nothing more often than
// in a real one, which is the hard case.

export interface Filled {
  tenantId: string;
  actors: readonly { name: string; actor: Actor }[];
  /** By size, the largest first; the last has no calls. */
  queues: readonly string[];
  agents: readonly string[];
}

const MONTHS = 25;
const SHARES = [25, 16, 12, 9, 7, 5, 4, 3, 2, 1, 0.5, 0];
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = [
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '军',
  '洋',
  '勇',
  '艳',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀兰',
  '子涵',
  '建国',
];
const DISPOSITIONS = ['', '', '咨询', '投诉', '下单', '无意向', '稍后再拨', '已解决'];
const TYPES = ['inbound', 'inbound', 'inbound', 'manualOutbound', 'autoOutbound', 'internal'] as const;
const ROWS_AT_ONCE = 5_000;

/** As the owner of the database; indexes are taken away meanwhile. */
export async function fillLists(url: string, rows: number): Promise<Filled> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const filled = await people(client);
    const now = Date.now();
    const tables = ['call_record', 'recording', 'call_party'];
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select i.relname as name, pg_get_indexdef(i.oid) as definition from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
       where t.relname = any($1) and not x.indisprimary and not exists (select from pg_constraint c where c.conindid = i.oid)`,
      [tables],
    );
    for (const { name } of indexes) await client.query(`drop index "${name}"`);
    const numbers = await rosterNumbers(client);
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      await insertRows(client, { filled, numbers, now, rows, from, to: Math.min(rows, from + ROWS_AT_ONCE) });
    }
    for (const { definition } of indexes) await client.query(definition);
    for (const table of tables) await client.query(`vacuum analyze ${table}`);
    return filled;
  } finally {
    await client.end();
  }
}

async function rosterNumbers(client: Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; no: number }>('select id, no from roster');
  return new Map(rows.map(({ id, no }) => [id, no]));
}

async function people(client: Client): Promise<Filled> {
  let nr = 0;
  const id = () => uuidv7(1_700_000_000_000 + nr++, nr, Buffer.alloc(8, nr % 251));
  const tenantId = id();
  await client.query(`insert into tenant (id, code, name) values ($1, 'lists', 'lists')`, [tenantId]);
  const account = async (name: string, role: string) => {
    const accountId = id();
    const display = name.startsWith('agent') ? `${SURNAMES[nr % 20]}${GIVEN[(nr * 7) % 20]}` : name;
    await client.query(`insert into account (id, tenant_id, name, display_name, role, password_hash) values ($1, $2, $3, $4, $5, '')`, [
      accountId,
      tenantId,
      name,
      display,
      role,
    ]);
    return accountId;
  };
  const administrator = await account('administrator', 'administrator');
  const supervisors = { many: await account('supervisor of half', 'supervisor'), few: await account('supervisor of few', 'supervisor') };
  const agents: string[] = [];
  for (let n = 0; n < 60; n++) agents.push(await account(`agent${n}`, 'agent'));
  const queues: string[] = [];
  for (const [n] of SHARES.entries()) {
    const queueId = id();
    queues.push(queueId);
    await client.query(
      `insert into queue (id, tenant_id, number, name, strategy, ring_timeout_s, max_wait_s, wrap_up_s, service_level_s, recording_enabled)
       values ($1, $2, $3, $4, 'ringAll', 20, 60, 10, 20, true)`,
      [queueId, tenantId, String(6000 + n), `${['售后', '咨询', '销售', '投诉'][n % 4]}${n}队`],
    );
  }
  const member = (queueId: string | undefined, accountId: string) =>
    client.query('insert into queue_member (tenant_id, queue_id, account_id) values ($1, $2, $3)', [tenantId, queueId, accountId]);
  for (const [n, agent] of agents.entries()) await member(queues[n % queues.length], agent);
  for (const n of [0, 1, 2]) await member(queues[n], supervisors.many);
  for (const n of [8, 9]) await member(queues[n], supervisors.few);
  const actor = (accountId: string, role: Actor['role']): Actor => ({ tenantId, accountId, role });
  return {
    tenantId,
    queues,
    agents,
    actors: [
      { name: 'administrator', actor: actor(administrator, 'administrator') },
      { name: 'supervisor of half', actor: actor(supervisors.many, 'supervisor') },
      { name: 'supervisor of few', actor: actor(supervisors.few, 'supervisor') },
      { name: 'agent', actor: actor(agents[3] ?? '', 'agent') },
    ],
  };
}

interface Batch {
  filled: Filled;
  numbers: ReadonlyMap<string, number>;
  now: number;
  rows: number;
  from: number;
  to: number;
}

/** Knuth's multiplicative hash: neighbours have nothing in common. */
const mixed = (n: number, salt: number) => (Math.imul(n + salt * 97_561, 2_654_435_761) >>> 0) / 2 ** 32;

function queueOf(share: number): number {
  let sum = 0;
  const total = SHARES.reduce((all, one) => all + one, 15);
  for (const [n, one] of SHARES.entries()) {
    sum += one / total;
    if (share < sum) return n;
  }
  return -1;
}

function rowOf({ filled, numbers, now, rows }: Batch, n: number) {
  const pick = (salt: number, many: number) => Math.floor(mixed(n, salt) * many);
  const at = now - (1 - n / rows) * MONTHS * 30 * 86_400_000;
  const queueNr = queueOf(mixed(n, 1));
  const queueId = filled.queues[queueNr] ?? null;
  const direct = queueId === null;
  const type = direct ? 'manualOutbound' : (TYPES[pick(2, TYPES.length)] ?? 'inbound');
  const answer = (['answered', 'answered', 'answered', 'noAnswer', 'busy'] as const)[pick(3, 5)] ?? 'answered';
  // Agents serve the queues they are members of, and now and then another one.
  const agentNr = direct || pick(4, 50) === 0 ? pick(5, filled.agents.length) : queueNr + filled.queues.length * pick(5, 5);
  const agentId = answer === 'answered' || direct ? (filled.agents[agentNr] ?? null) : null;
  const hasName = pick(6, 10) > 0;
  const customerName = hasName ? `${SURNAMES[pick(7, 20)]}${GIVEN[pick(8, 20)]}${n % 9973 === 0 ? '邹' : ''}` : '';
  const customerNumber = `1${3 + pick(9, 7)}${String(pick(10, 1e9)).padStart(9, '0')}`;
  const durationS = answer === 'answered' ? Math.floor(mixed(n, 11) ** 3 * 900 * 10) / 10 : 0;
  const common = {
    tenantId: filled.tenantId,
    startedAt: new Date(at).toISOString(),
    type,
    answer,
    customerNumber,
    customerName,
    queueId,
    queueName: queueId === null ? DOUT : `${['售后', '咨询', '销售', '投诉'][queueNr % 4]}${queueNr}队`,
    queueNumber: queueId === null ? DOUT : String(6000 + queueNr),
    agentId,
    agentName: agentId === null ? '' : `${SURNAMES[agentNr % 20]}${GIVEN[(agentNr * 7) % 20]}`,
    extension: agentId === null ? String(6000 + queueNr) : String(8000 + agentNr),
    queueNo: numbers.get(queueId ?? '') ?? 0,
    agentNo: numbers.get(agentId ?? '') ?? 0,
    furtherAgents: pick(12, 20) === 0 ? [numbers.get(filled.agents[pick(13, 60)] ?? '') ?? 0] : [],
    furtherQueues: pick(14, 40) === 0 ? [numbers.get(filled.queues[pick(15, 11)] ?? '') ?? 0] : [],
    durationS,
  };
  const id = uuidv7(Math.floor(at), n % 4096, Buffer.from(String(n).padStart(8, '0')));
  const call = { ...common, calledNumber: `400${pick(16, 20)}`, disposition: DISPOSITIONS[pick(17, 8)] ?? '', dispositionNote: '' };
  return {
    call: {
      ...call,
      ...searchable(callIndex(call)),
      id,
      endedAt: call.startedAt,
      endReason: answer === 'answered' ? 'hangup' : (['abandonedInQueue', 'noAnswer', 'busy'][pick(18, 3)] ?? 'busy'),
      endedBy: ['customer', 'agent', 'system'][pick(19, 3)] ?? 'system',
      waitS: Math.floor(mixed(n, 20) * 600) / 10,
      talkS: durationS,
      further_agents: `{${call.furtherAgents.join(',')}}`,
      further_queues: `{${call.furtherQueues.join(',')}}`,
    },
    recording: {
      ...common,
      ...searchable(recordingIndex(common)),
      id: uuidv7(Math.floor(at), n % 4096, Buffer.from(String(n).padStart(8, 'r'))),
      callId: id,
      name: `call-${n}`,
      state: n % 5000 === 0 ? 'missing' : 'ready',
      bytes: Math.floor(durationS * 16_000),
      further_agents: `{${call.furtherAgents.join(',')}}`,
      further_queues: `{${call.furtherQueues.join(',')}}`,
    },
  };
}

const searchable = ({ searchText, tokens }: { searchText: string; tokens: number[] }) => ({ searchText, tokens: `{${tokens.join(',')}}` });

async function insertRows(client: Client, batch: Batch): Promise<void> {
  const made = Array.from({ length: batch.to - batch.from }, (_, index) => rowOf(batch, batch.from + index));
  const belonging = `"queueId" uuid, "queueName" text, "agentId" uuid, "agentName" text, extension text, "queueNo" int, "agentNo" int,
    further_agents int[], further_queues int[], "durationS" float8, "searchText" text, tokens int[]`;
  await client.query(
    `insert into call_record (id, tenant_id, started_at, ended_at, type, answer, customer_number, customer_name, called_number, queue_number, end_reason, ended_by,
       wait_s, talk_s, disposition, disposition_note, queue_id, queue_name, agent_id, agent_name, extension, queue_no, agent_no, further_agents, further_queues,
       duration_s, search_text, tokens)
     select id, "tenantId", "startedAt", "endedAt", type, answer, "customerNumber", "customerName", "calledNumber", "queueNumber", "endReason", "endedBy",
       "waitS", "talkS", disposition, '', "queueId", "queueName", "agentId", "agentName", extension, "queueNo", "agentNo", further_agents, further_queues,
       "durationS", "searchText", tokens
     from jsonb_to_recordset($1::jsonb) as r(id uuid, "tenantId" uuid, "startedAt" timestamptz, "endedAt" timestamptz, type text, answer text,
       "customerNumber" text, "customerName" text, "calledNumber" text, "queueNumber" text, "endReason" text, "endedBy" text, "waitS" float8, "talkS" float8,
       disposition text, ${belonging})`,
    [JSON.stringify(made.map(({ call }) => call))],
  );
  await client.query(
    `insert into recording (id, tenant_id, call_id, name, started_at, state, bytes, type, answer, customer_number, customer_name, queue_id, queue_name, agent_id,
       agent_name, extension, queue_no, agent_no, further_agents, further_queues, duration_s, search_text, tokens)
     select id, "tenantId", "callId", name, "startedAt", state, bytes, type, answer, "customerNumber", "customerName", "queueId", "queueName", "agentId",
       "agentName", extension, "queueNo", "agentNo", further_agents, further_queues, "durationS", "searchText", tokens
     from jsonb_to_recordset($1::jsonb) as r(id uuid, "tenantId" uuid, "callId" uuid, name text, "startedAt" timestamptz, state text, bytes int, type text,
       answer text, "customerNumber" text, "customerName" text, ${belonging})`,
    [JSON.stringify(made.map(({ recording }) => recording))],
  );
  const parties = made.flatMap(({ call }) => (call.agentId === null ? [] : [call]));
  await client.query(
    `insert into call_party (call_id, account_id, tenant_id, started_at, role, inbound, missed)
     select id, "agentId", "tenantId", "startedAt", 'agent', true, false
     from jsonb_to_recordset($1::jsonb) as r(id uuid, "tenantId" uuid, "startedAt" timestamptz, "agentId" uuid)`,
    [JSON.stringify(parties.map(({ id, tenantId, startedAt, agentId }) => ({ id, tenantId, startedAt, agentId })))],
  );
}
