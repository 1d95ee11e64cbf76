import type { ErrorCode, ErrorParams } from '@zuoxi/contract';
import { DomainError } from '@zuoxi/kit';

export { isDatabaseAway, isTooSlow } from '../db/index.ts';

/** What a sentence is filled with; a list stands for one string, and is joined in the language of the answer. */
type Filling<Code extends ErrorCode> = { readonly [Name in keyof ErrorParams<Code>]: ErrorParams<Code>[Name] | readonly string[] };

/** Throws an error of the catalogue, with all that its sentence needs. */
export function fail<Code extends ErrorCode>(code: Code, ...params: keyof ErrorParams<Code> extends never ? [] : [Filling<Code>]): never {
  throw new DomainError<ErrorCode>(code, params[0]);
}
