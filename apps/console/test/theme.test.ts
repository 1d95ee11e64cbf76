import { theme } from 'antd';
import { describe, expect, it } from 'vitest';
import { themeConfig } from '../src/app/theme.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** A colour `#rrggbb`, `rgb(r, g, b)` or `rgba(r, g, b, a)`, as it is seen on an opaque ground. */
function seenOn(colour: string, ground: Rgb = [0, 0, 0]): Rgb {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour);
  if (hex) return [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16), Number.parseInt(hex[3] ?? '', 16)];
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN, alpha = 1] = (/^rgba?\((.*)\)$/.exec(colour)?.[1] ?? '')
    .split(',')
    .map(Number);
  const mixed = [red, green, blue].map((part, index) => part * alpha + (ground[index] ?? 0) * (1 - alpha));
  if (mixed.some(Number.isNaN)) throw new Error(`not a colour: ${colour}`);
  return [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0];
}

/** WCAG 2.1, "relative luminance". */
function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.1, "contrast ratio". */
function contrast(words: string, ground: string): number {
  const below = seenOn(ground);
  const [dark = 0, bright = 0] = [luminance(seenOn(words, below)), luminance(below)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('the colours of the %s theme', (name) => {
  const config = themeConfig(name, true);
  const token = theme.getDesignToken(config);
  const tag = { ...token, ...config.components?.Tag };
  const form = { ...token, ...config.components?.Form };

  it.each([
    ['success', tag.colorSuccess, tag.colorSuccessBg],
    ['warning', tag.colorWarning, tag.colorWarningBg],
    ['error', tag.colorError, tag.colorErrorBg],
    ['info', tag.colorInfo, tag.colorInfoBg],
    ['what is wrong with a field', form.colorError, form.colorBgElevated],
    ['what is wrong with a field', form.colorError, form.colorBgContainer],
  ])('can be read as the words of a state: %s (WCAG 2.1, 1.4.3)', (_state, words, ground) => {
    expect(contrast(words, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['colorText', 'colorTextSecondary', 'colorTextTertiary', 'colorTextPlaceholder', 'colorLink'] as const)(
    'can be read as words: %s',
    (key) => {
      for (const ground of [token.colorBgContainer, token.colorBgLayout, token.colorBgElevated])
        expect(contrast(token[key], ground)).toBeGreaterThanOrEqual(4.5);
    },
  );
});
