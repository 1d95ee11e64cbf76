import type { Role } from '@zuoxi/contract';
import { type PageName, pages, paths } from '../../apps/console/src/app/access.ts';
import type { Browser } from './browser.ts';
import { eventually } from './eventually.ts';

/** Every page of the console that this role may see, as paths without the slash. */
export function pagesOf(role: Role): string[] {
  const isSeen = (page: string): page is PageName => page in pages && pages[page as PageName].some((one: Role) => one === role);
  return Object.keys(pages)
    .filter(isSeen)
    .map((page) => paths[page].slice(1));
}

/** Goes to a page by its entry in the menu, and waits until nothing loads there any more. */
export async function visit({ page }: Browser, path: string): Promise<void> {
  await page.locator(`nav a[href="/${path}"]`).click();
  await page.locator(`nav .ant-menu-item-selected a[href="/${path}"]`).waitFor();
  await page.locator('main').getByText(/\p{L}/u).first().waitFor();
  await eventually(
    'nothing loads any more',
    async () => (await page.locator('main .ant-spin-spinning, main .ant-skeleton-active, main .ant-btn-loading').count()) === 0,
  );
}
