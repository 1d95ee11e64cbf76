import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { House, NOTHING_OPEN } from './house.ts';

// The phones of these tests have no audio at all: what would be 30 s of silence is one here.

const TIMEOUT_MS = 1_000;
/** Silence is looked at once a second. */
const LONGEST_MS = TIMEOUT_MS + 1_200;
const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let house: House;
beforeEach(async () => {
  house = await House.open({ mediaTimeoutMs: TIMEOUT_MS });
});
afterEach(async () => {
  await house.close();
});

test('a customer who waits with music and whose phone has vanished is hung up', async () => {
  const carrier = await house.trunk('demo-trunk');
  const call = await carrier.calls('02088886666');
  const { channel } = await house.sees('StasisStart');
  const { channels } = house.ari.requests;
  await channels.answer(channel.id);
  await call.isAnswered();
  await channels.startMoh(channel.id);
  await call.isHungUp();
  expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 44, channel: { id: channel.id } });
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
});

test('a phone that rings is waited for, with silent early media and without; the time counts from its answer', async () => {
  const phone = await house.registered('demo-8001');
  const { channels } = house.ari.requests;
  await channels.originate({ channelId: 'out', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
  const ringing = await phone.isCalled();
  ringing.hasEarlyMedia();
  const incoming = await phone.calls('8002');
  const { channel } = await house.sees('StasisStart');
  await channels.ring(channel.id);
  await incoming.hears(180);
  await pass(LONGEST_MS + 300);
  expect((await channels.list()).map(({ id, state }) => [id, state])).toEqual([
    ['out', 'Down'],
    [channel.id, 'Ring'],
  ]);

  await ringing.picksUp();
  await house.sees('StasisStart', (event) => event.channel.id === 'out');
  const answeredAt = performance.now();
  await ringing.isHungUp();
  expect(performance.now() - answeredAt).toBeGreaterThan(TIMEOUT_MS - 100);
  // BYE goes first; how the call sounded is still asked for then.
  await house.sees('ChannelDestroyed', (event) => event.channel.id === 'out');
  expect((await channels.list()).map(({ id }) => id)).toEqual([channel.id]);
  incoming.cancels();
  await house.sees('ChannelDestroyed', (event) => event.channel.id === channel.id);
});

test('an endpoint may be given a time of its own (rtp_timeout), as with Asterisk, and is gone with the cause it gives', async () => {
  const patient = await House.open();
  try {
    const phone = await patient.registered('demo-8001', { rtp_timeout: '1' });
    const { channels } = patient.ari.requests;
    await channels.originate({ channelId: 'out', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    const call = await phone.isCalled();
    await call.picksUp();
    await patient.sees('StasisStart');
    await call.isHungUp();
    expect(await patient.sees('ChannelDestroyed')).toMatchObject({ cause: 44, channel: { id: 'out' } });
  } finally {
    await patient.close();
  }
});

describe('a phone that says nothing because nobody speaks', () => {
  let socket: Socket;
  beforeEach(async () => {
    socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise<void>((resolve) => socket.close(() => resolve())));

  async function talksTo(): Promise<number> {
    const carrier = await house.trunk('demo-trunk');
    const body = carrier.sdp().replace(/m=audio \d+/, `m=audio ${socket.address().port}`);
    const call = await carrier.calls('02088886666', { body });
    const { channel } = await house.sees('StasisStart');
    await house.ari.requests.channels.answer(channel.id);
    return Number(/m=audio (\d+)/.exec((await call.isAnswered()).body)?.[1]);
  }

  const isThere = async () => (await house.ari.requests.channels.list()).length === 1;

  test('and sends reports all the same (RTCP) goes on; when they cease, too, it is gone', async () => {
    const port = await talksTo();
    // RFC 3550 section 6.4.2: an empty receiver report.
    const report = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 7]);
    for (let beat = 0; beat < 8; beat++) {
      socket.send(report, port + 1, '127.0.0.1');
      await pass(400);
    }
    expect(await isThere()).toBe(true);
    expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 44 });
  });

  test('and has said that silence follows (RFC 3389) goes on', async () => {
    const port = await talksTo();
    const comfortNoise = Buffer.alloc(13);
    comfortNoise.set([0x80, 13, 0, 1]);
    comfortNoise.writeUInt8(60, 12);
    socket.send(comfortNoise, port, '127.0.0.1');
    await pass(LONGEST_MS + 800);
    expect(await isThere()).toBe(true);
  });
});
