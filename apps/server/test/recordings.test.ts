import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MOST_IN_A_ZIP, type Page, type Recording, type RecordingPeaks } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { PCMA, sine, wavHeader } from '@zuoxi/sound';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { recordingIndex } from '../src/modules/recordings/describe.ts';
import { recording } from '../src/modules/recordings/tables.ts';

const SECONDS = 4;

let server: TestServer;
let admin: ApiUser;
let agent: ApiUser;
const ids: string[] = [];

/** The customer speaks in the first half, the agent, half as loud, in the second. */
function dialogue(): Buffer {
  const frames = SECONDS * 8000;
  const tone = (amplitude: number) => [...sine(700, frames / 2, 0, amplitude)].map((sample) => PCMA.encode[sample & 0xffff] ?? 0);
  const [loud, quiet, nothing] = [tone(0.5), tone(0.25), PCMA.encode[0] ?? 0];
  const data = Buffer.alloc(frames * 2, nothing);
  for (let at = 0; at < frames / 2; at++) {
    data[at * 2] = loud[at] ?? nothing;
    data[(at + frames / 2) * 2 + 1] = quiet[at] ?? nothing;
  }
  return Buffer.concat([wavHeader({ format: 'alaw', channels: 2 }, frames), data]);
}

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  admin = await ApiUser.signIn(server.url, demo.summary.tenant, 'admin', demo.summary.password);
  agent = await ApiUser.signIn(server.url, demo.summary.tenant, 'keke', demo.summary.password);
  const [one] = server.modules.directory.agents();
  const tenantId = one?.tenantId ?? '';
  const names = ['王 "伟"', 'a/b\\c', '王 "伟"', '../../etc/passwd'];
  for (let nr = 0; nr < MOST_IN_A_ZIP + 2; nr++) {
    const id = systemIds.uuid();
    ids.push(id);
    const path = join(tenantId, '2026-11', `${nr}.wav`);
    const file = join(server.dataDir, 'recordings', path);
    await mkdir(dirname(file), { recursive: true });
    // The last one is in the list, and its file is gone.
    if (nr <= MOST_IN_A_ZIP) await writeFile(file, Buffer.concat([dialogue(), Buffer.alloc(nr)]));
    const row = {
      ...{ id, tenantId, callId: systemIds.uuid(), name: `r${nr}`, engine: 'e', startedAt: new Date('2026-11-30T06:05:12Z') },
      ...{ state: 'ready' as const, path, durationS: SECONDS, bytes: 9, type: 'inbound' as const, answer: 'answered' as const },
      ...{
        customerNumber: '+8613800138000',
        customerName: names[nr] ?? `客户${nr}`,
        queueId: null,
        queueName: '售后',
        agentId: null,
        agentName: '',
      },
      ...{ extension: '8001', queueNo: 0, agentNo: 0, furtherAgents: [], furtherQueues: [] },
    };
    await server.modules.database.system.insert(recording).values({ ...row, ...recordingIndex(row) });
  }
}, 60_000);
afterAll(() => server.stop());

const get = (user: ApiUser, path: string) => fetch(`${server.url}${path}`, { headers: { cookie: user.cookie } });
const zip = (user: ApiUser, chosen: readonly string[]) => get(user, `/api/recordings/zip?ids=${chosen.join(',')}`);

describe('a waveform', () => {
  it('is drawn of what the server has found in the sound, for each side', async () => {
    const { durationS, peaks } = await admin.get<RecordingPeaks>(`/api/recordings/${ids[0]}/peaks`);
    expect(durationS).toBeCloseTo(SECONDS, 3);
    expect(peaks.map(({ length }) => length)).toEqual([1200, 1200]);
    const loudest = (channel: number, from: number, to: number) => Math.max(...(peaks[channel]?.slice(from, to) ?? []));
    expect(loudest(0, 0, 599)).toBeCloseTo(0.5, 1);
    expect(loudest(0, 601, 1200)).toBeLessThan(0.01);
    expect(loudest(1, 0, 599)).toBeLessThan(0.01);
    expect(loudest(1, 601, 1200)).toBeCloseTo(0.25, 1);
  });

  it('is nobody else’s, and of a file that is gone it is said', async () => {
    expect((await get(agent, `/api/recordings/${ids[0]}/peaks`)).status).toBe(404);
    const gone = await get(admin, `/api/recordings/${ids.at(-1)}/peaks`);
    expect([gone.status, await gone.json()]).toMatchObject([404, { code: 'recordings.missing' }]);
  });
});

