import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { CallRecord, CrmField, Customer, Page, PanelState, Trunk } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { Installation } from '../support/installation.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';

const CALLED = '02088880002';
const STRANGER = '13955550001';
const ANOTHER = '13955550002';

/** A string, because it runs in the page: what was shown on the desktop. */
const REMEMBER_NOTICES = `
  window.notices = [];
  const Native = window.Notification;
  window.Notification = class extends Native {
    constructor(title, options) {
      super(title, options);
      window.notices.push(title + ': ' + options.body);
    }
  };
`;

/** A string, because it runs in the page: how far the values of the card's fields stand out from what is behind them. */
const CONTRASTS_OF_VALUES = `(() => {
  const rgb = (color) => color.match(/[0-9.]+/g).map(Number);
  const over = ([r, g, b, a = 1], below) => [r, g, b].map((part, index) => part * a + below[index] * (1 - a));
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.unshift(rgb(getComputedStyle(at).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (color) => {
    const [r, g, b] = color.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const fields = [...document.querySelectorAll('[role=tabpanel] form :is(input:disabled, .ant-select-disabled)')].filter((one) => one.offsetWidth > 0);
  if (fields.length < 3) throw new Error('the card has only ' + fields.length + ' fields that cannot be changed');
  return fields.map((field) => {
    const below = behind(field);
    const [one, other] = [light(over(rgb(getComputedStyle(field).color), below)), light(below)].sort((a, b) => b - a);
    return (one + 0.05) / (other + 0.05);
  });
})()`;

let house: Installation;
let admin: ApiUser;
let agent: ApiUser;
let browser: Browser;
const open: { close(): unknown }[] = [];
const opened = <T extends { close(): unknown }>(resource: T): T => {
  open.push(resource);
  return resource;
};

beforeAll(async () => {
  if (!sippInstalled || !chromiumInstalled) return;
  house = await Installation.start();
  opened({ close: () => house.remove() });
  admin = await house.signIn('admin');
  for (const field of [
    { name: '城市', kind: 'text' },
    { name: '客户级别', kind: 'choice', options: ['普通', '重要'], required: true },
    { name: '生日', kind: 'date' },
  ]) {
    expect((await admin.request('POST', '/api/crm-fields', field)).status).toBe(200);
  }
  browser = opened(await Browser.open({ notifications: true }));
  await browser.signIn(house.url, 'keke');
  agent = await house.signIn('keke');
  await eventually('the web phone registers', async () => (await panel()).agent.phoneOnline);
}, 90_000);
afterAll(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
}, 60_000);

const panel = () => agent.get<PanelState>('/api/panel');
const textOf = (testId: string) => browser.page.getByTestId(testId).textContent();
const tab = (name: string) => browser.page.getByRole('tab', { name }).click();

async function customerRings(callerNumber: string): Promise<SippCaller> {
  const probe = opened(await RtpProbe.open(500));
  const sipp = await SippCaller.ring([{ sipPort: house.sipPort, calledNumber: CALLED, callerNumber, rtpPort: probe.port }], {
    talkMs: 120_000,
  });
  opened({ close: () => sipp.kill() });
  await browser.page.getByTestId('answer').first().waitFor({ timeout: 30_000 });
  return sipp;
}

async function answers(): Promise<void> {
  await browser.page.getByTestId('answer').first().click();
  await eventually('they talk', async () => (await panel()).call?.phase === 'talking');
}

/** Hangs up and is ready at once. */
async function ends(sipp: SippCaller): Promise<void> {
  await agent.request('POST', '/api/panel/hangup');
  // We hang up first, which SIPp does not expect.
  await sipp.finish().catch(() => undefined);
  await eventually('the wrap-up', async () => (await panel()).wrapUp !== null);
  await agent.request('POST', '/api/panel/wrap-up/end');
  await eventually('he is ready', async () => (await panel()).agent.state === 'idle');
}

async function inBothLanguages(name: string): Promise<void> {
  await browser.screenshot(`customer-card-${name}-zh`);
  await browser.page.getByRole('button', { name: 'Switch to English' }).click();
  await browser.screenshot(`customer-card-${name}-en`);
  await browser.page.getByRole('button', { name: '切换到中文' }).click();
}

