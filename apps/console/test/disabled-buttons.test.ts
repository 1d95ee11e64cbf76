import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ReasonedButton } from '../src/ui/reasoned-button.tsx';
import { components, elementsOf } from './support/sources.ts';

describe('a button that cannot be pressed', () => {
  it('says why, to the eye and to a screen reader', () => {
    const html = renderToStaticMarkup(createElement(ReasonedButton, { why: 'no text yet' }, 'Listen'));
    expect(html).toMatch(/<button[^>]*disabled[^>]*aria-description="no text yet"|<button[^>]*aria-description="no text yet"[^>]*disabled/);
    const enabled = renderToStaticMarkup(createElement(ReasonedButton, { why: undefined }, 'Listen'));
    expect(enabled).not.toMatch(/disabled=|aria-description/);
    const pending = renderToStaticMarkup(createElement(ReasonedButton, { why: undefined, pending: true }, 'Listen'));
    expect(pending).toMatch(/<button[^>]*disabled/);
    expect(pending).not.toContain('aria-description');
  });

  it('is read as it stands in a source, whatever stands around it', () => {
    const source = `
      <Button // not \`disabled
        onClick={() => (a > b ? x("}") : undefined)} icon={<Icon />} disabled={!ready}>{t('a')}</Button>
      <Button title={\`a \${b > c ? '}' : ''} disabled\`} danger />
      <ButtonGroup disabled />`;
    expect(elementsOf(source, /^Button$/)).toEqual([
      {
        tag: 'Button',
        attributes: new Map([
          ['onClick', '{() => (a > b ? x("}") : undefined)}'],
          ['icon', '{<Icon />}'],
          ['disabled', '{!ready}'],
        ]),
      },
      {
        tag: 'Button',
        attributes: new Map([
          // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source that is read
          ['title', "{`a ${b > c ? '}' : ''} disabled`}"],
          ['danger', ''],
        ]),
      },
    ]);
  });

  it('is a ReasonedButton wherever more than an order under way disables it', () => {
    const reasonShown: Readonly<Record<string, string>> = {
      'ui/reasoned-button.tsx': 'says it',
      'ui/row-actions.tsx': 'what is in use stands in the question itself',
    };
    const isUnderWay = /^\{(\w+\.)*(pending(\.\w+)?|isPending|isBusy|busy)\}$/;
    let seen = 0;
    const silent = [...components].flatMap(([file, source]) => {
      const buttons = elementsOf(source, /^(Button|button|Dropdown|Popconfirm|Popover|FloatButton)$/).flatMap(({ tag, attributes }) => {
        seen++;
        const disabled = attributes.get('disabled');
        return disabled === undefined || isUnderWay.test(disabled) ? [] : [`${tag} disabled=${disabled}`];
      });
      const ofDialogs = elementsOf(source, /^(Modal|Popconfirm)$/).flatMap(({ tag, attributes }) =>
        [attributes.get('okButtonProps'), attributes.get('cancelButtonProps')].flatMap((props) =>
          props?.includes('disabled') ? [`${tag} ${props}`] : [],
        ),
      );
      const both = [...buttons, ...ofDialogs];
      return both.length > 0 && !(file in reasonShown) ? [`${file}: ${both.join(', ')}`] : [];
    });
    expect(silent).toEqual([]);
    expect(seen).toBeGreaterThan(150);
    for (const file of Object.keys(reasonShown)) expect(components.get(file), 'no exemption that nobody needs').toMatch(/disabled/);
    expect([...components.values()].filter((source) => source.includes('<ReasonedButton')).length).toBeGreaterThan(25);
  });
});
