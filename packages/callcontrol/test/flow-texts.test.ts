import { describe, expect, it } from 'vitest';
import { compare, fill, masked, parsePath, placeholders, readPath } from '../src/testing.ts';

const values: Record<string, string> = { name: 'Li & Ü', number: '42', path: '..', quote: '"\\\n', brace: '{{number}}', line: 'a\r\nX: y' };
const lookUp = (name: string) => values[name] ?? '';

describe('a template', () => {
  it('takes variables as they are, and nothing where there is none', () => {
    expect(fill('{{number}}-{{ name }}-{{nobody}}', lookUp)).toBe('42-Li & Ü-');
    expect(placeholders('{{number}} {{ name }} {{not one}}')).toEqual(['number', 'name']);
  });

  it('is not filled twice', () => {
    expect(fill('{{brace}}', lookUp)).toBe('{{number}}');
  });

  it('keeps a value where it belongs: in a URL, in JSON, in a header', () => {
    expect(fill('https://h/{{name}}?q={{quote}}', lookUp, 'url')).toBe('https://h/Li%20%26%20%C3%9C?q=%22%5C%0A');
    expect(fill('/{{path}}/secret', lookUp, 'url')).toBe('//secret');
    expect(JSON.parse(fill('{"a":"{{quote}}","n":{{number}}}', lookUp, 'json'))).toEqual({ a: '"\\\n', n: 42 });
    expect(fill('{{line}}', lookUp, 'header')).toBe('aX: y');
  });
});

describe('a path into JSON', () => {
  const json = { data: { orders: [{ state: 'sent', paid: true, sum: 12.5 }], 'a key': 'k', none: null } };

  it.each([
    ['data.orders[0].state', 'sent'],
    ['data.orders[0].paid', 'true'],
    ['data.orders[0].sum', '12.5'],
    ['data["a key"]', 'k'],
    ['data.none', ''],
    ['data.orders[7].state', ''],
    ['data.orders', '[{"state":"sent","paid":true,"sum":12.5}]'],
    ['constructor.name', ''],
    ['data.orders.length', '1'],
    ['__proto__', ''],
  ])('%s is %s', (path, expected) => {
    expect(readPath(json, path)).toBe(expected);
  });

  it.each(['data..x', 'data.[0]', 'data[', 'data[x]', '0', 'a b'])('%s is no path', (path) => {
    expect(parsePath(path)).toBeUndefined();
  });
});

describe('a comparison', () => {
  it.each([
    ['7', 'equals', '7', true],
    ['007', 'equals', '7', false],
    ['7', 'notEquals', '8', true],
    ['abc', 'contains', 'bc', true],
    ['abc', 'startsWith', 'bc', false],
    ['10', 'greater', '9', true],
    ['9.5', 'less', '10', true],
    ['x', 'less', '10', false],
    ['', 'less', '10', false],
    ['0x10', 'greater', '1', false],
    [' ', 'empty', '', true],
    ['a', 'notEmpty', '', true],
    ['A12', 'matches', '[A-C]\\d+', true],
    ['A12', 'matches', '(', false],
  ] as const)('%s %s %s: %s', (left, operator, right, expected) => {
    expect(compare(left, operator, right)).toBe(expected);
  });
});

describe('what was typed', () => {
  it('is kept in the history by the last four of a long number, and not at all of a short one', () => {
    expect(masked('6225880123456789')).toBe('************6789');
    expect(masked('1234')).toBe('****');
    expect(masked('12345678')).toBe('****5678');
  });
});
