import type { CallDetail, CallRecord, CallSegment, Customer, Page, Queue } from '@zuoxi/contract';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { callbackPlan } from '../src/modules/callback-plans/tables.ts';
import { callRecord, callSegment } from '../src/modules/calls/tables.ts';
import { conference } from '../src/modules/conferences/tables.ts';
import { crmField } from '../src/modules/crm-fields/tables.ts';
import { customer, customerNumber as customerNumberTable } from '../src/modules/customers/tables.ts';
import { serviceRecord } from '../src/modules/service-records/tables.ts';
import { callEvent } from '../src/platform/facts/tables.ts';

type RecordRow = typeof callRecord.$inferSelect;
type SegmentRow = typeof callSegment.$inferSelect;

let server: TestServer;
let admin: ApiUser;
let records: RecordRow[];
let segmentsOf: Map<string, SegmentRow[]>;

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  await demo.fillHistory(server.modules);
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, 'admin', demo.summary.password);
  records = await server.modules.database.system.select().from(callRecord);
  segmentsOf = Map.groupBy(await server.modules.database.system.select().from(callSegment), ({ callId }) => callId);
}, 60_000);
afterAll(() => server?.stop());

/** Rows of each table that is filled. */
async function counts(): Promise<Record<string, number>> {
  const customerNumber = customerNumberTable;
  const filled = { callRecord, callSegment, callEvent, customer, customerNumber, serviceRecord, callbackPlan, crmField, conference };
  const counted = Object.entries(filled).map(async ([name, table]) => [name, await server.modules.database.system.$count(table)] as const);
  return Object.fromEntries(await Promise.all(counted));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const share = (wanted: (row: RecordRow) => boolean) => records.filter(wanted).length / records.length;

describe('the demo call centre that was worked with for a month', () => {
  it('has thousands of calls, sixty customers and what was done for them; filling it again adds nothing', async () => {
    const before = await counts();
    expect(before).toMatchObject({ customer: 60, crmField: 5, conference: 1 });
    expect(before.callRecord).toBeGreaterThan(2000);
    expect(before.callEvent).toBeGreaterThan(5 * (before.callRecord ?? 0));
    for (const name of ['serviceRecord', 'callbackPlan']) expect(before[name], name).toBeGreaterThan(10);
    await demo.fillHistory(server.modules);
    expect(await counts()).toEqual(before);
  });

  it('has queues of its own in every record, with a disposition of their lists', async () => {
    const { rows } = await admin.get<Page<Queue>>('/api/queues');
    const queues = new Map(rows.map((queue) => [queue.id, queue]));
    for (const { type, queueId, queueName, queueNumber, disposition, calledNumber, customerNumber } of records) {
      if (type === 'manualOutbound') {
        expect({ queueId, queueName, calledNumber }).toEqual({ queueId: null, queueName: 'DOUT', calledNumber: customerNumber });
        continue;
      }
      const queue = queues.get(queueId ?? '');
      expect({ queueName, queueNumber }).toEqual({ queueName: queue?.name, queueNumber: queue?.number });
      expect(queue?.inboundNumbers).toContain(calledNumber);
      if (disposition !== '') expect(queue?.dispositions).toContain(disposition);
    }
    expect(new Set(records.map(({ queueNumber }) => queueNumber))).toEqual(new Set(['8701', '8702', 'DOUT']));
  });

  it('has segments that add up to the talk time; between two agents a phone may ring', () => {
    for (const { id, talkS, answer, startedAt, endedAt, agentId } of records) {
      const segments = segmentsOf.get(id) ?? [];
      const agents = segments.filter(({ role }) => role === 'agent');
      expect(agents.length > 0, id).toBe(answer === 'answered');
      const missing = talkS - sum(agents.flatMap((segment) => [segment.talkS, segment.holdS]));
      expect(missing, id).toBeGreaterThan(-0.01);
      expect(missing, id).toBeLessThan(agents.length > 1 ? 15 : 0.01);
      for (const segment of segments) {
        expect(segment.startedAt.getTime()).toBeGreaterThanOrEqual(startedAt.getTime());
        expect(segment.endedAt.getTime()).toBeLessThanOrEqual(endedAt.getTime());
      }
      if (answer === 'answered') expect(agents.some((segment) => segment.agentId === agentId)).toBe(true);
    }
  });

  it('has nobody in two conversations at once', () => {
    const byAgent = Map.groupBy([...segmentsOf.values()].flat(), ({ agentId }) => agentId);
    expect(byAgent.size).toBe(demo.summary.accounts.length);
    for (const segments of byAgent.values()) {
      const inOrder = segments.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
      inOrder.slice(1).forEach((segment, index) => {
        const before = inOrder[index];
        // The one who was asked has the customer afterwards: two segments of one call.
        if (before && before.callId !== segment.callId) expect(segment.startedAt.getTime()).toBeGreaterThan(before.endedAt.getTime());
      });
    }
  });

  it('lies in the past, in the last 30 days, and has no recordings', async () => {
    const now = Date.now();
    for (const { startedAt, endedAt, recordingId } of records) {
      expect(endedAt.getTime()).toBeLessThan(now);
      expect(startedAt.getTime()).toBeGreaterThan(now - 31 * 24 * 3600_000);
      expect(recordingId).toBeNull();
    }
    const { rows } = await server.modules.database.system.execute(sql`
      select 1 from call_event where at > now()
      union all select 1 from service_record where created_at > now()
      union all select 1 from customer where updated_at > now() or updated_at < created_at
      union all select 1 from callback_plan where done_at is null and due_at < now()`);
    expect(rows).toEqual([]);
  });

  it('looks like a call centre: most calls are answered, some are given up, few are passed on', () => {
    expect(share(({ type }) => type === 'manualOutbound')).toBeGreaterThan(0.08);
    expect(share(({ answer }) => answer === 'answered')).toBeGreaterThan(0.7);
    const abandoned = share(({ endReason }) => endReason.startsWith('abandoned'));
    expect(abandoned).toBeGreaterThan(0.02);
    expect(abandoned).toBeLessThan(0.2);
    expect(share(({ id }) => (segmentsOf.get(id) ?? []).length > 1)).toBeGreaterThan(0.02);
    expect(share(({ disposition }) => disposition !== '')).toBeGreaterThan(0.4);
    const byHour = Map.groupBy(records, ({ startedAt }) => startedAt.getHours());
    expect(byHour.get(10)?.length).toBeGreaterThan(2 * (byHour.get(18)?.length ?? 0));
    expect(byHour.has(3)).toBe(false);
  });

  it('tells the course of a call that was passed on: the drawer has names for all of it', async () => {
    const passedOn = records.find(({ id }) => segmentsOf.get(id)?.some(({ role }) => role === 'consulted'));
    const call = await admin.get<CallDetail>(`/api/calls/${passedOn?.id}`);
    expect(call.events[0]?.type).toBe('started');
    expect(call.events.find(({ type }) => type === 'offered')?.detail.candidates).toContainEqual(
      expect.objectContaining({ name: expect.any(String) }),
    );
    expect(call.events.find(({ type }) => type === 'consultAnswered')?.detail.toAgentName).toEqual(expect.any(String));
    expect(call.segments.map(({ role }: CallSegment) => role)).toContain('consulted');
    const at = call.events.map((event) => event.at);
    expect(at).toEqual([...at].sort());
  });

  it('knows its customers by the numbers they call from, with their fields', async () => {
    const known = records.filter(({ customerName }) => customerName !== '');
    expect(known.length / records.length).toBeGreaterThan(0.2);
    const [{ customerNumber = '', customerName = '' } = {}] = known;
    const { rows } = await admin.get<Page<Customer>>(`/api/customers?number=${customerNumber}`);
    expect(rows.map(({ name }) => name)).toEqual([customerName]);
    expect(Object.keys(rows[0]?.fields ?? {}).length).toBeGreaterThan(1);
    const calls = await admin.get<Page<CallRecord>>(`/api/calls?number=${customerNumber}`);
    expect(calls.total).toBeGreaterThan(0);
  });
});
