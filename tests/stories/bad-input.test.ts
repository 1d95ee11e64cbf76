import { createSocket } from 'node:dgram';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { type ApiUser, ApiUser as User } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const TORTURE = resolve(import.meta.dirname, '../../packages/softswitch/test/sip/torture');
const CUSTOMER_HZ = 500;
const QUEUE_NUMBER = '02088889999';

let house: House;
let agents: SippAgents;
let reference: { probe: RtpProbe; sipp: SippCaller };
let agent: ApiUser;

/** One conversation that runs beside everything below and must not notice any of it. */
beforeAll(async () => {
  if (!sippInstalled) return;
  house = await House.start();
  const { account, sipSecret } = await house.hireAgent('reference', '9100');
  await house.openQueue('8799', QUEUE_NUMBER, [account.id]);
  agents = await SippAgents.register([{ user: account.extension?.sipUser ?? '', password: sipSecret }], house.sipPort);
  agent = await house.signIn('reference');
  const probe = await RtpProbe.open(CUSTOMER_HZ);
  const call = { sipPort: house.sipPort, calledNumber: QUEUE_NUMBER, callerNumber: '13900000000', rtpPort: probe.port };
  reference = { probe, sipp: await SippCaller.ring([call], { talkMs: 150_000 }) };
  await eventually('the reference call talks', () => probe.hears(CUSTOMER_HZ), 30_000);
  probe.forget();
}, 60_000);

afterAll(async () => {
  reference?.sipp.kill();
  reference?.probe.close();
  await agents?.close();
  await house?.stop();
});

async function expectReferenceUntouched(): Promise<void> {
  const { probe } = reference;
  const before = probe.received;
  await eventually('the reference call goes on', () => probe.received > before + 25 && probe.hears(CUSTOMER_HZ));
  expect(probe.lost).toBe(0);
}

/** Rings in and expects to be refused with this status. */
async function expectRefusal(
  status: number,
  options: { calledNumber?: string; codec?: { payloadType: number; name: string } },
): Promise<void> {
  const call = { sipPort: house.sipPort, calledNumber: QUEUE_NUMBER, callerNumber: '13900000003', rtpPort: 40_000, ...options };
  const sipp = await SippCaller.ring([call], { talkMs: 0, expectStatus: status });
  await sipp.finish();
}

/** Sends one datagram and returns the status line of the answer; undefined when there is none within half a second. */
function ask(message: Buffer): Promise<string | undefined> {
  return new Promise((resolveAnswer) => {
    const socket = createSocket('udp4');
    const finish = (answer: string | undefined) => {
      clearTimeout(limit);
      socket.close();
      resolveAnswer(answer);
    };
    const limit = setTimeout(() => finish(undefined), 500);
    socket.on('message', (answer) => {
      const [line = ''] = answer.toString('utf8').split('\r\n');
      // "Trying" is no answer yet.
      if (!line.startsWith('SIP/2.0 1')) finish(line);
    });
    socket.send(message, house.sipPort, '127.0.0.1');
  });
}

describe.skipIf(!sippInstalled)('bad input beside a conversation', { timeout: 60_000 }, () => {
  it('a number nobody has is answered 404', async () => {
    await expectRefusal(404, { calledNumber: '02000000000' });
    await expectReferenceUntouched();
  });

  it('a codec nobody speaks is answered 488', async () => {
    await expectRefusal(488, { codec: { payloadType: 18, name: 'G729/8000' } });
    await expectReferenceUntouched();
  });

  it('malformed datagrams, RFC 4475 and noise, are answered properly or not at all', async () => {
    const names = (await readdir(TORTURE)).filter((name) => name.endsWith('.dat'));
    expect(names.length).toBe(49);
    const answers = await Promise.all(names.map(async (name) => ({ name, answer: await ask(await readFile(join(TORTURE, name))) })));
    for (const { name, answer } of answers) expect(answer ?? 'SIP/2.0 400', name).toMatch(/^SIP\/2\.0 [2-6]\d\d/);
    for (const noise of ['', '\r\n\r\n', 'INVITE', 'x'.repeat(60_000), 'INVITE sip:a SIP/2.0\r\n\r\n', '\0\0\0\0'])
      await ask(Buffer.from(noise));
    await expectReferenceUntouched();
  });

  it('a phone with a wrong password is challenged again and does not come online', async () => {
    const { account } = await house.hireAgent('stranger', '9101');
    const user = account.extension?.sipUser ?? '';
    await expect(SippAgents.register([{ user, password: 'wrong' }], house.sipPort)).rejects.toThrow('could not register');
    const found = (
      await house.admin.get<{ rows: { id: string; extension: { online: boolean } | null }[] }>('/api/accounts?search=stranger')
    ).rows;
    expect(found).toMatchObject([{ extension: { online: false } }]);
    await expectReferenceUntouched();
  });

  it('an agent whose phone is not registered cannot dial, and is told so', async () => {
    const user = await house.signIn('liuyang');
    const answer = await user.request('POST', '/api/panel/dial', { number: '13800138000' }, { 'accept-language': 'en' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'panel.phoneOffline' } });
    await expectReferenceUntouched();
  });

  it('a queue’s own number is not sent to the carrier: who dials it is a caller of the house', async () => {
    const phone = await SippAgents.register([{ user: 'demo-8013', password: demo.summary.sipPassword }], house.sipPort);
    try {
      const user = await house.signIn('zhaolei');
      const { status, body } = await user.request('POST', '/api/panel/dial', { number: '8702' });
      expect({ status, body }).toMatchObject({ status: 200, body: { callId: expect.any(String) } });
      const { callId } = body as { callId: string };
      const { calls } = house.server.modules.engine.callControl.world;
      await eventually('he waits in the queue', () => (calls.get(callId)?.queueId ?? null) !== null);
      expect(calls.get(callId)).toMatchObject({ type: 'internal' });
      expect(calls.get(callId)?.legs).not.toContainEqual(expect.objectContaining({ outside: expect.anything() }));
      await user.request('POST', '/api/panel/hangup');
      await eventually('his call is over', () => !calls.has(callId));
    } finally {
      await phone.close();
    }
    await expectReferenceUntouched();
  });

  it('orders that make no sense are refused with their reason', async () => {
    const orders: [string, unknown, number, string][] = [
      ['/api/panel/dial', { number: '13800138000' }, 409, 'panel.alreadyInCall'],
      ['/api/panel/dial', { number: 'not a number' }, 400, 'request.invalid'],
      ['/api/panel/queue-states', { queueIds: ['00000000-0000-7000-8000-000000000000'], ready: true }, 403, 'panel.notYourQueue'],
      ['/api/panel/dtmf', { digits: 'x' }, 400, 'request.invalid'],
    ];
    for (const [path, body, status, code] of orders) {
      expect(await agent.request('POST', path, body), path).toMatchObject({ status, body: { code } });
    }
    await expectReferenceUntouched();
  });

  it('a wrong password at the console is refused, and the recording of the conversation needs a session', async () => {
    await expect(house.signIn('reference', 'wrong')).rejects.toThrow('session.wrongCredentials');
    const stranger = new User(house.server.url);
    expect((await stranger.request('GET', '/api/recordings')).status).toBe(401);
    await expectReferenceUntouched();
  });
});
