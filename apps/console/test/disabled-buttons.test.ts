import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ReasonedButton } from '../src/ui/reasoned-button.tsx';

const features = resolve(import.meta.dirname, '../src/features');
const pages = readdirSync(features, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));

describe('a button that plays, tries or dials', () => {
  it('says why it is disabled, to the eye and to a screen reader', () => {
    const html = renderToStaticMarkup(createElement(ReasonedButton, { why: 'no text yet' }, 'Listen'));
    const id = /aria-describedby="([^"]+)"/.exec(html)?.[1] ?? expect.fail(html);
    expect(html).toContain(`<span id="${id}" hidden="">no text yet</span>`);
    expect(html).toMatch(/<button[^>]*disabled/);
    const enabled = renderToStaticMarkup(createElement(ReasonedButton, { why: undefined }, 'Listen'));
    expect(enabled).not.toMatch(/disabled=|aria-describedby/);
  });

  it('is one of those wherever it can be disabled', () => {
    // Whose reason stands beside it: the recording that plays already, and the note over the bar of an old version.
    const reasonShown = ['conferences/held-list.tsx', 'flows/editor-bar.tsx'];
    const silent = pages.flatMap((name) => {
      const source = readFileSync(join(features, name), 'utf8');
      const buttons = [...source.matchAll(/<Button\b(?:[^<>]|=>|<[A-Z]\w+ \/>)*?>/g)].map(([tag]) => tag);
      const plays = buttons.filter(
        (tag) => /CaretRight|PlayCircle|PhoneOutlined|Experiment/.test(tag) && /\sdisabled=(?!\{pending\})/.test(tag),
      );
      return plays.length > 0 && !reasonShown.includes(name) ? [`${name}: ${plays.join(' ')}`] : [];
    });
    expect(silent).toEqual([]);
    expect(pages.filter((name) => readFileSync(join(features, name), 'utf8').includes('<ReasonedButton')).length).toBeGreaterThan(5);
  });
});
