import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { House, NOTHING_OPEN } from './house.ts';
import { udpWire } from './phone-wires.ts';
import { TestPhone } from './test-phone.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

let house: House | undefined;
const phones: TestPhone[] = [];
afterEach(async () => {
  for (const phone of phones.splice(0)) phone.close();
  await house?.close();
  house = undefined;
});

async function registered(id: string, address: '127.0.0.1' | '::1'): Promise<TestPhone> {
  if (!house) throw new Error('no house');
  await house.extension(id);
  const { sipPort } = house.softswitch;
  const phone = await TestPhone.create({
    user: id,
    password: `pw-${id}`,
    server: { port: sipPort },
    wire: await udpWire(sipPort, address),
  });
  phones.push(phone);
  const response = await phone.registers();
  if (response.status !== 200) throw new Error(`REGISTER was answered ${response.status}`);
  return phone;
}

// A machine without ::1 (IPv6 switched off in the kernel) has nothing to test it on.
describe.skipIf(!hasIpv6)('over IPv6', () => {
  test('a phone registers, is called with brackets in Via and Contact and IP6 in the SDP, and hangs up', async () => {
    house = await House.open({ bindAddress: '::1' });
    const phone = await registered('demo-8001', '::1');
    await house.ari.requests.channels.originate({ channelId: 'out', endpoint: 'PJSIP/demo-8001', app: 'zuoxi', callerId: '110' });
    const call = await phone.isCalled();
    expect(call.invite.via).toMatchObject({ host: '::1', port: house.softswitch.sipPort });
    expect(call.invite.headers.get('contact')).toBe(`<sip:demo-8001@[::1]:${house.softswitch.sipPort}>`);
    expect(call.invite.headers.get('from')).toContain('<sip:110@[::1]>');
    expect(call.invite.body).toMatch(/^c=IN IP6 ::1\r$/m);
    await call.picksUp();
    await house.sees('StasisStart', (event) => event.channel.id === 'out');
    await call.hangsUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('a phone calls, is answered, and hears the end of the call', async () => {
    house = await House.open({ bindAddress: '::1' });
    const phone = await registered('demo-8001', '::1');
    const call = await phone.calls('4001');
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    expect((await call.isAnswered()).body).toMatch(/^c=IN IP6 ::1\r$/m);
    await house.ari.requests.channels.hangup(channel.id);
    await call.isHungUp();
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('both families are served on ::, each phone with addresses of its own', async () => {
    house = await House.open({ bindAddress: '::' });
    const old = await registered('demo-8001', '127.0.0.1');
    const young = await registered('demo-8002', '::1');
    const { channels } = house.ari.requests;
    await channels.originate({ channelId: 'a', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    await channels.originate({ channelId: 'b', endpoint: 'PJSIP/demo-8002', app: 'zuoxi' });
    const first = await old.isCalled();
    expect(first.invite.via?.host).toBe('127.0.0.1');
    expect(first.invite.body).toMatch(/^c=IN IP4 127\.0\.0\.1\r$/m);
    const second = await young.isCalled();
    expect(second.invite.via?.host).toBe('::1');
    expect(second.invite.body).toMatch(/^c=IN IP6 ::1\r$/m);
    first.rejects(486);
    second.rejects(486);
    expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  });

  test('a phone on IPv4 is heard and hears on ::', async () => {
    house = await House.open({ bindAddress: '::' });
    const phone = await registered('demo-8001', '127.0.0.1');
    const sound = createSocket('udp4');
    await new Promise<void>((resolve) => sound.bind(0, '127.0.0.1', resolve));
    const heard = new Promise<number>((resolve) => sound.once('message', (packet) => resolve(packet.readUInt8(0) >> 6)));
    const call = await phone.calls('4001', { body: phone.sdp().replace(/^m=audio \d+/m, `m=audio ${sound.address().port}`) });
    const { channel } = await house.sees('StasisStart');
    const { channels } = house.ari.requests;
    await channels.answer(channel.id);
    const answer = await call.isAnswered();
    await channels.play(channel.id, 'p', ['tone:ring']);
    expect(await heard).toBe(2);
    const port = Number(/^m=audio (\d+)/m.exec(answer.body)?.[1]);
    const packet = Buffer.alloc(172);
    packet.writeUInt16BE(0x8008, 0);
    for (let i = 0; i < 5; i++) {
      packet.writeUInt16BE(i, 2);
      sound.send(packet, port, '127.0.0.1');
    }
    for (let i = 0; (await channels.rtpStatistics(channel.id)).rxcount === 0 && i < 100; i++) await new Promise(setImmediate);
    expect((await channels.rtpStatistics(channel.id)).rxcount).toBeGreaterThan(0);
    sound.close();
    await call.hangsUp();
  });

  test('a trunk is known by its IPv6 network', async () => {
    house = await House.open({ bindAddress: '::1' });
    const { asterisk } = house.ari.requests;
    await asterisk.putConfig('res_pjsip', 'endpoint', 't', { context: 'trunk' });
    await asterisk.putConfig('res_pjsip', 'identify', 't', { endpoint: 't', match: '::1/128' });
    const { sipPort } = house.softswitch;
    const carrier = await TestPhone.create({ user: 'carrier', server: { port: sipPort }, wire: await udpWire(sipPort, '::1') });
    phones.push(carrier);
    await carrier.calls('1');
    expect((await house.sees('StasisStart')).channel.name).toMatch(/^PJSIP\/t-/);
  });
});
