import type { Browser } from './browser.ts';
import { eventually } from './eventually.ts';

export interface Size {
  width: number;
  height: number;
}

/** Half a screen, and 1366 × 768 at a zoom of 150 % and of 200 %, as the page sees them. */
export const NARROW: readonly Size[] = [
  { width: 1024, height: 768 },
  { width: 911, height: 512 },
  { width: 683, height: 384 },
];
export const TELEPHONE: Size = { width: 360, height: 640 };

/** In each of these sizes: what of the page goes beyond the edge of the window, which then scrolls sideways. The window is put back. */
export function tooWide(browser: Browser, where: string, sizes: readonly Size[]): Promise<string[]> {
  return inEach(browser, sizes, async () => {
    const excess =
      await browser.page.evaluate<number>(`Math.max(...[document.documentElement, document.querySelector('main') ?? document.body]
      .map((element) => element.scrollWidth - element.clientWidth))`);
    return excess > 0 ? `${where}: ${excess} px too wide` : null;
  });
}

/**
 * In each of these sizes: headers of columns whose words are cut, placeholders that do not fit, and what one does with a row where it is
 * reached by scrolling sideways only. The window is put back.
 */
export function cutOff(browser: Browser, where: string, sizes: readonly Size[]): Promise<string[]> {
  return inEach(browser, sizes, async () => {
    // A string, because the function runs in the page. A cell with two parts, a title and its marks, is cut in the title.
    const cut = await browser.page.evaluate<string[]>(`(() => {
      const shown = (element) => element.checkVisibility() && element.clientWidth > 0;
      const main = document.querySelector('main') ?? document.body;
      const headers = [...main.querySelectorAll('.ant-table-thead th')].filter(shown).flatMap((cell) => {
        const words = cell.querySelector('.ant-table-column-title') ?? cell;
        return words.scrollWidth > words.clientWidth + 1 ? ['header "' + words.textContent + '"'] : [];
      });
      const canvas = document.createElement('canvas').getContext('2d');
      const hints = [...main.querySelectorAll('.ant-input[placeholder]:not(textarea)')].filter(shown).flatMap((input) => {
        const style = getComputedStyle(input);
        canvas.font = style.font;
        const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        return canvas.measureText(input.placeholder).width > room + 1 ? ['placeholder "' + input.placeholder + '"'] : [];
      });
      const [row] = main.querySelectorAll('.ant-table-row');
      const button = row?.querySelector('td:last-child button');
      const far = button && button.getBoundingClientRect().right > innerWidth ? ['out of sight: "' + button.ariaLabel + '"'] : [];
      return [...headers, ...hints, ...far];
    })()`);
    return cut.length > 0 ? `${where}: ${cut.join(', ')}` : null;
  });
}

/** In each of these sizes: whether this can be pressed at once, without scrolling. The window is put back. */
export function outOfSight(browser: Browser, testId: string, where: string, sizes: readonly Size[]): Promise<string[]> {
  return inEach(browser, sizes, async () => {
    // A string, because the function runs in the page. What lies on top of it counts as out of sight, too.
    const fault = await browser.page.evaluate<string | null>(`(() => {
      document.querySelector('main').scrollTo(0, 0);
      const button = document.querySelector('[data-testid="${testId}"]');
      const { left, top, right, bottom } = button.getBoundingClientRect();
      const at = 'from ' + [left, top] + ' to ' + [right, bottom];
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return 'out of the window, ' + at;
      const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return button.contains(above) ? null : 'below ' + above?.className + ', ' + at;
    })()`);
    return fault === null ? null : `${testId}, ${where}: ${fault}`;
  });
}

/** What is wrong in a size for longer than the page needs to get used to it. */
async function inEach({ page }: Browser, sizes: readonly Size[], look: () => Promise<string | null>): Promise<string[]> {
  const before = page.viewportSize();
  const found: string[] = [];
  for (const { width, height } of sizes) {
    await page.setViewportSize({ width, height });
    let fault: string | null = null;
    const fits = async (): Promise<boolean> => {
      fault = await look();
      return fault === null;
    };
    await eventually(`fits into ${width} × ${height}`, fits, 2_000).catch(() => undefined);
    if (fault !== null) found.push(`${width} × ${height}: ${fault}`);
  }
  if (before) await page.setViewportSize(before);
  return found;
}
