import type { CallRecord, Page, PanelState, Recording } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { CabledHost } from '../support/cabled-host.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { Installation } from '../support/installation.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';

const CUSTOMER_HZ = 500;
const AGENT_HZ = 1100;
/** 售后服务 of the demo; of its members only 可可 is signed in with a phone. */
const CALLED = '02088880002';
const CALLER = '13900000096';
const AWAY_MS = 10_000;

// The agent's browser is on a machine of its own, at the other end of a cable.
describe.each(engines)('on $engine', ({ engine, available }) => {
  const runs = available && sippInstalled && chromiumInstalled && CabledHost.available;
  const open: { close(): unknown }[] = [];
  const opened = <T extends { close(): unknown }>(resource: T): T => {
    open.push(resource);
    return resource;
  };
  let house: Installation;
  let host: CabledHost;
  let browser: Browser;
  const heardByAgent = async () => Math.abs((await browser.heardFrequency()) - CUSTOMER_HZ) < 30;

  beforeAll(async () => {
    if (!runs) return;
    const cabled = await CabledHost.connect();
    opened({ close: () => cabled.remove() });
    host = cabled;
    const running = await Installation.start({ engine });
    opened({ close: () => running.remove() });
    house = running;
    browser = opened(await Browser.open({ frequency: AGENT_HZ, at: cabled }));
    await browser.signIn(`https://${cabled.address}:${running.ready.httpsPort}`, 'keke');
    await browser.page.getByText('话机已在线').first().waitFor();
  }, 90_000);
  afterAll(async () => {
    for (const resource of open.splice(0).reverse()) await resource.close();
  }, 60_000);

  describe.skipIf(!runs)('an agent whose network is away for ten seconds', { timeout: 120_000 }, () => {
    it('has his customer again when it is back, without a click: one call, one recording', async () => {
      const admin = await house.signIn('admin');
      const keke = await house.signIn('keke');
      const probe = opened(await RtpProbe.open(CUSTOMER_HZ));
      const sipp = await SippCaller.ring([{ sipPort: house.sipPort, calledNumber: CALLED, callerNumber: CALLER, rtpPort: probe.port }], {
        talkMs: 90_000,
      });
      opened({ close: () => sipp.kill() });
      await browser.page.getByTestId('answer').first().click({ timeout: 30_000 });
      await eventually('they talk', async () => probe.hears(AGENT_HZ) && (await heardByAgent()), 20_000);

      host.pullCable();
      await eventually('the customer hears him no more', () => !probe.hears(AGENT_HZ));
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      expect((await keke.get<PanelState>('/api/panel')).call, 'the customer is his all the time, and hears music').toMatchObject({
        customerNumber: CALLER,
        phase: 'held',
        returning: true,
      });
      host.plugCable();

      await eventually('they talk again', async () => probe.hears(AGENT_HZ) && (await heardByAgent()), 45_000);
      await browser.screenshot(`network-away-${engine}`);
      expect((await keke.get<PanelState>('/api/panel')).call).toMatchObject({ phase: 'talking', returning: false });
      await browser.page.getByTestId('hangup').first().click();
      await sipp.ended;
      const { rows } = await eventually('the recording', async () => {
        const page = await admin.get<Page<Recording>>(`/api/recordings?number=${CALLER}`);
        return page.rows.some((row) => row.state !== 'recording') && page;
      });
      expect(rows.map(({ state }) => state)).toEqual(['ready']);
      const calls = await admin.get<Page<CallRecord>>(`/api/calls?number=${CALLER}`);
      expect(calls.rows).toMatchObject([{ answer: 'answered', agentName: '可可', endedBy: 'agent' }]);
      await house.expectPromiseOne();
    });
  });
});
