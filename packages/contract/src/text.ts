import { z } from 'zod';
import { problem } from './input-problems.ts';

/**
 * Whether the database and every export can hold this text: no U+0000, no half of a surrogate pair, no control characters but tab and line
 * breaks. The server asks it of every string of every request before anything else looks at them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSTORABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/u;

export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

/** The one shape of what people type: trimmed, storable, and never longer than `max`. */
export const Text = (max: number) => z.string().trim().max(max).refine(isStorable, problem('unstorable'));

/** The same, and not empty. */
export const RequiredText = (max: number) => Text(max).min(1);
