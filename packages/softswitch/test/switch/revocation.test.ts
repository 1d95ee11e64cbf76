import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { House } from './house.ts';
import { tcpWire, webSocketWire } from './phone-wires.ts';
import type { TestPhone } from './test-phone.ts';

const ID = 'demo-8001';

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(async () => {
  await house.close();
});

const put = (type: string, id: string, fields: Record<string, string>) =>
  house.ari.requests.asterisk.putConfig('res_pjsip', type, id, fields);
const remove = (type: string, id: string) => house.ari.requests.asterisk.deleteConfig('res_pjsip', type, id);

async function contacts(): Promise<number> {
  return (await house.softswitch.usage()).contacts;
}

/** It is not rung any more, and its old password registers nothing. */
async function isOut(phone: TestPhone): Promise<void> {
  expect(await contacts()).toBe(0);
  const { channels } = house.ari.requests;
  await expect(channels.originate({ channelId: 'c', endpoint: `PJSIP/${ID}`, app: 'zuoxi' })).rejects.toThrow();
  expect(phone.heard.some((message) => message.kind === 'request' && message.method === 'INVITE')).toBe(false);
}

describe('what a phone has registered ends at once', () => {
  const changes: [string, () => Promise<unknown>][] = [
    ['with a new password', () => put('auth', ID, { auth_type: 'userpass', username: ID, password: 'new' })],
    ['with a password that is kept as its hash', () => put('auth', ID, { auth_type: 'md5', md5_cred: 'a'.repeat(32) })],
    ['with no password any more', () => put('auth', ID, { password: '' })],
    ['with another user name', () => put('auth', ID, { username: 'demo-8002' })],
    ['with another account', () => put('endpoint', ID, { auth: 'another' })],
    ['with another AOR', () => put('endpoint', ID, { aors: 'another' })],
    ['when the account is deleted', () => remove('auth', ID)],
    ['when the endpoint is deleted', () => remove('endpoint', ID)],
    ['when the AOR is deleted', () => remove('aor', ID)],
  ];
  test.each(changes)('%s', async (_, change) => {
    const phone = await house.registered(ID);
    house.forgetEvents();
    await change();
    await isOut(phone);
    await house.sees('PeerStatusChange', ({ endpoint, peer }) => endpoint.resource === ID && peer.peer_status === 'Unreachable');
  });

  test('and its connection, over TCP', async () => {
    const wire = await tcpWire(house.softswitch.sipPort);
    await house.extension(ID);
    const phone = await house.phone(ID, `pw-${ID}`, wire);
    expect((await phone.registers()).status).toBe(200);
    await put('auth', ID, { password: 'new' });
    await wire.isClosed;
    await isOut(phone);
  });

  test('and its WebSocket', async () => {
    const wire = await webSocketWire(house.softswitch.sipWsPort);
    await house.extension(ID);
    const phone = await house.phone(ID, `pw-${ID}`, wire);
    expect((await phone.registers()).status).toBe(200);
    await put('auth', ID, { password: 'new' });
    expect(await wire.isClosed).toBe(1008);
    await isOut(phone);
  });

  test('but not the connection that another phone is registered over as well (a proxy)', async () => {
    const wire = await tcpWire(house.softswitch.sipPort);
    await house.extension(ID);
    await house.extension('demo-8002');
    const first = await house.phone(ID, `pw-${ID}`, wire);
    const second = await house.phone('demo-8002', 'pw-demo-8002', wire);
    expect((await first.registers()).status).toBe(200);
    expect((await second.registers()).status).toBe(200);
    await put('auth', ID, { password: 'new' });
    expect(await contacts()).toBe(1);
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8002', app: 'zuoxi' });
    (await second.isCalled()).rejects(486);
  });
});

test('the old password is refused afterwards, the new one is taken', async () => {
  const phone = await house.registered(ID);
  await put('auth', ID, { password: 'new' });
  expect((await phone.registers()).status).toBe(401);
  expect((await (await house.phone(ID, 'new')).registers()).status).toBe(200);
});

test('a call under way goes on, and can be ended', async () => {
  const phone = await house.registered(ID);
  const call = await phone.calls('8700');
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  await call.isAnswered();
  await put('auth', ID, { password: 'new' });
  expect((await house.ari.requests.channels.get(channel.id)).state).toBe('Up');
  await call.hangsUp();
  await house.sees('ChannelDestroyed');
});

test('what is pushed again, and what changes nothing of who may sign in, ends nothing', async () => {
  const phone = await house.registered(ID);
  house.forgetEvents();
  for (let again = 0; again < 2; again++) {
    await put('auth', ID, { auth_type: 'userpass', username: ID, password: `pw-${ID}` });
    await put('aor', ID, { max_contacts: '5', remove_existing: 'yes' });
    await put('endpoint', ID, { auth: ID, aors: ID, allow: 'alaw', callerid: '"New name" <8001>' });
  }
  await put('auth', 'other', { username: 'other', password: 'x' });
  await remove('auth', 'other');
  expect(await contacts()).toBe(1);
  await house.ari.requests.channels.originate({ channelId: 'c', endpoint: `PJSIP/${ID}`, app: 'zuoxi' });
  (await phone.isCalled()).rejects(486);
  await house.sees('ChannelDestroyed');
});
