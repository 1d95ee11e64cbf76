import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Prompt, ShippedSounds } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { account } from '../src/modules/accounts/tables.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { queue } from '../src/modules/queues/tables.ts';
import { createTenant } from '../src/modules/tenants/index.ts';

const hasSpeech = existsSync('/usr/bin/espeak-ng');

let server: TestServer;
let tenantId: string;
let admin: ApiUser;
let agent: ApiUser;
beforeAll(async () => {
  server = await startTestServer();
  tenantId = await createTenant(server.modules.database, 'ours', 'ours');
  admin = await userOf(tenantId, 'ours', 'boss', 'administrator');
  agent = await userOf(tenantId, 'ours', 'keke', 'agent');
});
afterAll(() => server.stop());

/** A new account of a call centre, signed in. */
async function userOf(id: string, code: string, name: string, role: 'administrator' | 'agent'): Promise<ApiUser> {
  const [someone] = await server.modules.database.system.select().from(account).limit(1);
  await server.modules.accounts.create(
    { tenantId: id, accountId: someone?.id ?? '', role: 'administrator' },
    { name, displayName: name, role, password: 'long enough', extension: null },
  );
  return ApiUser.signIn(server.url, code, name, 'long enough');
}

/** Seconds of a sine of that frequency: WAV, 8 kHz, 16 bit, mono. */
function tone(hertz: number, seconds = 1): Buffer {
  const samples = 8000 * seconds;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF....WAVEfmt ', 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  for (const [at, value] of [
    [16, 16],
    [24, 8000],
    [28, 16_000],
    [40, samples * 2],
  ] as const)
    wav.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    wav.writeUInt16LE(value, at);
  wav.write('data', 36, 'latin1');
  for (let i = 0; i < samples; i++) wav.writeInt16LE(Math.round(10_000 * Math.sin((2 * Math.PI * hertz * i) / 8000)), 44 + i * 2);
  return wav;
}

/** How often the sound goes through zero, upwards: its frequency, if it is a tone. */
function frequencyOf(wav: Buffer): number {
  let crossings = 0;
  for (let at = 46; at + 1 < wav.length; at += 2) if (wav.readInt16LE(at - 2) < 0 && wav.readInt16LE(at) >= 0) crossings += 1;
  return crossings / ((wav.length - 44) / 16_000);
}

async function send(method: string, path: string, body: Buffer, type = 'audio/wav', user = admin) {
  const response = await fetch(server.url + path, {
    method,
    headers: { 'content-type': type, cookie: user.cookie },
    body: new Uint8Array(body),
  });
  // What the server answers is checked against the contract before it is sent.
  return { status: response.status, body: (await response.json()) as Prompt & { code: string } };
}

const upload = (name: string, body: Buffer, more = '') => send('POST', `/api/prompts?name=${encodeURIComponent(name)}${more}`, body);
const audio = (path: string, user: ApiUser | undefined, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers: { ...(user ? { cookie: user.cookie } : {}), ...headers } });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const enginePath = (prompt: Prompt) => `/prompts/${server.modules.sounds.nameOf(prompt)}.wav`;

/** A queue of the call centre, made without the forms: only what it plays is of interest here. */
async function queueWithGreeting(greetingPromptId: string): Promise<string> {
  const id = systemIds.uuid();
  const times = { ringTimeoutS: 20, maxWaitS: 300, wrapUpS: 0, serviceLevelS: 20 };
  await server.modules.database.system.insert(queue).values({
    ...{ id, tenantId, number: '8700', name: '售前咨询', strategy: 'longestIdle', recordingEnabled: false, greetingPromptId },
    ...times,
  });
  return id;
}

