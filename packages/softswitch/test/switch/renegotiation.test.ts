import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock, systemIds } from '@zuoxi/kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMediaEngine, type MediaEngine } from '../../src/media/index.ts';
import { Switch } from '../../src/switch/switch.ts';
import { type PhoneCall, TestPhone } from './test-phone.ts';

let dir: string;
let media: MediaEngine;
let core: Switch;
let phone: TestPhone;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'zuoxi-renegotiation-'));
  media = await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [0, 0] }, silentLogger);
  core = new Switch({
    clock: systemClock,
    random: () => 0,
    ids: systemIds,
    logger: silentLogger,
    media,
    dataDir: dir,
    bindAddress: '127.0.0.1',
    sipPort: 0,
    sipWsPort: 0,
  });
  await core.start();
  const { apps, config, stack } = core.context;
  apps.connect('zuoxi', { send: () => true, close: () => {} }, true);
  config.put('endpoint', 'line', [{ attribute: 'context', value: 'trunk' }]);
  config.put('identify', 'line', [
    { attribute: 'endpoint', value: 'line' },
    { attribute: 'match', value: '127.0.0.1' },
  ]);
  phone = await TestPhone.create({ user: 'carrier', server: { port: stack.ports.sip } });
});
afterEach(async () => {
  phone.close();
  await core.stop();
  await media.close();
  await rm(dir, { recursive: true, force: true });
});

async function answered(headers: [string, string][]): Promise<PhoneCall> {
  const call = await phone.calls('8700', { headers });
  await expect.poll(() => core.context.channels.list().length).toBe(1);
  await core.context.channels.list()[0]?.driver.answer();
  await call.isAnswered();
  await phone.asks(phone.build('OPTIONS', 'x'));
  return call;
}

test.each([
  ['UPDATE', [['allow', 'INVITE, ACK, BYE, UPDATE']]],
  ['INVITE', []],
] as const)('the engine offers anew by %s, as the phone allows, and takes what is answered', async (method, headers) => {
  const call = await answered(headers.map(([key, value]) => [key, value]));
  const [channel] = core.context.channels.list();
  const before = channel?.leg?.codec;
  channel?.link?.renegotiate();
  const request = await call.hearsRequest(method);
  expect(request.body).toContain('m=audio');
  call.answers(request, 200, { body: phone.sdp([[0, 'PCMU/8000']]) });
  if (method === 'INVITE') expect((await call.hearsRequest('ACK')).cseq).toBe(request.cseq);
  await expect.poll(() => channel?.leg?.codec).toBe('PCMU');
  expect(before).toBe('PCMA');
  await call.hangsUp();
});

test('two changes wanted at once are one request, and a third one waits for the answer', async () => {
  const call = await answered([]);
  const link = core.context.channels.list()[0]?.link;
  link?.renegotiate();
  link?.renegotiate();
  const first = await call.hearsRequest('INVITE');
  link?.renegotiate();
  await phone.asks(phone.build('OPTIONS', 'x'));
  expect(phone.heard.filter((m) => m.kind === 'request' && m.method === 'INVITE')).toHaveLength(1);
  call.answers(first, 200, { body: phone.sdp() });
  await call.hearsRequest('ACK');
  const second = await call.hearsRequest('INVITE');
  expect(second.cseq).toBe(first.cseq + 1);
  call.answers(second, 200, { body: phone.sdp() });
  await call.hearsRequest('ACK');
  await call.hangsUp();
});
