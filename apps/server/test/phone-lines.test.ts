import { ServedFake } from '@zuoxi/ari/fake';
import type { Account, BulkResult, Page, Trunk } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { createTenant } from '../src/modules/tenants/index.ts';

/** What an administrator sets of phones and trunks, as the engine is told it. */
let fake: ServedFake;
let server: TestServer;
let admin: ApiUser;
beforeAll(async () => {
  fake = await ServedFake.open();
  server = await startTestServer({ demo: true, ariUrls: [fake.ariUrl] });
  await eventually('the engine is ready', () => server.modules.engine.availableEngines === 1);
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, demo.summary.administrator, demo.summary.password);
});
afterAll(async () => {
  await server?.stop();
  await fake?.close();
});

async function told(type: 'endpoint' | 'aor', id: string): Promise<Record<string, string>> {
  const { message_body } = await fake.engine.call({ method: 'GET', uri: `asterisk/config/dynamic/res_pjsip/${type}/${id}` });
  const fields = JSON.parse(message_body ?? '[]') as { attribute: string; value: string }[];
  return Object.fromEntries(fields.map(({ attribute, value }) => [attribute, value]));
}

describe('an extension', () => {
  const account = async (name: string): Promise<Account> => {
    const { rows } = await admin.get<Page<Account>>(`/api/accounts?search=${name}`);
    return rows.find((row) => row.name === name) ?? expect.fail(`no ${name}`);
  };

  async function set(name: string, settings: object): Promise<Record<string, string>> {
    const { id, displayName, role, enabled, extension } = await account(name);
    const { number, phoneType, recordingEnabled, sipUser } = extension ?? expect.fail('no extension');
    const body = { displayName, role, enabled, extension: { number, phoneType, recordingEnabled, ...settings } };
    expect(await admin.request('PUT', `/api/accounts/${id}`, body)).toMatchObject({ status: 200 });
    return told('endpoint', sipUser);
  }

  it('with a desk phone has its keys found by themselves, and no encryption, unless it is set', async () => {
    expect((await account('liuyang')).extension).toMatchObject({ dtmfMode: 'auto', srtp: 'off' });
    expect(await set('liuyang', {})).toMatchObject({ dtmf_mode: 'auto', media_encryption: 'no', rtp_timeout: '30' });
    const optional = { media_encryption: 'sdes', media_encryption_optimistic: 'yes', dtmf_mode: 'info' };
    expect(await set('liuyang', { srtp: 'optional', dtmfMode: 'info' })).toMatchObject(optional);
    // What is left out stays.
    expect(await set('liuyang', { dtmfMode: 'inband' })).toMatchObject({ ...optional, dtmf_mode: 'inband' });
    expect(await set('liuyang', { srtp: 'required' })).toMatchObject({ media_encryption: 'sdes', media_encryption_optimistic: 'no' });
    expect(await admin.request('PUT', `/api/accounts/${(await account('liuyang')).id}`, { srtp: 'perhaps' })).toMatchObject({
      status: 400,
    });
  });

  it('in the browser has the ways of browsers, whatever is set', async () => {
    const browser = { dtmf_mode: 'rfc4733', media_encryption: 'no', webrtc: 'yes' };
    expect(await set('wangli', { srtp: 'required', dtmfMode: 'info' })).toMatchObject(browser);
  });

  it('may come back from another port again and again', async () => {
    const { extension } = await account('liuyang');
    const room = { max_contacts: '3', remove_existing: 'yes', remove_unavailable: 'yes' };
    expect(await told('aor', extension?.sipUser ?? '')).toMatchObject(room);
  });
});

describe('a trunk', () => {
  it('has the time of the house and finds keys by itself, unless it is set', async () => {
    const [trunk] = (await admin.get<Page<Trunk>>('/api/trunks')).rows;
    const {
      id,
      hasPassword: _h,
      state: _s,
      stateStatus: _t,
      channelsInUse: _u,
      createdAt: _c,
      ...input
    } = trunk ?? expect.fail('no trunk');
    expect(input).toMatchObject({ rtpTimeoutS: 0, dtmfMode: 'auto' });
    expect(await told('endpoint', `trunk-${id}`)).toMatchObject({ rtp_timeout: '30', dtmf_mode: 'auto' });
    const changed = { ...input, password: '', rtpTimeoutS: 120, dtmfMode: 'rfc4733' };
    expect(await admin.request('PUT', `/api/trunks/${id}`, changed)).toMatchObject({ status: 200, body: { rtpTimeoutS: 120 } });
    expect(await told('endpoint', `trunk-${id}`)).toMatchObject({ rtp_timeout: '120', dtmf_mode: 'rfc4733' });
    expect(await admin.request('PUT', `/api/trunks/${id}`, { ...changed, rtpTimeoutS: 3601 })).toMatchObject({ status: 400 });
  });
});

