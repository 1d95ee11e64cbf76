/** Shares of the size of the font, a little generous: which font a machine has is not known. */
const shares: readonly (readonly [RegExp, number])[] = [
  [/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u, 1],
  [/[iljtfrI.,:;'’|!()[\] ]/, 0.36],
  [/[mwMW%@—]/, 0.92],
  [/[A-Z]/, 0.7],
];
const USUAL = 0.6;
/** Bold letters of Latin script are wider by this. */
const BOLD = 1.05;
const SIZE = 13;

/** Pixels that a line of the console needs, so that a header or a placeholder is not cut in the language that is shown. */
export function textWidth(text: string, weight: 'normal' | 'bold' = 'normal'): number {
  const ems = [...text].reduce((sum, letter) => sum + (shares.find(([kind]) => kind.test(letter))?.[1] ?? USUAL), 0);
  return Math.ceil(ems * SIZE * (weight === 'bold' ? BOLD : 1));
}
