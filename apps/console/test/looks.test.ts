import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Feature, pagesOf } from '../src/app/feature.ts';
import { SideMenu } from '../src/app/side-menu.tsx';
import * as list from '../src/features/list.ts';
import { NumbersIn } from '../src/ui/numbers-in.tsx';
import { textWidth } from '../src/ui/text-width.ts';
import { startAllTexts } from './support/texts.ts';

beforeAll(startAllTexts);

describe('the folded menu', () => {
  it('shows no icon twice: it is all that is seen of an entry', () => {
    // Pages that count something ask the server for it: here it is about their icons.
    const pages = pagesOf(Object.values<Feature>(list)).map(({ menu: { badge: _, ...menu }, ...page }) => ({ ...page, menu }));
    for (const seen of [pages, pages.slice(0, 10)]) {
      const menu = createElement(SideMenu, { pages: seen, collapsed: true });
      const html = renderToStaticMarkup(createElement(MemoryRouter, { initialEntries: ['/panel'] }, menu));
      const icons = [...html.matchAll(/data-icon="([\w-]+)"/g)].map(([, icon]) => icon);
      expect(icons.length).toBeGreaterThan(6);
      expect(icons).toEqual([...new Set(icons)]);
    }
  });
});

describe('a number in a sentence', () => {
  const html = (text: string) => renderToStaticMarkup(createElement(NumbersIn, { text }));
  it('is set in groups, and stays the text that it is', () => {
    expect(html('Unsaved changes: 13800004444')).toMatch(
      /^Unsaved changes: <span[^>]*><span>138<\/span><span>0000<\/span><span>4444<\/span><\/span>$/,
    );
    expect(html('周敏 +8613800004444 的内容').replace(/<[^>]*>/g, '')).toBe('周敏 +8613800004444 的内容');
    for (const plain of ['Unsaved changes: 8001', '02088880001', '138000044445', 'Li']) expect(html(plain)).toBe(plain);
  });
});

describe('the room of a text', () => {
  it('is a character’s size for each Chinese one, and grows with a Latin one’s width', () => {
    expect(textWidth('队列名称')).toBe(52);
    expect(textWidth('illi')).toBeLessThan(textWidth('wwww') / 2);
    expect(textWidth('Phone type', 'bold')).toBeGreaterThan(textWidth('Phone type'));
    expect(textWidth('Phone type', 'bold')).toBeGreaterThanOrEqual(68);
  });
});
