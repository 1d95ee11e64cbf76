import type { ErrorCode } from '@zuoxi/contract';
import { DomainError } from '@zuoxi/kit';

export { isDatabaseAway, isTooSlow } from '../db/index.ts';

/** Throws an error of the catalogue. */
export function fail(code: ErrorCode, params: Record<string, string | number> = {}): never {
  throw new DomainError<ErrorCode>(code, params);
}
