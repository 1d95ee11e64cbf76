import { randomUUID } from 'node:crypto';
import type { Account, Page, Queue } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { House } from '../../../tests/support/house.ts';
import { tenant } from '../src/modules/tenants/tables.ts';
import { voicemail } from '../src/modules/voicemail/tables.ts';

/** Messages that callers have left, as the phones of the queue's members are told of them. */
let house: House;
beforeAll(async () => {
  house = await House.start('softswitch');
});
afterAll(() => house?.stop());

/** Of the engine: new and old messages by phone. */
async function lamps(): Promise<Record<string, [number, number]>> {
  const { origin, pathname, username, password } = new URL(house.engine.ariUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = await fetch(`${origin}${pathname}/mailboxes`, { headers: { authorization } });
  const rows = (await answer.json()) as { name: string; new_messages: number; old_messages: number }[];
  return Object.fromEntries(rows.map(({ name, new_messages, old_messages }) => [name, [new_messages, old_messages]]));
}

it('the desk phones of a queue show its messages, until somebody has dealt with them', async () => {
  const { database, engine } = house.server.modules;
  const { rows: queues } = await house.admin.get<Page<Queue>>('/api/queues?search=8701');
  const { rows: accounts } = await house.admin.get<Page<Account>>('/api/accounts');
  const queue = queues[0] ?? expect.fail('no queue');
  const members = accounts.filter(({ queueIds, extension }) => queueIds.includes(queue.id) && extension?.phoneType === 'sip');
  const others = accounts.filter(({ queueIds, extension }) => !queueIds.includes(queue.id) || extension?.phoneType !== 'sip');
  expect(Math.min(members.length, others.length)).toBeGreaterThan(0);
  const [first] = await database.system.select().from(tenant).where(eq(tenant.code, 'demo'));
  const id = randomUUID();
  await database.system.insert(voicemail).values({
    ...{ id, tenantId: first?.id ?? '', callId: randomUUID(), queueId: queue.id, queueName: queue.name, queueNumber: queue.number },
    ...{ customerNumber: '13800138000', startedAt: new Date(), name: `m-${id}`, engine: 'e', state: 'ready' as const },
  });
  await engine.directoryChanged();
  const phones = members.map(({ extension }) => extension?.sipUser ?? '').sort();
  const shows = (counts: [number, number]) => (found: Record<string, [number, number]>) =>
    JSON.stringify(Object.entries(found).sort()) === JSON.stringify(phones.map((phone) => [phone, counts]));
  await eventually('their lamps are lit, and nobody else’s', async () => shows([1, 0])(await lamps()));
  expect((await house.admin.request('PUT', `/api/voicemail/${id}/handled`, { handled: true })).status).toBe(200);
  await eventually('their lamps are out', async () => shows([0, 1])(await lamps()));
});
