import axe from 'axe-core';
import type { Browser } from './browser.ts';
import { eventually } from './eventually.ts';

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[] }[];
}

/** What axe-core (WCAG 2.1, A and AA) finds on the page as it is shown now, serious or worse, each with where. */
export async function violations(browser: Browser, where: string): Promise<string[]> {
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
