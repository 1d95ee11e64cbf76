import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import * as catalogues from './catalogues.ts';

type Catalogues = typeof catalogues;

export type ErrorCode = { [Word in keyof Catalogues]: keyof Catalogues[Word] }[keyof Catalogues];
type EntryOf<Code extends ErrorCode> = {
  [Word in keyof Catalogues]: Code extends keyof Catalogues[Word] ? Catalogues[Word][Code] : never;
}[keyof Catalogues];

/** Every error a user can meet, of all words. */
export const errorCatalogue = Object.fromEntries(
  Object.values<Catalogue>(catalogues).flatMap((catalogue) => Object.entries(catalogue)),
  // Put together at run time, so TypeScript sees some strings; they are the keys of the catalogues.
) as { readonly [Code in ErrorCode]: EntryOf<Code> };

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** What the sentence of an error is filled with: `{ number: string | number }` for "The number {number} cannot be dialled". */
export type ErrorParams<Code extends ErrorCode> = { readonly [Name in NamesIn<EntryOf<Code>['en']>]: string | number };

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** Body of every answer with a status of 400 and above. */
export const ErrorBody = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Already filled in, in the language of the request's `Accept-Language`. */
  message: z.string(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** The sentence for `code` with its params filled in. */
export function errorMessage(code: ErrorCode, language: 'zh' | 'en', params: Readonly<Record<string, string | number>> = {}): string {
  return errorCatalogue[code][language].replace(/\{(\w+)\}/g, (whole, key: string) => String(params[key] ?? whole));
}
