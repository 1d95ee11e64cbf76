import type { Page, Queue } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

let server: TestServer;
let admin: ApiUser;

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, 'admin', demo.summary.password);
});
afterAll(() => server.stop());

describe('the dispositions of a queue', () => {
  it('are the administrator’s list, in his order, and call control has them at once', async () => {
    const [queue] = (await admin.get<Page<Queue>>('/api/queues?search=8701')).rows;
    const id = queue?.id ?? '';
    expect(queue).toMatchObject({ dispositions: [], dispositionRequired: false });
    const wanted = { dispositions: ['已解决', '需回访', '投诉'], dispositionRequired: true };
    const { status, body } = await admin.request('PUT', `/api/queues/${id}`, { ...queue, ...wanted });
    expect({ status, body }).toMatchObject({ status: 200, body: wanted });
    expect(server.modules.directory.queue(id)).toMatchObject(wanted);
    expect((await admin.request('PUT', `/api/queues/${id}`, { ...queue, dispositions: ['长'.repeat(41)] })).status).toBe(400);
  });
});