describe('the time without sound of the call centre', () => {
  const set = (rtpTimeoutS: unknown) => admin.request('PUT', '/api/telephony-settings', { rtpTimeoutS });
  const desk = async () => {
    const { rows } = await admin.get<Page<Account>>('/api/accounts?search=liuyang');
    return told('endpoint', rows[0]?.extension?.sipUser ?? '');
  };

  it('is the installation’s until it is set; then phones and trunks have it at once, but those with their own, and browsers', async () => {
    const { rows: before } = await admin.get<Page<Trunk>>('/api/trunks');
    const {
      id,
      hasPassword: _h,
      state: _s,
      stateStatus: _t,
      channelsInUse: _u,
      createdAt: _c,
      ...first
    } = before[0] ?? expect.fail('none');
    const own = { ...first, password: '', rtpTimeoutS: 120 };
    expect(await admin.request('PUT', `/api/trunks/${id}`, own)).toMatchObject({ status: 200 });
    const made = await admin.request('POST', '/api/trunks', {
      ...own,
      name: 'as the house',
      rtpTimeoutS: 0,
      matchAddresses: ['198.51.100.9'],
    });
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    const other = (made.body as Trunk).id;
    expect(await admin.get('/api/telephony-settings')).toEqual({ rtpTimeoutS: 30 });
    expect(await told('endpoint', `trunk-${other}`)).toMatchObject({ rtp_timeout: '30' });

    expect(await set(45)).toEqual({ status: 200, body: { rtpTimeoutS: 45 } });
    expect(await told('endpoint', `trunk-${other}`)).toMatchObject({ rtp_timeout: '45' });
    expect(await desk()).toMatchObject({ rtp_timeout: '45' });
    expect(await told('endpoint', `trunk-${id}`)).toMatchObject({ rtp_timeout: '120' });
    const { rows } = await admin.get<Page<Account>>('/api/accounts?search=wangli');
    expect(await told('endpoint', rows[0]?.extension?.sipUser ?? '')).toMatchObject({ webrtc: 'yes', rtp_timeout: '6' });
    expect(await admin.get('/api/telephony-settings')).toEqual({ rtpTimeoutS: 45 });
    const entries = await server.modules.database.system.select().from(auditEntry);
    expect(entries.filter(({ action }) => action === 'telephonySettings.update')).toMatchObject([{ detail: { rtpTimeoutS: 45 } }]);
  });

  it('is between 5 s and an hour, and an administrator’s to set', async () => {
    for (const wrong of [0, 4, 3601, 7.5, '30', null]) expect((await set(wrong)).status, String(wrong)).toBe(400);
    const supervisor = await ApiUser.signIn(server.url, demo.summary.tenant, 'zuzhang', demo.summary.password);
    expect((await supervisor.request('PUT', '/api/telephony-settings', { rtpTimeoutS: 60 })).status).toBe(403);
    expect(await admin.get('/api/telephony-settings')).toEqual({ rtpTimeoutS: 45 });
  });
});

describe('extensions that are made in bulk', () => {
  it('have the keys and the encryption that were chosen for all of them', async () => {
    const lines = ['8931', '8932'].map((number) => ({ number, name: `bulk${number}`, displayName: number }));
    const common = { role: 'agent', recordingEnabled: false, queueIds: [], callerId: '', mayDial: ['internal'] };
    const order = { lines, ...common, dailyCallsCap: 0, dailyMinutesCap: 0, pickupGroup: '', checkOnly: false, phoneType: 'sip' };
    expect(await admin.request('POST', '/api/accounts/bulk', { ...order, srtp: 'perhaps' })).toMatchObject({ status: 400 });
    const made = await admin.request('POST', '/api/accounts/bulk', { ...order, dtmfMode: 'info', srtp: 'required' });
    expect(made).toMatchObject({ status: 200, body: { problems: [] } });
    for (const { sipUser } of (made.body as BulkResult).created) {
      expect(await told('endpoint', sipUser)).toMatchObject({
        dtmf_mode: 'info',
        media_encryption: 'sdes',
        media_encryption_optimistic: 'no',
      });
    }
    const { rows } = await admin.get<Page<Account>>('/api/accounts?search=bulk8932');
    expect(rows[0]?.extension).toMatchObject({ dtmfMode: 'info', srtp: 'required' });
  });
});

describe('whom desk phones may watch', () => {
  it('are the phones of their own call centre: its context is no other’s', async () => {
    const { database, engine } = server.modules;
    await createTenant(database, 'north', 'North');
    await engine.directoryChanged();
    const variable = async (name: string) => {
      const { message_body } = await fake.engine.call({ method: 'GET', uri: 'asterisk/variable', query: { variable: name } });
      return (JSON.parse(message_body ?? '{}') as { value: string }).value;
    };
    expect([await variable('zuoxi_watch_1'), await variable('zuoxi_watch_2')]).toEqual(['demo', 'north']);
    const { rows } = await admin.get<Page<Account>>('/api/accounts?search=liuyang');
    expect(await told('endpoint', rows[0]?.extension?.sipUser ?? '')).toMatchObject({ subscribe_context: 'zuoxi_watch_1' });
  });
});
