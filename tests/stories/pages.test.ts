import type { Storage, TrunkInput } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { violations } from '../support/axe.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { pagesOf, visit } from '../support/console-pages.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';
import { cutOff, NARROW, TELEPHONE, tooWide } from '../support/sizes.ts';

/**
 * Every page of the console, with something on it, in both languages and themes and at both sizes: nothing is wrong on it for those who
 * see little, nothing goes beyond the edge on half a screen or a telephone. tests/.artifacts/pages-*.png, for looking at.
 */

const views = [
  { language: 'zh-CN', dark: false, width: 1366, height: 768, motion: true },
  // English has the longer words: what fits, fits in Chinese.
  { language: 'en', dark: true, width: 1920, height: 1080, motion: false },
] as const;

/** Opens what a page holds: a form, a call's course, a recording. */
async function openDetail(browser: Browser, path: string): Promise<boolean> {
  const { page } = browser;
  if (path === 'recordings') {
    await page.locator('.ant-table-row .anticon-caret-right').first().click();
    // It plays at once: the browser could decode it.
    await page.getByText(/00:0[1-9] \//).waitFor();
  } else if (path === 'calls') {
    await page.locator('.ant-table-row').first().click();
    await page.locator('.ant-drawer-body').waitFor();
  } else if (
    [
      'accounts',
      'queues',
      'trunks',
      'inbound-routes',
      'dial-rules',
      'opening-hours',
      'sounds',
      'customers',
      'crm-fields',
      'callback-plans',
    ].includes(path)
  ) {
    await page.locator('main .ant-btn-primary').first().click();
    await page.locator('.ant-drawer-body, .ant-modal-body').first().waitFor();
  } else {
    return false;
  }
  await settled(browser);
  return true;
}

/** What was opened is closed, so that the menu can be reached. */
async function close({ page }: Browser): Promise<void> {
  const opened = page.locator('.ant-drawer-body, .ant-modal-body');
  if ((await opened.count()) === 0) return;
  await page.keyboard.press('Escape');
  await opened.first().waitFor({ state: 'hidden' });
}

/** Nothing moves any more but what moves for ever. */
async function settled({ page }: Browser): Promise<void> {
  await page.evaluate(
    'Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {})))',
  );
}

/** The form of the trunk that registers: its state at the head, and its end. */
async function lookAtTrunkForm(browser: Browser, name: string): Promise<void> {
  const { page } = browser;
  await page.reload();
  await page.locator('.ant-table-row', { hasText: REGISTERING.username }).click();
  await page.locator('.ant-drawer-body').getByTestId('trunk-state').waitFor();
  await settled(browser);
  await browser.screenshot(`${name}-registration`);
  await page.locator('.ant-drawer-body').evaluate((body) => body.scrollTo(0, body.scrollHeight));
  await browser.screenshot(`${name}-registration-end`);
}

/** What its server says, asked from the list. */
async function lookAtTrunkTest(browser: Browser, name: string): Promise<void> {
  const { page } = browser;
  await close(browser);
  const row = page.locator('.ant-table-row', { hasText: REGISTERING.username });
  await row.getByRole('button', { name: /^(测试中继：|Test trunk: )/ }).click();
  await page.locator('.ant-modal .ant-alert-success, .ant-modal .ant-alert-warning').waitFor();
  await settled(browser);
  await browser.screenshot(`${name}-test`);
}

/** Dry runs beside the rules, and the holidays. */
async function lookAtRouting(browser: Browser, path: string, name: string): Promise<void> {
  const { page } = browser;
  const isRules = path === 'inbound-routes' || path === 'dial-rules';
  if (!isRules && path !== 'opening-hours') return;
  await page.reload();
  await page.locator('.ant-table-row').first().waitFor();
  if (isRules) {
    await page.getByRole('main').locator('button[aria-pressed]').click();
    const side = page.locator('aside').last();
    await side
      .locator('input')
      .first()
      .fill(path === 'inbound-routes' ? '02088880003' : '13800138000');
    await side.locator('button[type=submit]').click();
    await side.locator('.ant-alert').waitFor();
  } else {
    await page.locator('.ant-table-row').first().click();
    await page.locator('.ant-drawer-body').waitFor();
    await settled(browser);
    await browser.screenshot(`${name}-edit`);
    await page.reload();
    await page.locator('.ant-tabs-tab').nth(1).click();
    await page.locator('.ant-table-row').first().waitFor();
  }
  await settled(browser);
  await browser.screenshot(`${name}-more`);
}

/** What an administrator sees over every page before the disk of the recordings is full. */
async function lookAtFullDisk(browser: Browser, name: string): Promise<void> {
  const { page } = browser;
  const almostFull: Storage = { totalBytes: 500 * 1024 ** 3, freeBytes: 3 * 1024 ** 3, isLow: true };
  await page.route('**/api/storage', (route) => route.fulfill({ json: almostFull }));
  await page.reload();
  expect(await page.getByTestId('storage-notice').innerText()).toContain('3 GB');
  await settled(browser);
  await browser.screenshot(`${name}-disk`);
  await page.unroute('**/api/storage');
}

/** Opening hours with a holiday, rules for calls in and out that are as long as they get. */
async function setUpRouting(): Promise<void> {
  const made = async (path: string, input: object): Promise<{ id: string }> => {
    const { status, body } = await house.admin.request('POST', path, input);
    expect(status, JSON.stringify(body)).toBe(200);
    // Whatever is made has an id.
    return body as { id: string };
  };
  const office = [
    { from: '09:00', to: '12:00' },
    { from: '13:30', to: '18:00' },
  ];
  const weekly = [office, office, office, office, office, [{ from: '10:00', to: '16:00' }], []];
  const hours = await made('/api/opening-hours', { name: '工作时间', timeZone: 'Asia/Shanghai', weekly, observesHolidays: true });
  const days = { text: '2026-10-01 2026-10-07 国庆节\n2026-10-10 workday 5 国庆补班' };
  expect((await house.admin.request('POST', '/api/holidays/import', days)).status).toBe(200);
  const { rows } = await house.admin.get<{ rows: { id: string }[] }>('/api/queues?sort=number&order=asc');
  const { rows: trunks } = await house.admin.get<{ rows: { id: string }[] }>('/api/trunks');
  await made('/api/inbound-routes', {
    calledNumber: '0208888*',
    callerNumber: '138*',
    hoursId: hours.id,
    destination: { kind: 'queue', queueId: rows[0]?.id },
    closedDestination: { kind: 'voicemail', queueId: rows[0]?.id },
    description: '老客户',
  });
  await made('/api/inbound-routes', { calledNumber: '*', destination: { kind: 'outside', number: '13800138000' }, description: '' });
  const rule = { strip: 0, prefix: '', trunkIds: trunks.map(({ id }) => id), callerId: '', permissionClass: 'national', enabled: true };
  await made('/api/dial-rules', { ...rule, name: '手机', pattern: '1[3-9]XXXXXXXXX', prefix: '0' });
  await made('/api/dial-rules', { ...rule, name: '国际', pattern: '00.', permissionClass: 'international', callerId: '02088880000' });
}

/** A trunk whose carrier (the engine itself) does not know the account. */
const REGISTERING: TrunkInput = {
  name: '广州电信',
  kind: 'registration',
  host: '127.0.0.1',
  port: 5060,
  secondHost: '127.0.0.1',
  secondPort: 5062,
  transport: 'udp',
  verifyCertificate: true,
  username: '+862088886666@ims.example.com',
  password: 'a carrier gave it',
  domain: '',
  matchAddresses: ['203.0.113.0/24'],
  callerId: '02088886666',
  outbound: false,
  watched: true,
  maxChannels: 0,
  callsPerSecond: 0,
  rtpTimeoutS: 0,
  dtmfMode: 'auto',
  enabled: true,
};

let house: House;
const open: { close(): void | Promise<void> }[] = [];

/** Two calls that were answered, one that waits: so that no page is empty. */
beforeAll(async () => {
  if (!sippInstalled || !chromiumInstalled) return;
  house = await House.start();
  const { status, body } = await house.admin.request('POST', '/api/trunks', { ...REGISTERING, port: house.sipPort });
  expect(status, JSON.stringify(body)).toBe(200);
  await setUpRouting();
  const phones = demo.summary.accounts.filter((account) => account.phoneType === 'sip');
  open.push(
    await SippAgents.register(
      phones.map((phone) => ({ user: phone.sipUser, password: demo.summary.sipPassword })),
      house.sipPort,
    ),
  );
  for (const phone of phones) await house.signIn(phone.account);
  const probes = await Promise.all([RtpProbe.open(500), RtpProbe.open(700), RtpProbe.open(900)]);
  open.push(...probes);
  const calls = ['13550602245', '02131456789', '13800138000'].map((callerNumber, index) => ({
    sipPort: house.sipPort,
    calledNumber: '02088880001',
    callerNumber,
    rtpPort: probes[index]?.port ?? 0,
  }));
  await (await SippCaller.ring(calls.slice(0, 2), { talkMs: 14_000 })).finish();
  const waiting = await SippCaller.ring(
    calls.slice(2).map((call) => ({ ...call, calledNumber: '02088880002' })),
    { talkMs: 100_000 },
  );
  open.push({ close: () => waiting.kill() });
}, 90_000);
afterAll(async () => {
  for (const resource of open.reverse()) await resource.close();
  await house?.stop();
});

describe.skipIf(!sippInstalled || !chromiumInstalled)('the pages of the console', { timeout: 480_000 }, () => {
  for (const view of views) {
    it(`are shown without an error, in ${view.language} at ${view.width}×${view.height}`, async () => {
      const browser = await Browser.open(view);
      try {
        const url = house.server.url.replace('127.0.0.1', 'localhost');
        const found: string[] = [];
        const sizes = view.motion ? [] : [...NARROW, TELEPHONE];
        await browser.page.addInitScript(
          `localStorage.setItem('zuoxi.theme', '${view.dark ? 'dark' : 'light'}'); localStorage.setItem('zuoxi.language', '${view.language === 'en' ? 'en' : 'zh'}')`,
        );
        await browser.page.goto(url);
        await browser.page.getByTestId('sign-in').waitFor();
        found.push(...(await violations(browser, 'sign-in')), ...(await tooWide(browser, 'sign-in', sizes)));
        await browser.screenshot(`pages-${view.language}-sign-in`);
        for (const [account, role] of [
          ['zuzhang', 'supervisor'],
          ['admin', 'administrator'],
        ] as const) {
          await browser.signIn(url, account);
          for (const path of pagesOf(role)) {
            await visit(browser, path);
            await settled(browser);
            const name = `pages-${view.language}-${account}-${path}`;
            await browser.screenshot(name);
            found.push(...(await violations(browser, path)));
            found.push(...(await cutOff(browser, path, [NARROW[0] ?? TELEPHONE, TELEPHONE])));
            const opened = await openDetail(browser, path);
            if (opened) await browser.screenshot(`${name}-open`);
            if (opened) found.push(...(await violations(browser, `${path}, opened`)));
            // Nobody sets a carrier up on a telephone, but whoever must, can.
            found.push(...(await tooWide(browser, opened ? `${path}, opened` : path, [...NARROW, TELEPHONE])));
            if (path === 'trunks') {
              await lookAtTrunkForm(browser, name);
              await lookAtTrunkTest(browser, name);
              found.push(...(await violations(browser, 'trunks, tested')));
            }
            await lookAtRouting(browser, path, name);
            await close(browser);
          }
          if (role === 'administrator') await lookAtFullDisk(browser, `pages-${view.language}-${account}`);
          found.push(...(await tooWide(browser, account, [view])));
          await house.signIn(account);
          await browser.page.request.delete(`${url}/api/session`);
        }
        expect(found).toEqual([]);
        expect(browser.problems).toEqual([]);
      } finally {
        await browser.close();
      }
    });
  }
});
