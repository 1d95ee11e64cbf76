import type { PanelState } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../support/axe.ts';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { NARROW, outOfSight, TELEPHONE, tooWide } from '../support/sizes.ts';

const SIZES = [...NARROW, TELEPHONE];

/** The panel while somebody calls; stories/pages walks over all pages. */
describe.skipIf(!chromiumInstalled || !sippInstalled)('the panel in a call', { timeout: 240_000 }, () => {
  let house: House;
  let browser: Browser;
  let probe: RtpProbe;
  let sipp: SippCaller;
  beforeAll(async () => {
    house = await (await House.start()).greetBriefly({ ringTimeoutS: 120 });
    browser = await Browser.open();
    const url = house.server.url.replace('127.0.0.1', 'localhost');
    await browser.page.addInitScript(`localStorage.setItem('zuoxi.theme', 'light')`);
    await browser.signIn(url, 'keke');
    const keke = await house.signIn('keke');
    await eventually('the web phone is online', async () => (await keke.get<PanelState>('/api/panel')).agent.phoneOnline);
    probe = await RtpProbe.open(500);
    const call = { sipPort: house.sipPort, calledNumber: '02088880002', callerNumber: '13900001111', rtpPort: probe.port };
    sipp = await SippCaller.ring([call], { talkMs: 200_000 });
  }, 90_000);
  afterAll(async () => {
    sipp?.kill();
    probe?.close();
    await browser?.close();
    await house?.stop();
  });

  /** Chinese and light, then English and dark, and back. */
  async function inBothViews(look: (view: string) => Promise<string[]>): Promise<string[]> {
    const { page } = browser;
    const found = await look('zh, light');
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page.getByRole('button', { name: 'Switch to dark' }).click();
    found.push(...(await look('en, dark')));
    await page.getByRole('button', { name: '切换到中文' }).click();
    await page.getByRole('button', { name: '切换到浅色' }).click();
    return found;
  }

  it('can be read by everybody, answered and ended on a telephone and at a zoom of 200 %, in both languages and themes', async () => {
    const { page } = browser;
    await page.locator('[data-testid=answer]:enabled').waitFor({ timeout: 30_000 });
    const found = await inBothViews(async (view) => [
      ...(await violations(browser, `ringing, ${view}`)),
      ...(await outOfSight(browser, 'answer', `ringing, ${view}`, SIZES)),
      ...(await outOfSight(browser, 'hangup', `ringing, ${view}`, SIZES)),
      ...(await tooWide(browser, `ringing, ${view}`, SIZES)),
    ]);
    await page.getByTestId('answer').click();
    await page.getByTestId('hold').waitFor();
    found.push(
      ...(await inBothViews(async (view) => {
        const here = await violations(browser, `talking, ${view}`);
        for (const name of ['consult', 'transfer', 'keypad']) {
          await page.getByTestId(name).click();
          here.push(...(await violations(browser, `${name}, ${view}`)));
          await page.getByTestId(name).click();
        }
        await page.locator('body').press('?');
        here.push(...(await violations(browser, `shortcuts, ${view}`)));
        await page.locator('body').press('Escape');
        here.push(...(await outOfSight(browser, 'hangup', `talking, ${view}`, SIZES)));
        here.push(...(await tooWide(browser, `talking, ${view}`, SIZES)));
        return here;
      })),
    );
    await page.setViewportSize(TELEPHONE);
    found.push(...(await violations(browser, 'talking, on a telephone')));
    await browser.screenshot('accessibility-telephone-talking');
    await page.getByTestId('hangup').click();
    await page.getByTestId('wrap-up').waitFor();
    found.push(...(await violations(browser, 'wrap-up, on a telephone')));
    await browser.screenshot('accessibility-telephone-wrap-up');
    await page.getByTestId('open-menu').click();
    await page.locator('nav a[href="/calls"]').waitFor();
    found.push(...(await violations(browser, 'the menu, on a telephone')));
    await page.locator('nav a[href="/calls"]').click();
    await page.locator('nav a[href="/calls"]').waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goBack();
    await page.getByTestId('wrap-up').waitFor();
    found.push(
      ...(await inBothViews(async (view) => [
        ...(await violations(browser, `wrap-up, ${view}`)),
        ...(await tooWide(browser, `wrap-up, ${view}`, SIZES)),
      ])),
    );
    expect(found).toEqual([]);
    expect(browser.problems).toEqual([]);
  });
});