describe('sounds of a call centre', () => {
  it('an uploaded sound is kept, listed, and heard by parts', async () => {
    const { status, body } = await upload('欢迎', tone(440, 2), '&kind=music&language=en');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: '欢迎',
      kind: 'music',
      source: 'upload',
      language: 'en',
      state: 'ready',
      revision: 1,
      durationS: 2,
    });
    const { rows } = await admin.get<Page<Prompt>>(`/api/prompts?search=${encodeURIComponent('欢')}`);
    expect(rows.map((row) => row.id)).toEqual([body.id]);
    const whole = await bytesOf(await audio(`/api/prompts/${body.id}/audio`, admin));
    expect(frequencyOf(whole)).toBeCloseTo(440, -1);
    const part = await audio(`/api/prompts/${body.id}/audio`, admin, { range: 'bytes=0-99' });
    expect(part.status).toBe(206);
    expect(await bytesOf(part)).toEqual(whole.subarray(0, 100));
  });

  it('names are taken once, and a file that was not kept leaves nothing behind', async () => {
    await upload('once', tone(440));
    const folder = join(
      server.modules.promptsFolder,
      String((await readdir(server.modules.promptsFolder)).find((name) => name !== 'work')),
    );
    const before = await readdir(folder);
    expect(await upload('once', tone(880))).toMatchObject({ status: 409, body: { code: 'prompts.nameTaken' } });
    expect(await readdir(folder)).toEqual(before);
  });

  it('another sound under the same name has another name for the engines, and the old one is gone', async () => {
    const { body } = await upload('changing', tone(440));
    const old = enginePath(body);
    expect(frequencyOf(await bytesOf(await audio(old, undefined)))).toBeCloseTo(440, -1);
    const replaced = await send('PUT', `/api/prompts/${body.id}/sound`, tone(880));
    expect(replaced.body).toMatchObject({ revision: 2, name: 'changing' });
    expect((await audio(old, undefined)).status).toBe(404);
    expect(enginePath(replaced.body)).not.toBe(old);
    expect(frequencyOf(await bytesOf(await audio(enginePath(replaced.body), undefined)))).toBeCloseTo(880, -1);
    expect(frequencyOf(await bytesOf(await audio(`/api/prompts/${body.id}/audio`, admin)))).toBeCloseTo(880, -1);
  });

  it('can be renamed, and be removed with its file', async () => {
    const { body } = await upload('before', tone(440));
    const renamed = await admin.request('PUT', `/api/prompts/${body.id}`, { name: 'after', kind: 'prompt', language: 'zh', text: '说明' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'after', text: '说明', revision: 1 } });
    const path = enginePath(body);
    expect((await admin.request('DELETE', `/api/prompts/${body.id}`)).status).toBe(204);
    expect((await audio(path, undefined)).status).toBe(404);
    expect((await audio(`/api/prompts/${body.id}/audio`, admin)).status).toBe(404);
  });

  it('what a queue plays is not removed, and it is said which queue', async () => {
    const { body } = await upload('greeting of a queue', tone(440));
    const { database } = server.modules;
    const queueId = await queueWithGreeting(body.id);
    const refused = await admin.request('DELETE', `/api/prompts/${body.id}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'uses.inUse', params: { uses: '“售前咨询”' } } });
    const listed = (await admin.get<Page<Prompt>>('/api/prompts?search=greeting%20of')).rows[0];
    expect(listed?.usedBy).toEqual([{ kind: 'queue', id: queueId, name: '售前咨询' }]);
    await database.system.delete(queue).where(eq(queue.id, queueId));
    expect((await admin.request('DELETE', `/api/prompts/${body.id}`)).status).toBe(204);
  });

  it.each([
    ['a playlist', Buffer.from('#EXTM3U\nfile:///etc/passwd\n'), 'audio/mpegurl', 400, 'prompts.notASound'],
    ['nothing', Buffer.alloc(0), 'audio/wav', 400, 'prompts.notASound'],
    ['HTML', Buffer.from(`<html>${'x'.repeat(100)}</html>`), 'audio/mpeg', 400, 'prompts.notASound'],
    ['JSON', Buffer.from('{"name":"a"}'), 'application/json', 400, 'prompts.notASound'],
    ['31 MB', Buffer.alloc(31 * 1024 * 1024), 'audio/wav', 413, 'request.tooLarge'],
  ])('%s is refused', async (_name, body, type, status, code) => {
    expect(await send('POST', '/api/prompts?name=hostile', body, type)).toMatchObject({ status, body: { code } });
  });

  it.each(['', '%20', 'x'.repeat(61)])('the name "%s" is refused', async (name) => {
    expect((await send('POST', `/api/prompts?name=${name}`, tone(440))).status).toBe(400);
  });

  it('every change is in the audit', async () => {
    const entries = await server.modules.database.system.select().from(auditEntry);
    const actions = new Set(entries.map((entry) => entry.action));
    for (const action of ['create', 'replace', 'update', 'remove']) expect(actions).toContain(`prompts.${action}`);
  });
});

describe('who may hear and change them', () => {
  it('another call centre sees, hears and changes nothing', async () => {
    const { body } = await upload('ours', tone(440));
    const elsewhere = await createTenant(server.modules.database, 'elsewhere', 'elsewhere');
    const other = await userOf(elsewhere, 'elsewhere', 'boss', 'administrator');
    expect((await other.get<Page<Prompt>>('/api/prompts')).total).toBe(0);
    expect((await audio(`/api/prompts/${body.id}/audio`, other)).status).toBe(404);
    expect((await other.request('DELETE', `/api/prompts/${body.id}`)).status).toBe(404);
    expect((await send('PUT', `/api/prompts/${body.id}/sound`, tone(880), 'audio/wav', other)).status).toBe(404);
    const own = await send('POST', '/api/prompts?name=ours', tone(880), 'audio/wav', other);
    expect(own.status).toBe(200);
    expect((await audio(`/api/prompts/${own.body.id}/audio`, admin)).status).toBe(404);
  });

  it('an agent neither lists nor uploads; nobody does without a session', async () => {
    expect((await agent.request('GET', '/api/prompts')).status).toBe(403);
    expect((await send('POST', '/api/prompts?name=agent', tone(440), 'audio/wav', agent)).status).toBe(403);
    expect((await audio('/api/prompts', undefined)).status).toBe(401);
  });

  it('an engine needs the mark in the path: none can be guessed from another one', async () => {
    const { body } = await upload('marked', tone(440));
    const path = enginePath(body);
    expect((await audio(path, undefined)).status).toBe(200);
    expect(JSON.stringify(body)).not.toContain(path.slice(-28, -4));
    const [, mark = ''] = /-([0-9a-f]{24})\.wav$/.exec(path) ?? [];
    const wrong = mark.replace(/./g, (digit) => (digit === '0' ? '1' : '0'));
    const other = (await upload('marked too', tone(440))).body.id;
    for (const guess of [
      path.replace(mark, wrong),
      path.replace(`-${mark}`, ''),
      path.replace('-1-', '-2-'),
      path.replace(body.id, other),
      `/prompts/t/${body.id}-1.wav`,
      `/prompts/t/..%2f..%2fsecret.key`,
      `/prompts/s/${'0'.repeat(32)}.wav`,
      `/prompts/s/..%2f..%2fsecret.key`,
    ]) {
      expect((await audio(guess, undefined)).status, guess).toBe(404);
    }
  });

  it('the shipped sounds are for everybody, with their texts in both languages', async () => {
    const { sounds } = await admin.get<ShippedSounds>('/api/prompts/shipped');
    expect(sounds.filter((sound) => sound.kind === 'music')).toHaveLength(3);
    expect(sounds.find((sound) => sound.path === 'zh/greeting.wav')?.text).toContain('欢迎');
    for (const { path, durationS } of sounds) {
      const response = await audio(`/prompts/${path}`, undefined);
      expect(response.status, path).toBe(200);
      expect((await bytesOf(response)).length, path).toBe(Math.round(durationS * 16_000) + 44);
    }
  });
});

describe.skipIf(!hasSpeech)('text to speech', () => {
  it('is heard before it is kept, and kept under a name', async () => {
    const heard = await fetch(`${server.url}/api/prompts/speech`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: admin.cookie },
      body: JSON.stringify({ text: '您好，欢迎致电。', language: 'zh' }),
    });
    expect(heard.headers.get('content-type')).toBe('audio/wav');
    const preview = await bytesOf(heard);
    expect(preview.length).toBeGreaterThan(8_000);
    const spoken = await admin.request('POST', '/api/prompts/spoken', { name: '说话', text: '您好，欢迎致电。', language: 'zh' });
    expect(spoken).toMatchObject({ status: 200, body: { source: 'speech', text: '您好，欢迎致电。', language: 'zh', kind: 'prompt' } });
    const { id } = spoken.body as Prompt;
    expect(await bytesOf(await audio(`/api/prompts/${id}/audio`, admin))).toEqual(preview);
    const again = await admin.request('PUT', `/api/prompts/${id}/speech`, { text: 'Good morning.', language: 'en' });
    expect(again).toMatchObject({ status: 200, body: { revision: 2, text: 'Good morning.', language: 'en', name: '说话' } });
  });

  it('a spoken text has a path for engines that cannot be guessed from the text', async () => {
    const uri = await server.modules.speech.media('Your number is 12.', 'en');
    expect(uri).toMatch(/^sound:zuoxi\/s\/[0-9a-f]{32}$/);
    expect(await server.modules.speech.media('Your number is 12.', 'en')).toBe(uri);
    const fetched = await audio(`/prompts/${uri.slice('sound:zuoxi/'.length)}.wav`, undefined);
    expect((await bytesOf(fetched)).length).toBeGreaterThan(8_000);
  });

  it.each([
    ['', 400],
    ['x'.repeat(2001), 400],
  ])('text of no length or of more than 2,000 characters is refused', async (text, status) => {
    expect((await admin.request('POST', '/api/prompts/speech', { text, language: 'en' })).status).toBe(status);
  });
});
