import { PhoneNumber } from './phone-number.tsx';

const MOBILE = /(?<!\d)((?:\+?86)?1\d{10})(?!\d)/;

/** A sentence whose mobile numbers are set in groups, as everywhere; the text itself stays as it is. */
export function NumbersIn({ text }: { text: string }) {
  // With one group in the pattern every second part is a number.
  return text.split(MOBILE).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change their places
    index % 2 === 1 ? <PhoneNumber key={index} number={part} /> : part,
  );
}
