import { describe, expect, test } from 'vitest';
import { KeyPresses, type KeyWay } from '../../src/switch/key-presses.ts';

/** `1i@0+160`: the key, how it came, when, how long it was held, in milliseconds. */
function counted(...said: string[]): string {
  const keys = new KeyPresses();
  return said
    .map((text) => /^(.)([mi])@(\d+)(?:\+(\d+))?$/.exec(text) ?? expect.fail(text))
    .filter(([, digit = '', way, at, held]) =>
      keys.isNew(digit, (way === 'm' ? 'media' : 'info') satisfies KeyWay, Number(held ?? 100), Number(at)),
    )
    .map(([, digit]) => digit)
    .join('');
}

describe('a key that is sent as RFC 4733 and as INFO', () => {
  test.each([
    ['once, INFO first', ['1i@0', '1m@160+160'], '1'],
    ['once, INFO last', ['1m@160+160', '1i@170'], '1'],
    ['once, held for two seconds', ['1i@0', '1m@2000+2000'], '1'],
    ['twice', ['1i@0', '1m@160+160', '1i@400', '1m@560+160'], '11'],
    ['twice, the ways in another order', ['1i@0', '1m@160+160', '1m@560+160', '1i@570'], '11'],
    ['twice, and one of the four is lost', ['1m@160+160', '1i@170', '1i@570'], '11'],
    ['among others', ['1i@0', '1m@160+160', '2i@300', '2m@460+160', '1i@600', '1m@760+160'], '121'],
  ])('%s', (_what, said, pressed) => {
    expect(counted(...said)).toBe(pressed);
  });

  test.each([
    ['by one way, quickly one after the other', ['1m@100', '1m@200', '1m@300'], '111'],
    ['by both ways, far from each other', ['1i@0', '1m@3000+100'], '11'],
    ['of different keys at the same time', ['1i@0', '2m@10'], '12'],
  ])('is not taken for an echo: %s', (_what, said, pressed) => {
    expect(counted(...said)).toBe(pressed);
  });
});
