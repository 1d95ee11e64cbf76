import type { PanelState } from '@zuoxi/contract';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { pagesOf, visit } from '../support/console-pages.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[] }[];
}

/** What axe-core (WCAG 2.1, A and AA) finds on the page as it is shown now, serious or worse, each with where. */
async function violations(browser: Browser, where: string): Promise<string[]> {
  const { page } = browser;
  await eventually('nothing loads or fades any more', async () => {
    const loading = await page.locator('.ant-spin-spinning, .ant-skeleton-active, .ant-btn-loading').count();
    // A colour on its way to another one is neither; what moves for ever does not count.
    const moving = await page.evaluate<number>(
      `document.getAnimations().filter((one) => one.playState === 'running' && Number.isFinite(one.effect.getComputedTiming().endTime)).length`,
    );
    return loading === 0 && moving === 0;
  });
  // Not as a script of the page: its content security policy forbids those of others.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run(document, { resultTypes: ['violations'], preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${where}: ${id} at ${nodes
          .map(({ target }) => target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    );
}

describe.skipIf(!chromiumInstalled || !sippInstalled).each(['light', 'dark'] as const)(
  'accessibility, %s',
  { timeout: 240_000 },
  (theme) => {
    let house: House;
    let url: string;
    beforeAll(async () => {
      house = await (await House.start()).greetBriefly();
      url = house.server.url.replace('127.0.0.1', 'localhost');
    }, 60_000);
    afterAll(() => house?.stop());

    async function opened(): Promise<Browser> {
      const browser = await Browser.open();
      await browser.page.addInitScript(`localStorage.setItem('zuoxi.theme', '${theme}')`);
      return browser;
    }

    it.each([
      ['zuzhang', 'supervisor'],
      ['admin', 'administrator'],
    ] as const)('the pages of %s', async (account, role) => {
      const browser = await opened();
      try {
        await browser.page.goto(url);
        await browser.page.getByTestId('sign-in').waitFor();
        const found = account === 'admin' ? [] : await violations(browser, 'sign-in');
        await browser.signIn(url, account);
        for (const path of pagesOf(role)) {
          await visit(browser, path);
          found.push(...(await violations(browser, path)));
        }
        expect(found).toEqual([]);
      } finally {
        await browser.close();
      }
    });

    it('the panel in a call, with all that opens', async () => {
      const browser = await opened();
      const probe = await RtpProbe.open(500);
      let sipp: SippCaller | undefined;
      try {
        await browser.signIn(url, 'keke');
        const keke = await house.signIn('keke');
        await eventually('the web phone is online', async () => (await keke.get<PanelState>('/api/panel')).agent.phoneOnline);
        const call = { sipPort: house.sipPort, calledNumber: '02088880002', callerNumber: '13900001111', rtpPort: probe.port };
        sipp = await SippCaller.ring([call], { talkMs: 90_000 });
        const { page } = browser;
        await page.locator('[data-testid=answer]:enabled').waitFor({ timeout: 30_000 });
        const found = await violations(browser, 'ringing');
        await page.getByTestId('answer').click();
        await page.getByTestId('hold').waitFor();
        found.push(...(await violations(browser, 'talking')));
        for (const name of ['consult', 'transfer', 'keypad']) {
          await page.getByTestId(name).click();
          found.push(...(await violations(browser, name)));
          await page.getByTestId(name).click();
        }
        await page.locator('body').press('?');
        found.push(...(await violations(browser, 'shortcuts')));
        await page.locator('body').press('Escape');
        await page.getByTestId('hangup').click();
        await page.getByTestId('wrap-up').waitFor();
        found.push(...(await violations(browser, 'wrap-up')));
        expect(found).toEqual([]);
      } finally {
        sipp?.kill();
        probe.close();
        await browser.close();
      }
    });
  },
);
