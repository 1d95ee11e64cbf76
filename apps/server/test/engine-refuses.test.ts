import { ServedFake } from '@zuoxi/ari/fake';
import type { Page, Trunk, TrunkInput } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

/** Two engines: the first takes everything, the second refuses what the test says. */
let first: ServedFake;
let second: ServedFake;
let server: TestServer;
let admin: ApiUser;
beforeAll(async () => {
  [first, second] = await Promise.all([ServedFake.open(), ServedFake.open()]);
  server = await startTestServer({ demo: true, ariUrls: [first.ariUrl, second.ariUrl] });
  await eventually('both engines are ready', () => server.modules.engine.availableEngines === 2);
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, demo.summary.administrator, demo.summary.password);
});
afterAll(async () => {
  await server?.stop();
  await Promise.all([first?.close(), second?.close()]);
});

const onlyTrunk = async (): Promise<Trunk> => {
  const [trunk] = (await admin.get<Page<Trunk>>('/api/trunks')).rows;
  if (!trunk) throw new Error('the demo has no trunk');
  return trunk;
};

function inputOf(trunk: Trunk): TrunkInput {
  const { id: _id, hasPassword: _h, state: _s, stateStatus: _t, channelsInUse: _u, createdAt: _c, ...input } = trunk;
  return { ...input, password: '' };
}

/** What an engine has of a trunk's servers. */
async function contactIn(fake: ServedFake, trunk: Trunk): Promise<string | undefined> {
  const { message_body } = await fake.engine.call({ method: 'GET', uri: `asterisk/config/dynamic/res_pjsip/aor/trunk-${trunk.id}` });
  const fields = JSON.parse(message_body ?? '[]') as { attribute: string; value: string }[];
  return fields.find(({ attribute }) => attribute === 'contact')?.value;
}

describe('a change that an engine refuses', () => {
  it('is not saved, names the object and the reason, and every engine has what it had', async () => {
    const before = await onlyTrunk();
    const has = await contactIn(first, before);
    // Once: when what was in force is put back, it is taken.
    let refusals = 0;
    second.refuses = (method, object) => {
      if (method !== 'PUT' || !object.startsWith('endpoint/trunk-') || refusals > 0) return undefined;
      refusals += 1;
      return 'no such transport';
    };
    const seen: string[] = [];
    let isOver = false;
    const reader = (async () => {
      while (!isOver) seen.push((await onlyTrunk()).host);
    })();
    const answer = await admin.request('PUT', `/api/trunks/${before.id}`, { ...inputOf(before), host: '192.0.2.99', callerId: '4009' });
    isOver = true;
    await reader;
    expect(answer).toMatchObject({ status: 409, body: { code: 'engine.refused', params: { object: before.name } } });
    expect(JSON.stringify(answer.body)).toContain('no such transport');
    expect(new Set(seen)).toEqual(new Set([before.host]));
    expect(await onlyTrunk()).toEqual(before);
    expect(await contactIn(first, before)).toBe(has);
    expect(await contactIn(second, before)).toBe(has);
    expect(server.modules.directory.dialTarget((await agentId()) ?? '', '13800138000')).toMatchObject({
      routes: [{ callerId: '"02088880000" <02088880000>' }],
    });
  });

  it('leaves no new object behind, and the next change goes through', async () => {
    const known = (await first.engine.requests.endpoints.list()).length;
    let isRefusing = true;
    second.refuses = (method, object) => (isRefusing && method === 'PUT' && object.startsWith('endpoint/trunk-') ? 'full' : undefined);
    const input: TrunkInput = { ...inputOf(await onlyTrunk()), name: 'second', matchAddresses: ['198.51.100.7'] };
    expect(await admin.request('POST', '/api/trunks', input)).toMatchObject({ status: 409, body: { code: 'engine.refused' } });
    expect(await first.engine.requests.endpoints.list()).toHaveLength(known);
    expect(await second.engine.requests.endpoints.list()).toHaveLength(known);
    isRefusing = false;
    expect((await admin.request('POST', '/api/trunks', input)).status).toBe(200);
    expect(await second.engine.requests.endpoints.list()).toHaveLength(known + 1);
  });

  it('does not wait for an engine that is away; that one gets it when it is back', async () => {
    second.refuses = () => undefined;
    await second.close();
    await eventually('one engine is left', () => server.modules.engine.availableEngines === 1);
    const trunk = await onlyTrunk();
    expect((await admin.request('PUT', `/api/trunks/${trunk.id}`, { ...inputOf(trunk), host: '192.0.2.55' })).status).toBe(200);
    expect(await contactIn(first, trunk)).toContain('192.0.2.55');
  });
});

async function agentId(): Promise<string | undefined> {
  const { rows } = await admin.get<Page<{ id: string; name: string }>>('/api/accounts?search=wangli');
  return rows[0]?.id;
}
