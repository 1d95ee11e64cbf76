import { readFile } from 'node:fs/promises';
import type { Account, AgentStatus, CallDetail, CallRecord, Page, Recording } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { buildResponse } from '../../packages/softswitch/src/sip/index.ts';
import { TestPhone } from '../../packages/softswitch/test/switch/test-phone.ts';
import { SipConformancePhone } from '../conformance/sip-phone.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';

const CALLED = '02088887777';

describe.skipIf(!sippInstalled).each(engines.filter(({ available }) => available))(
  'desk phones on $engine',
  { timeout: 90_000 },
  ({ engine }) => {
    let house: House;
    const phones = new Map<string, SipConformancePhone>();
    const accounts = new Map<string, Account>();

    beforeAll(async () => {
      house = await House.start(engine);
      for (const [name, extension] of [
        ['first', '9201'],
        ['second', '9202'],
        ['third', '9203'],
      ] as const) {
        const { account, sipSecret } = await house.hireAgent(name, extension);
        const phone = await SipConformancePhone.open(account.extension?.sipUser ?? '', sipSecret, house.sipPort);
        await phone.register();
        accounts.set(name, account);
        phones.set(name, phone);
        await settings(name, { pickupGroup: 'east' });
      }
      await house.openQueue('8777', CALLED, [idOf('first')]);
      // Who is in no queue is not on the board.
      await house.openQueue('8778', '02088887778', [idOf('second'), idOf('third')]);
      await house.signIn('first');
      await eventually('all phones are online', async () => {
        const states = await Promise.all(['9201', '9202', '9203'].map(onBoard));
        return states.every((state) => state?.phoneOnline);
      });
    }, 60_000);
    afterAll(async () => {
      for (const phone of phones.values()) phone.close();
      await house?.stop();
    });

    const idOf = (name: string) => accounts.get(name)?.id ?? '';
    const phoneOf = (name: string): SipConformancePhone => {
      const phone = phones.get(name);
      if (!phone) throw new Error(`no phone ${name}`);
      return phone;
    };
    const onBoard = async (extension: string) =>
      (await house.admin.get<AgentStatus[]>('/api/agents')).find((row) => row.extension === extension);
    const accountOf = async (name: string) => (await house.admin.get<Page<Account>>(`/api/accounts?search=${name}`)).rows[0];
    const settings = async (name: string, changes: object) => {
      const account = await accountOf(name);
      const extension = { ...account?.extension, ...changes };
      const { displayName, role } = account ?? {};
      const answer = await house.admin.request('PUT', `/api/accounts/${idOf(name)}`, { displayName, role, enabled: true, extension });
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    };
    /** Dials a code, hears it confirmed, and is hung up on. */
    const dialsCode = async (name: string, code: string) => {
      const call = await phoneOf(name).calls(code);
      await call.isAnswered();
      await eventually('the confirmation is over', async () => {
        await call.isHungUp();
        return true;
      });
    };
    const rings = async (name: string) => {
      const call = await eventually(`the phone of ${name} rings`, () => phoneOf(name).isCalled(), 20_000);
      await call.rings();
      return call;
    };
    /** Of the call with that number; the codes that were dialled have records, too, and some have it in them. */
    const recordOf = (number: string) =>
      eventually('the call record', async () => {
        const { rows } = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}&answer=answered`);
        const record = rows.find((row) => row.customerNumber === number);
        return record ? await house.admin.get<CallDetail>(`/api/calls/${record.id}`) : undefined;
      });

    // First, since what is sent to the dead ones is over after 32 s: what comes after waits for less.
    it('that come back from another port four times are there, and ring where they are now', async () => {
      const { account, sipSecret } = await house.hireAgent('mover', '9204');
      const user = account.extension?.sipUser ?? '';
      for (let crash = 1; crash <= 4; crash++) {
        const dead = await SipConformancePhone.open(user, sipSecret, house.sipPort);
        // Throws unless it is answered 200.
        await dead.register();
        dead.close();
      }
      const phone = await SipConformancePhone.open(user, sipSecret, house.sipPort);
      await phone.register();
      phones.set('mover', phone);
      const call = await phoneOf('second').calls('9204');
      const ringing = await rings('mover');
      await ringing.answers();
      await call.isAnswered();
      await call.hangsUp();
      await ringing.isHungUp();
    });

    it('are left alone after *78, as the board shows, and whoever dials them meets a busy line', async () => {
      await dialsCode('first', '*78');
      expect(await onBoard('9201')).toMatchObject({ doNotDisturb: true });
      const refused = await phoneOf('second').calls('9201');
      expect(await refused.isRefused()).toBe(486);
      await dialsCode('first', '*79');
      expect(await onBoard('9201')).toMatchObject({ doNotDisturb: false });
    });

    it('forward to a colleague when nobody answers, by a code; the call is not recorded and its record tells it', async () => {
      await dialsCode('first', '*929203');
      expect((await accountOf('first'))?.extension?.forwarding.noAnswer).toBe('9203');
      await settings('first', { forwarding: { always: '', busy: '', noAnswer: '9203', offline: '', noAnswerS: 5 } });
      const call = await phoneOf('second').calls('9201');
      const unanswered = await rings('first');
      await call.hearsRinging();
      const forwarded = await rings('third');
      await unanswered.isCancelled();
      await forwarded.answers();
      await call.isAnswered();
      await eventually('they talk', async () => (await onBoard('9203'))?.state === 'talking');
      await call.hangsUp();
      await forwarded.isHungUp();
      const { events } = await recordOf('9201');
      expect(events.find((event) => event.type === 'forwarded')?.detail).toMatchObject({ when: 'noAnswer', number: '9203' });
      expect((await house.admin.get<Page<Recording>>('/api/recordings?number=9201')).rows).toEqual([]);
      await dialsCode('first', '*93');
      expect((await accountOf('first'))?.extension?.forwarding.noAnswer).toBe('');
    });

    it('pick up a call of a queue that rings at another one, which has missed nothing', async () => {
      const probe = await RtpProbe.open(500);
      const caller = { sipPort: house.sipPort, calledNumber: CALLED, callerNumber: '13900000088', rtpPort: probe.port };
      const sipp = await SippCaller.ring([caller], { talkMs: 8_000 });
      const ringing = await rings('first');
      const pickup = await phoneOf('second').calls('*8');
      await pickup.isAnswered();
      await ringing.isCancelled();
      await eventually('the board shows who talks', async () => (await onBoard('9202'))?.withNumber === '13900000088');
      expect(await onBoard('9202')).toMatchObject({ state: 'talking', queueName: '队列 8777' });
      expect(await onBoard('9201')).toMatchObject({ state: 'idle', reason: null });
      await sipp.finish();
      await pickup.isHungUp();
      probe.close();
      const { agentId, answer, events } = await recordOf('13900000088');
      expect({ agentId, answer }).toEqual({ agentId: idOf('second'), answer: 'answered' });
      expect(events.find((event) => event.type === 'pickedUp')?.detail).toMatchObject({ fromAgentId: idOf('first') });
    });

    it('dial a queue and wait in it: an internal call, filed under the queue, never recorded', async () => {
      const call = await phoneOf('third').calls('8777');
      await call.isAnswered();
      const offered = await rings('first');
      await offered.answers();
      await eventually('they talk', async () => (await onBoard('9201'))?.withNumber === '9203');
      expect(await onBoard('9203')).toMatchObject({ state: 'talking', withNumber: '8777' });
      await offered.hangsUp();
      await call.isHungUp();
      const { type, agentId, answer, queueNumber } = await recordOf('9203');
      expect({ type, agentId, answer, queueNumber }).toEqual({
        type: 'internal',
        agentId: idOf('first'),
        answer: 'answered',
        queueNumber: '8777',
      });
      expect((await house.admin.get<Page<Recording>>('/api/recordings?number=9203')).rows).toEqual([]);
    });

    it('watch a colleague: free, ringing, talking, free again; what is none of theirs is no lamp', async () => {
      const { account, sipSecret } = await house.hireAgent('watcher', '9206');
      const phone = await TestPhone.create({
        user: account.extension?.sipUser ?? '',
        password: sipSecret,
        server: { port: house.sipPort },
      });
      const states: { event: string; state: string }[] = [];
      let over = 0;
      phone.onMessage = (message) => {
        if (message.kind !== 'request' || (message.method !== 'OPTIONS' && message.method !== 'NOTIFY')) return;
        if (message.headers.get('subscription-state')?.startsWith('terminated') && message.body.includes('xml')) over += 1;
        phone.send(buildResponse(message, 200, { toTag: 'here' }));
        const event = message.headers.get('event') ?? '';
        // RFC 4235: where there is no dialog, ours tells of none, and Asterisk of one that has ended.
        const state = /<state[^>]*>(\w+)</.exec(message.body)?.[1] ?? /<basic>(\w+)</.exec(message.body)?.[1] ?? 'terminated';
        if (message.body !== '') states.push({ event, state });
      };
      expect((await phone.registers(300)).status).toBe(200);
      const watches = async (number: string, event: string, type: string) => {
        const headers: [string, string][] = [
          ['event', event],
          ['accept', type],
          ['expires', '600'],
        ];
        return phone.asks(phone.build('SUBSCRIBE', number, { uri: `sip:${number}@127.0.0.1`, headers }));
      };
      const subscriptions = [
        { event: 'dialog', answer: await watches('9201', 'dialog', 'application/dialog-info+xml') },
        { event: 'presence', answer: await watches('9201', 'presence', 'application/pidf+xml') },
      ];
      expect(subscriptions.map(({ answer }) => answer.status)).toEqual([200, 200]);
      // A number of another kind than those of phones.
      expect((await watches('nobody', 'dialog', 'application/dialog-info+xml')).status).toBe(404);
      const last = (event: string) => states.findLast((one) => one.event === event)?.state;
      await eventually('it is free', () => last('dialog') === 'terminated' && last('presence') === 'open');
      const call = await phoneOf('second').calls('9201');
      const ringing = await rings('first');
      await eventually('it rings', () => last('dialog') === 'early');
      await ringing.answers();
      await call.isAnswered();
      await eventually('it is in use', () => last('dialog') === 'confirmed');
      await call.hangsUp();
      await ringing.isHungUp();
      await eventually('it is free again', () => last('dialog') === 'terminated');
      for (const { event, answer } of subscriptions) {
        const { headers, callId } = answer;
        const given: [string, string][] = [
          ['event', event],
          ['expires', '0'],
        ];
        const uri = /<([^>]+)>/.exec(headers.get('contact') ?? '')?.[1] ?? '';
        const [from, toHeader] = [headers.get('from') ?? '', headers.get('to') ?? ''];
        const ended = await phone.asks(phone.build('SUBSCRIBE', '', { uri, from, toHeader, callId, cseq: 20, headers: given }));
        expect(ended.status).toBe(200);
      }
      await eventually('both are told to be over', () => over === 2);
      phone.close();
    });

    it('that must encrypt their sound are offered nothing else, and refused with 488 without it', async () => {
      const { account, sipSecret } = await house.hireAgent('secret', '9205');
      accounts.set('secret', account);
      await settings('secret', { srtp: 'required' });
      const phone = await TestPhone.create({
        user: account.extension?.sipUser ?? '',
        password: sipSecret,
        server: { port: house.sipPort },
      });
      phone.onMessage = (message) => {
        if (message.kind === 'request' && message.method === 'OPTIONS') phone.send(buildResponse(message, 200, { toTag: 'here' }));
      };
      expect((await phone.registers(300)).status).toBe(200);
      // A phone that calls in the clear.
      await (await phone.calls('9202')).hears(488);
      const call = await phoneOf('second').calls('9205');
      const ringing = await eventually('it is called', () => phone.isCalled(), 20_000);
      const { body } = ringing.invite;
      expect(body).toMatch(/^m=audio \d+ RTP\/SAVP /m);
      expect(body).toMatch(/^a=crypto:\d+ AES_CM_128_HMAC_SHA1_80 inline:/m);
      ringing.rejects(486);
      expect(await call.isRefused()).toBe(486);
      phone.close();
    });

    it('say one’s own number, and refuse what is none', async () => {
      await dialsCode('third', '*98');
      await dialsCode('third', '*72');
      await house.expectNothingLeft();
    });
  },
);

const views = [
  { language: 'zh-CN', dark: false, width: 1366, height: 768, first: '8301' },
  { language: 'en', dark: true, width: 1920, height: 1080, first: '8401' },
] as const;
const words = {
  'zh-CN': { open: '批量新建', preview: /预\s*览/, make: '新建 50 个账号', download: '下载 CSV', dnd: '免打扰', close: /关\s*闭/ },
  en: {
    open: 'Bulk create',
    preview: 'Preview',
    make: 'Create 50 accounts',
    download: 'Download CSV',
    dnd: 'Do not disturb',
    close: 'Close',
  },
};

describe.skipIf(!chromiumInstalled).each(views)('fifty accounts at once, in $language at $width×$height', { timeout: 120_000 }, (view) => {
  let house: House;
  let browser: Browser;
  beforeAll(async () => {
    house = await House.start();
    browser = await Browser.open(view);
    const [theme, language] = [view.dark ? 'dark' : 'light', view.language === 'en' ? 'en' : 'zh'];
    await browser.page.addInitScript(
      `localStorage.setItem('zuoxi.theme', '${theme}'); localStorage.setItem('zuoxi.language', '${language}')`,
    );
    await browser.signIn(house.server.url.replace('127.0.0.1', 'localhost'), demo.summary.administrator);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  it('are previewed, made, and their passwords downloaded this once', async () => {
    const { page } = browser;
    const text = words[view.language];
    await page.goto(`${house.server.url.replace('127.0.0.1', 'localhost')}/accounts`);
    await page.getByRole('button', { name: text.open }).click();
    const drawer = page.locator('.ant-drawer-body');
    // The first try begins at a number that is taken.
    await drawer.locator('#first').fill('8001');
    await drawer.locator('#queueIds').click();
    await page.locator('.ant-select-item-option').first().click();
    await page.keyboard.press('Escape');
    await browser.screenshot(`extensions-bulk-${view.language}-fill`);
    await page.getByRole('button', { name: text.preview }).click();
    await drawer.locator('.ant-alert-error').waitFor();
    await browser.screenshot(`extensions-bulk-${view.language}-problems`);
    expect(await page.getByRole('button', { name: text.make }).isDisabled()).toBe(true);
    await page.locator('.ant-drawer-footer button').nth(1).click();
    await drawer.locator('#first').fill(view.first);
    await page.getByRole('button', { name: text.preview }).click();
    await drawer.locator('.ant-alert-success').waitFor();
    await browser.screenshot(`extensions-bulk-${view.language}-preview`);
    await page.getByRole('button', { name: text.make }).click();
    await drawer.locator('.ant-alert-warning').waitFor({ timeout: 30_000 });
    await browser.screenshot(`extensions-bulk-${view.language}-made`);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: text.download }).click();
    const csv = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    expect(csv).toHaveLength(52);
    const [number, name, , password, sipUser, secret] = csv[1]?.split(',') ?? [];
    expect({ number, name, sipUser }).toEqual({ number: view.first, name: view.first, sipUser: `demo-${view.first}` });
    expect(secret).toMatch(/^\S{16}$/);
    const newcomer = await house.signIn(name ?? '', password);
    expect(await newcomer.request('GET', '/api/session')).toMatchObject({ status: 200, body: { mustChangePassword: true } });
    // The phone gets in with what the file says.
    const phone = await SipConformancePhone.open(sipUser ?? '', secret ?? '', house.sipPort);
    await phone.register();
    phone.close();
    await page.locator('.ant-drawer-footer').getByRole('button', { name: text.close }).click();
    await drawer.waitFor({ state: 'detached' });
    expect((await house.admin.get<Page<Account>>(`/api/accounts?search=${view.first.slice(0, 2)}`)).total).toBe(50);
  });

  it('have a form with every setting, which is kept as it is shown', async () => {
    const { page } = browser;
    await page.getByRole('main').getByRole('textbox').first().fill(view.first);
    await page.keyboard.press('Enter');
    await eventually('one is found', async () => (await page.locator('.ant-table-row').count()) === 1);
    await page.locator('.ant-table-row').first().click();
    const drawer = page.locator('.ant-drawer-body');
    await drawer.locator('#pickupGroup').fill('east');
    await browser.screenshot(`extensions-form-${view.language}`);
    await drawer.locator('#dailyCallsCap').fill('30');
    await drawer.getByRole('checkbox').nth(2).check();
    await drawer.getByRole('checkbox').nth(2).scrollIntoViewIfNeeded();
    await browser.screenshot(`extensions-form-${view.language}-rights`);
    await drawer.locator('#forwarding_noAnswer').fill('8001');
    await drawer.getByRole('switch', { name: words[view.language].dnd }).click();
    await drawer.evaluate((body) => body.scrollTo(0, body.scrollHeight));
    await browser.screenshot(`extensions-form-${view.language}-forwarding`);
    await page.locator('.ant-drawer-footer .ant-btn-primary').click();
    await drawer.waitFor({ state: 'detached' });
    const [saved] = (await house.admin.get<Page<Account>>(`/api/accounts?search=${view.first}`)).rows;
    expect(saved?.extension).toMatchObject({
      pickupGroup: 'east',
      dailyCallsCap: 30,
      mayDial: ['internal', 'local', 'national', 'international'],
      doNotDisturb: true,
      forwarding: { noAnswer: '8001', noAnswerS: 20 },
    });
    await page.getByRole('cell', { name: words[view.language].dnd }).first().waitFor();
    await browser.screenshot(`extensions-list-${view.language}`);
    expect(browser.problems).toEqual([]);
  });

  it('can be left alone by their owner, as his panel and the board show', async () => {
    const { page } = browser;
    const url = house.server.url.replace('127.0.0.1', 'localhost');
    await page.request.delete(`${url}/api/session`);
    await browser.signIn(url, 'zuzhang');
    await page.goto(url);
    await page.getByRole('switch', { name: words[view.language].dnd }).click();
    const own = demo.summary.accounts.find(({ account }) => account === 'zuzhang');
    await eventually('it is kept', async () => {
      const states = await house.admin.get<AgentStatus[]>('/api/agents');
      return states.some((state) => state.doNotDisturb && state.extension === own?.extension);
    });
    await page.getByRole('switch', { name: words[view.language].dnd, checked: true }).waitFor();
    await browser.screenshot(`extensions-panel-${view.language}`);
    await page.goto(`${url}/agents`);
    await page.getByTestId(`board-row-${own?.extension}`).getByLabel(words[view.language].dnd).waitFor();
    await browser.screenshot(`extensions-board-${view.language}`);
    expect(browser.problems).toEqual([]);
  });
});
