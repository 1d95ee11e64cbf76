import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountWithSecret, Page, Prompt, Queue } from '@zuoxi/contract';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { hasTone, readWav } from '../../packages/softswitch/test/media/tone-detector.ts';
import { Baresip, baresipUsable, toneWav } from '../support/baresip.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { Installation } from '../support/installation.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';

const CALLED = '02088880001';
const FIRST_HZ = 440;
const SECOND_HZ = 1100;

/** The queue that the demo's first number leads to plays this prompt to whoever calls. */
async function greetBy(house: House, promptId: string): Promise<void> {
  const { rows } = await house.admin.get<Page<Queue>>('/api/queues?pageSize=100');
  const queue = rows.find((row) => row.number === demo.summary.queues[0]?.number);
  const answer = await house.admin.request('PUT', `/api/queues/${queue?.id}`, { ...queue, greetingPromptId: promptId });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

async function uploaded(house: House, name: string): Promise<Prompt> {
  return eventually(`${name} is in the list`, async () =>
    (await house.admin.get<Page<Prompt>>('/api/prompts')).rows.find((row) => row.name === name),
  );
}

/** A customer rings in and hears a tone. */
async function customerHears(house: House, hertz: number, callerNumber: string): Promise<void> {
  const probe = await RtpProbe.open(700);
  const call = { sipPort: house.sipPort, calledNumber: CALLED, callerNumber, rtpPort: probe.port };
  const caller = await SippCaller.ring([call], { talkMs: 6_000 });
  try {
    await eventually(`the customer hears ${hertz} Hz`, () => probe.hears(hertz), 10_000);
    await caller.finish();
  } finally {
    caller.kill();
    probe.close();
  }
}

describe.skipIf(!sippInstalled || !chromiumInstalled).each(engines.filter(({ available }) => available))(
  "a call centre's own greeting on $engine",
  { timeout: 120_000 },
  ({ engine }) => {
    let house: House;
    let browser: Browser;
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'zuoxi-tones-'));
      for (const hertz of [FIRST_HZ, SECOND_HZ]) await writeFile(join(folder, `问候 ${hertz}.wav`), toneWav(hertz, 8, 44_100));
      await writeFile(join(folder, 'list.wav'), '#EXTM3U\nfile:///etc/passwd\n');
      house = await House.start(engine);
      browser = await Browser.open();
      await browser.signIn(house.server.url, demo.summary.administrator);
    });
    afterAll(async () => {
      await browser?.close();
      await house?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('files are uploaded in the console; one that is no sound says so', async () => {
      const { page } = browser;
      await page.goto(`${house.server.url}/sounds`);
      await page.getByRole('button', { name: '上传文件' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('input[type=file]').setInputFiles([join(folder, `问候 ${FIRST_HZ}.wav`), join(folder, 'list.wav')]);
      await dialog.getByText('已保存，00:08').waitFor();
      await dialog.getByText('这个文件不是音频文件，或者已损坏').waitFor();
      await browser.screenshot(`prompts-${engine}-upload`);
      await dialog.getByRole('button', { name: /完\s*成/ }).click();
      await page.getByRole('cell', { name: `问候 ${FIRST_HZ}`, exact: true }).waitFor();
      // The refused upload is an error in the browser's own list of requests.
      expect(browser.problems.filter((problem) => !problem.includes('400'))).toEqual([]);
    });

    it('the customer hears it', async () => {
      await greetBy(house, (await uploaded(house, `问候 ${FIRST_HZ}`)).id);
      await customerHears(house, FIRST_HZ, '13900000001');
    });

    it('and the new one, as soon as it has been replaced', async () => {
      const { page } = browser;
      await page.getByRole('cell', { name: `问候 ${FIRST_HZ}`, exact: true }).click();
      await page.locator('.ant-drawer-body input[type=file]').setInputFiles(join(folder, `问候 ${SECOND_HZ}.wav`));
      await page.getByText('的音频已更换').waitFor();
      expect(await uploaded(house, `问候 ${FIRST_HZ}`)).toMatchObject({ revision: 2 });
      await customerHears(house, SECOND_HZ, '13900000002');
    });
  },
);

const SPOKEN_HZ = 900;

/** Nothing on the panel tells it: the one who speaks hears the tone. */
async function isBeingRecorded(house: Installation, promptId: string): Promise<boolean> {
  const client = new Client({ connectionString: await house.databaseUrl() });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select from call_event where type = 'promptTried' and detail->>'promptId' = $1`, [promptId]);
    return rowCount === 1;
  } finally {
    await client.end();
  }
}

describe.skipIf(!baresipUsable).each(engines.filter(({ available }) => available))(
  'a prompt recorded by phone on $engine',
  { timeout: 120_000 },
  ({ engine }) => {
    let house: Installation;
    let phone: Baresip;
    beforeAll(async () => {
      house = await Installation.start({ engine });
    });
    afterAll(async () => {
      await phone?.close();
      await house?.remove();
    });

    it("one's own phone rings; what was said after the tone is the sound", async () => {
      const first = await house.signIn(demo.summary.administrator);
      const { body } = await first.request('POST', '/api/accounts', {
        name: 'speaker',
        displayName: '录音员',
        role: 'administrator',
        password: demo.summary.password,
        extension: { number: '8090', phoneType: 'sip', recordingEnabled: false },
      });
      // The server checked the answer against the contract's shape.
      const { sipSecret } = body as AccountWithSecret;
      const speaker = await house.signIn('speaker');
      const ask = { name: '今日通知', kind: 'prompt', language: 'zh' };
      expect(await speaker.request('POST', '/api/prompts/record', ask)).toMatchObject({
        status: 409,
        body: { code: 'panel.phoneOffline' },
      });
      expect((await speaker.get<Page<Prompt>>('/api/prompts')).total).toBe(0);

      const user = `${demo.summary.tenant}-8090`;
      phone = await Baresip.register({ sipPort: house.sipPort, user, password: sipSecret ?? '', frequency: SPOKEN_HZ });
      const prompt = await eventually('the phone is online', async () => {
        const answer = await speaker.request('POST', '/api/prompts/record', ask);
        // The server checked the answer against the contract's shape.
        return answer.status === 200 ? (answer.body as Prompt) : undefined;
      });
      expect(prompt).toMatchObject({ state: 'recording', source: 'phone' });
      // Keys of the panel count as those of his telephone: # after some seconds of speaking, 1 when he has listened.
      const press = async (digits: string) => (await speaker.request('POST', '/api/panel/dtmf', { digits })).status;
      await eventually('the speaker has heard what to do, and is recorded', () => isBeingRecorded(house, prompt.id), 30_000);
      // What is said after the tone.
      await new Promise((done) => setTimeout(done, 4_000));
      expect(await press('#')).toBeLessThan(300);
      const kept = await eventually(
        'the sound is there',
        async () => {
          await press('1');
          return (await speaker.get<Page<Prompt>>('/api/prompts')).rows.find((row) => row.id === prompt.id && row.state === 'ready');
        },
        30_000,
      );
      expect(kept.revision).toBe(1);
      expect(kept.durationS).toBeGreaterThan(2);
      expect(kept.durationS).toBeLessThan(9);
      const sound = await fetch(`${house.url}/api/prompts/${kept.id}/audio`, { headers: { cookie: speaker.cookie } });
      const { channels } = readWav(Buffer.from(await sound.arrayBuffer()));
      expect(hasTone(channels[0] ?? new Int16Array(), SPOKEN_HZ)).toBe(true);
    });
  },
);