describe('several recordings at once', () => {
  it('come as one file, each as it is, named by time, queue and customer, and every access is on record', async () => {
    const chosen = ids.slice(0, MOST_IN_A_ZIP);
    const answer = await zip(admin, chosen);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const files = entriesOf(Buffer.from(await answer.arrayBuffer()));
    expect(files.map(({ name }) => name)).toEqual([
      '2026-11-30-06-05-12 售后 +8613800138000 王 _伟_.wav',
      '2026-11-30-06-05-12 售后 +8613800138000 a_b_c.wav',
      '2026-11-30-06-05-12 售后 +8613800138000 王 _伟_ (2).wav',
      '2026-11-30-06-05-12 售后 +8613800138000 .._.._etc_passwd.wav',
      ...Array.from({ length: MOST_IN_A_ZIP - 4 }, (_, at) => `2026-11-30-06-05-12 售后 +8613800138000 客户${at + 4}.wav`),
    ]);
    for (const [nr, { data }] of files.entries()) expect(data.equals(Buffer.concat([dialogue(), Buffer.alloc(nr)])), `${nr}`).toBe(true);
    const { rows } = await server.modules.database.system.execute<{ target: string }>(
      sql`select target_id as target from ${auditEntry} where action = 'recordings.download' order by at`,
    );
    expect(rows.map(({ target }) => target).sort()).toEqual([...chosen].sort());
  });

  it('are refused all together: too many, one that is not theirs, one that is gone, what is no id', async () => {
    const refused = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
    expect(await refused(await zip(admin, ids.slice(0, MOST_IN_A_ZIP + 1)))).toEqual([400, 'recordings.tooMany']);
    expect(await refused(await zip(admin, [ids[0] ?? '', systemIds.uuid()]))).toEqual([404, 'request.notFound']);
    expect(await refused(await zip(agent, [ids[0] ?? '']))).toEqual([404, 'request.notFound']);
    expect(await refused(await zip(admin, [ids[0] ?? '', ids.at(-1) ?? '']))).toEqual([404, 'recordings.missing']);
    expect(await refused(await zip(admin, ['../x']))).toEqual([400, 'request.invalid']);
    expect(await refused(await zip(admin, []))).toEqual([400, 'request.invalid']);
  });

  it('are one when one was ticked twice', async () => {
    const answer = await zip(admin, [ids[5] ?? '', ids[5] ?? '']);
    expect(entriesOf(Buffer.from(await answer.arrayBuffer()))).toHaveLength(1);
  });
});

describe('the list of recordings', () => {
  it('is filtered by customer and by what the check has found', async () => {
    const { system } = server.modules.database;
    await system.execute(sql`update recording set state = 'damaged' where id = ${ids[3]}`);
    const found = async (query: string) =>
      (await admin.get<Page<Recording>>(`/api/recordings?pageSize=100&${query}`)).rows.map(({ id }) => id);
    expect(await found('state=damaged')).toEqual([ids[3]]);
    expect((await found(`customer=${encodeURIComponent('王')}`)).sort()).toEqual([ids[0], ids[2]].sort());
    expect(await found(`customer=${encodeURIComponent('客户7')}`)).toEqual([ids[7]]);
  });
});

/** By the central directory (APPNOTE 4.3.12): what is stored and not compressed. */
function entriesOf(file: Buffer): { name: string; data: Buffer }[] {
  const end = file.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const entries: { name: string; data: Buffer }[] = [];
  let at = file.readUInt32LE(end + 16);
  for (let nr = 0; nr < file.readUInt16LE(end + 10); nr++) {
    expect(file.readUInt16LE(at + 10), 'stored').toBe(0);
    const [size, nameLength, extra, comment, local] = [at + 20, at + 28, at + 30, at + 32, at + 42].map((place, index) =>
      index === 0 || index === 4 ? file.readUInt32LE(place) : file.readUInt16LE(place),
    ) as [number, number, number, number, number]; // five fields
    const begin = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    entries.push({ name: file.toString('utf8', at + 46, at + 46 + nameLength), data: file.subarray(begin, begin + size) });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}
