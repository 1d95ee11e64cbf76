import type { Role } from '@zuoxi/contract';
import type { Browser } from './browser.ts';
import { eventually } from './eventually.ts';
import { seenBy } from './page-roles.ts';

/** Every page of the console that this role may see, as paths without the slash. */
export function pagesOf(role: Role): string[] {
  return Object.entries(seenBy).flatMap(([path, roles]) => (roles.some((one) => one === role) ? [path.slice(1)] : []));
}

/** Goes to a page by its entry in the menu, and waits until nothing loads there any more. */
export async function visit({ page }: Browser, path: string): Promise<void> {
  const entry = page.locator(`nav a[href="/${path}"]`);
  const headings = page.locator('nav .ant-menu-submenu-title');
  await page.locator('nav a').first().waitFor();
  // Most pages of an administrator stand under a heading, of which one is open.
  for (let at = 0; (await entry.count()) === 0 && at < (await headings.count()); at += 1) await headings.nth(at).click();
  await entry.click();
  await page.locator(`nav .ant-menu-item-selected a[href="/${path}"]`).waitFor();
  await page.locator('main').getByText(/\p{L}/u).first().waitFor();
  await eventually(
    'nothing loads any more',
    async () => (await page.locator('main .ant-spin-spinning, main .ant-skeleton-active, main .ant-btn-loading').count()) === 0,
  );
}