describe.skipIf(!sippInstalled || !chromiumInstalled)('the card of the customer who calls', { timeout: 180_000 }, () => {
  it('is blank for a stranger, cannot be written on before the answer, and keeps what was typed when it is refused', async () => {
    const { page } = browser;
    const sipp = await customerRings(STRANGER);
    const name = page.getByLabel('客户姓名');
    await name.waitFor();
    expect(await name.isDisabled()).toBe(true);
    for (const label of ['城市', '客户级别', '生日']) expect(await page.getByLabel(label).count(), label).toBe(1);
    await inBothLanguages('ringing');
    // What cannot be changed yet is to be read all the same (WCAG 1.4.3).
    const contrasts = await page.evaluate<number[]>(CONTRASTS_OF_VALUES);
    expect(Math.min(...contrasts), contrasts.join(' ')).toBeGreaterThanOrEqual(4.5);
    await answers();
    await name.fill('周敏');
    await page.getByLabel('城市').fill('广州');

    // Refused: a field that the administrator requires.
    await page.getByTestId('save-customer').click();
    await page.getByText('请填写客户级别').waitFor();
    expect(await name.inputValue()).toBe('周敏');

    // A service record needs the customer; what is typed meanwhile stays.
    await tab('服务过程');
    await page.getByText('新客户请先提交客户信息').waitFor();
    await page.getByLabel('添加服务过程').fill('咨询了年费');
    expect(await page.getByTestId('save-service').isDisabled()).toBe(true);
    await page.getByRole('button', { name: '填写客户信息' }).click();
    expect(await name.inputValue()).toBe('周敏');
    await page.getByLabel('客户级别').click();
    await page.locator('.ant-select-item', { hasText: '重要' }).click();
    await inBothLanguages('typed');
    await page.getByTestId('save-customer').click();
    await eventually('the customer is saved', async () => (await textOf('card-name')) === '周敏');
    expect((await panel()).call, 'the call itself knows him, too').toMatchObject({ customerNumber: STRANGER, customerName: '周敏' });

    await tab('服务过程');
    await page.getByTestId('save-service').click();
    await page.getByTestId('service-records').getByText('咨询了年费').waitFor();
    await inBothLanguages('service');
    await ends(sipp);

    const record = await eventually('the record', async () => (await admin.get<Page<CallRecord>>(`/api/calls?number=${STRANGER}`)).rows[0]);
    expect(record).toMatchObject({ customerName: '周敏' });
    const { rows } = await admin.get<Page<Customer>>(`/api/customers?number=${STRANGER}`);
    const fields = (await admin.get<Page<CrmField>>('/api/crm-fields?order=asc')).rows;
    expect(rows).toMatchObject([
      { name: '周敏', numbers: [{ number: STRANGER }], createdByName: '可可', fields: { [fields[0]?.id ?? '']: '广州' } },
    ]);
    expect(browser.problems).toEqual([]);
  });

  it('says who rings the next time, with the call before and its service record', async () => {
    const { page } = browser;
    const sipp = await customerRings(STRANGER);
    await eventually('the name is there while it rings', async () => (await textOf('card-name')) === '周敏');
    expect((await panel()).call).toMatchObject({ phase: 'ringing', customerName: '周敏' });
    await tab('通话记录');
    const row = page.getByRole('tabpanel').locator('li').first();
    await row.getByText('售后服务 8702').waitFor();
    await row.getByText('可可').waitFor();
    await inBothLanguages('calls');
    await tab('服务过程');
    await page.getByTestId('service-records').getByText('咨询了年费').waitFor();
    await answers();
    await ends(sipp);
  });

  it('keeps what was typed and not saved when another customer calls, and when the page is loaded again', async () => {
    const { page } = browser;
    const first = await customerRings(STRANGER);
    await answers();
    await page.getByLabel('城市').fill('深圳');
    await ends(first);
    const second = await customerRings(ANOTHER);
    // The one who calls comes first.
    await eventually('the new customer is shown', async () => (await textOf('card-name')) === '新客户');
    expect(await page.getByLabel('城市').inputValue()).toBe('');
    await page.getByText(`周敏 ${STRANGER} 的内容还没有提交`).waitFor();
    await inBothLanguages('unsaved');
    await answers();
    await ends(second);
    await page.reload();
    await page.getByText(`周敏 ${STRANGER} 的内容还没有提交`).waitFor();
    expect(await page.getByLabel('城市').inputValue()).toBe('深圳');
    await page.getByTestId('save-customer').click();
    await eventually('nothing is left unsaved', async () => (await page.getByText('的内容还没有提交').count()) === 0);
  });

  it('reminds of a callback plan on any page, also after the server was killed, and the reminder dials', async () => {
    const { page } = browser;
    const sipp = await customerRings(STRANGER);
    await answers();
    await tab('回访计划');
    await page.getByLabel('回访时间').click();
    await page.getByText('1 小时后').click();
    await page.keyboard.press('Escape');
    await page.getByLabel('备注').fill('续费的事');
    await inBothLanguages('plan');
    await page.getByTestId('save-plan').click();
    await page.getByTestId('open-plans').getByText('续费的事').waitFor();
    await ends(sipp);

    // Brought near, so that it falls due while the server is away.
    const plans = await agent.get<Page<{ id: string; customerName: string }>>('/api/callback-plans?state=open');
    const [plan] = plans.rows;
    expect(plan).toMatchObject({ customerName: '周敏' });
    await page.addInitScript(REMEMBER_NOTICES);
    await page.goto(`${house.url}/customers`);
    await page.getByText('周敏').first().waitFor();
    const dueAt = new Date(Date.now() + 2000).toISOString();
    expect((await agent.request('PUT', `/api/callback-plans/${plan?.id}`, { ...plan, dueAt })).status).toBe(200);
    expect(await page.getByTestId('reminder').count()).toBe(0);
    const killed = await house.pidOf('server');
    process.kill(killed, 'SIGKILL');
    // How long it takes to start is the machine's matter; from then on the reminder has its limit.
    await eventually('the server is a new process', async () => (await house.pidOf('server')) !== killed, 60_000);
    await eventually('it is ready', async () => (await fetch(`${house.url}/readyz`).catch(() => undefined))?.status === 200, 60_000);

    const reminder = page.getByTestId('reminder');
    await reminder.getByText('续费的事').waitFor({ timeout: 30_000 });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(dueAt));
    expect(await page.evaluate('window.notices')).toEqual([`回访 周敏 ${STRANGER}: 续费的事`]);
    await inBothLanguages('reminder');
    await eventually('the web phone is back', async () => (await panel()).agent.phoneOnline, 60_000);

    await carrierIsThere();
    await reminder.getByRole('button', { name: '拨打' }).click();
    await eventually('the customer is dialled', async () => {
      const { call } = await panel();
      return call?.direction === 'outbound' && call.customerNumber === STRANGER;
    });
    await eventually('his card is shown', async () => (await textOf('card-name')) === '周敏');
    // On a call of one's own one may write at once.
    expect(await page.getByLabel('客户姓名').isDisabled()).toBe(false);
    await agent.request('POST', '/api/panel/hangup');

    await reminder.getByRole('button', { name: '完成' }).click();
    await reminder.waitFor({ state: 'detached' });
    expect((await agent.get<Page<unknown>>('/api/callback-plans?state=done')).total).toBe(1);
  });

  it('belongs to a list: somebody with several numbers is added there, and one of them is chosen to dial', async () => {
    const { page } = browser;
    await page.goto(`${house.url}/customers`);
    await page.getByRole('button', { name: '新建客户' }).click();
    const drawer = page.locator('.ant-drawer-body');
    await drawer.getByLabel('客户姓名').fill('欧阳先生');
    const numbers = drawer.getByLabel('电话号码');
    for (const typed of ['手机:13955550003', '020-8888 1000', 'abc']) {
      await numbers.fill(typed);
      await numbers.press('Enter');
    }
    await drawer.getByLabel('客户级别').click();
    await page.locator('.ant-select-item', { hasText: '普通' }).click();
    const save = page.locator('.ant-drawer-footer').getByRole('button', { name: '新建' });
    await save.click();
    await drawer.getByText('“abc”不是号码').waitFor();
    await drawer.locator('.ant-tag', { hasText: 'abc' }).locator('.ant-tag-close-icon').click();
    await save.click();
    const row = page.locator('.ant-table-row', { hasText: '欧阳先生' });
    await row.getByText('手机:13955550003 · 02088881000').waitFor();
    await eventually('the wrap-up is over', async () => (await panel()).agent.state === 'idle', 30_000);
    await row.getByRole('button', { name: '拨打 欧阳先生' }).click();
    await page.getByRole('menuitem', { name: '02088881000' }).click();
    await eventually('the number is dialled', async () => (await panel()).call?.customerNumber === '02088881000');
    await agent.request('POST', '/api/panel/hangup');
    // While the server was away nothing could be reached, and the browser said so.
    expect(browser.problems.filter((problem) => !problem.includes('WebSocket') && !problem.includes('ERR_CONNECTION'))).toEqual([]);
  });
});

/** Somebody who takes what is dialled, and never answers. */
async function carrierIsThere(): Promise<void> {
  const socket: Socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  opened({ close: () => socket.close() });
  const { port }: AddressInfo = socket.address();
  const [trunk] = (await admin.get<Page<Trunk>>('/api/trunks')).rows;
  const { status, body } = await admin.request('PUT', `/api/trunks/${trunk?.id}`, { ...trunk, password: '', port });
  expect(status, JSON.stringify(body)).toBe(200);
}
