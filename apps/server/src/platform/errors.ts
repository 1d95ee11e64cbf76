import type { ErrorCode, ErrorParams } from '@zuoxi/contract';
import { DomainError } from '@zuoxi/kit';

export { isDatabaseAway, isTooSlow } from '../db/index.ts';

/** Throws an error of the catalogue, with all that its sentence needs. */
export function fail<Code extends ErrorCode>(
  code: Code,
  ...params: keyof ErrorParams<Code> extends never ? [] : [ErrorParams<Code>]
): never {
  throw new DomainError<ErrorCode>(code, params[0]);
}
