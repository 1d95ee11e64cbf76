import type { AccountWithSecret, QueueInput, SetupSteps, TrunkInput } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { account } from '../src/modules/accounts/tables.ts';
import { callRecord } from '../src/modules/calls/tables.ts';
import { hashPassword } from '../src/modules/secrets/secrets.ts';
import { createTenant } from '../src/modules/tenants/index.ts';

let server: TestServer;
let admin: ApiUser;
let tenantId: string;
beforeAll(async () => {
  // With a call centre beside it that has everything: nothing of that counts.
  server = await startTestServer({ demo: true });
  const { database } = server.modules;
  tenantId = await createTenant(database, 'fresh', 'Fresh');
  const password = 'long enough';
  const passwordHash = await hashPassword(password);
  await database.system
    .insert(account)
    .values({ id: systemIds.uuid(), tenantId, name: 'first', displayName: 'First', role: 'administrator', passwordHash });
  admin = await ApiUser.signIn(server.url, 'fresh', 'first', password);
});
afterAll(() => server.stop());

const steps = () => admin.get<SetupSteps>('/api/setup');

async function made<Result>(path: string, input: object): Promise<Result> {
  const { status, body } = await admin.request('POST', path, input);
  expect(status, JSON.stringify(body)).toBe(200);
  // Whatever is made has the shape that the caller names; the assertions on the steps fail otherwise.
  return body as Result;
}

it('a new call centre is led from its first agent to its first call, and each step ticks itself', async () => {
  expect(await steps()).toEqual({ people: false, queue: false, trunk: false, number: false, call: false });
  const { account: agent } = await made<AccountWithSecret>('/api/accounts', {
    name: 'anna',
    displayName: 'Anna',
    role: 'agent',
    password: 'long enough',
    extension: { number: '8001', phoneType: 'web', recordingEnabled: true },
  });
  expect(await steps()).toEqual({ people: true, queue: false, trunk: false, number: false, call: false });
  const demoAdmin = await ApiUser.signIn(server.url, demo.summary.tenant, demo.summary.administrator, demo.summary.password);
  const { rows } = await demoAdmin.get<{ rows: (QueueInput & { id: string })[] }>('/api/queues');
  const { id: _id, ...pattern } = rows[0] ?? expect.fail('no queue');
  const own = { ...pattern, greetingPromptId: null, overflow: [], requiredSkills: [], stickyAgent: false };
  const queue = await made<{ id: string }>('/api/queues', { ...own, memberIds: [agent.id] });
  expect(await steps()).toEqual({ people: true, queue: true, trunk: false, number: false, call: false });
  const trunk = await made<{ id: string }>('/api/trunks', { ...TRUNK, enabled: false });
  expect(await steps(), 'one that is switched off is no line').toMatchObject({ trunk: false });
  expect((await admin.request('PUT', `/api/trunks/${trunk.id}`, TRUNK)).status).toBe(200);
  expect(await steps()).toEqual({ people: true, queue: true, trunk: true, number: false, call: false });
  await made('/api/inbound-routes', { calledNumber: '*', destination: { kind: 'queue', queueId: queue.id }, description: '' });
  expect(await steps()).toEqual({ people: true, queue: true, trunk: true, number: true, call: false });
  const at = new Date();
  await server.modules.database.system.insert(callRecord).values({
    id: systemIds.uuid(),
    tenantId,
    startedAt: at,
    endedAt: at,
    type: 'inbound',
    customerNumber: '13800138000',
    calledNumber: '02012345678',
    queueName: '',
    queueNumber: '',
    extension: '8001',
    answer: 'answered',
    endReason: 'hangup',
    endedBy: 'customer',
    waitS: 1,
    talkS: 2,
    durationS: 3,
  });
  expect(await steps()).toEqual({ people: true, queue: true, trunk: true, number: true, call: true });
});

const TRUNK: TrunkInput = {
  name: 'carrier',
  kind: 'address',
  host: '192.0.2.200',
  port: 5060,
  secondHost: '',
  secondPort: 5060,
  transport: 'udp',
  verifyCertificate: true,
  username: '',
  password: '',
  domain: '',
  matchAddresses: ['192.0.2.200'],
  callerId: '',
  outbound: false,
  watched: false,
  maxChannels: 0,
  callsPerSecond: 0,
  enabled: true,
  dtmfMode: 'auto',
  rtpTimeoutS: 30,
};
