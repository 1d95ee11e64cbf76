/** A list is joined where the language of the reader is known: each language has its own marks between the parts. */
export type ErrorParam = string | number | readonly string[];

/**
 * An error of the trade, with a stable code from the error catalogue. Domain code throws it;
 * only the HTTP layer knows which status it becomes and which sentence it is in which language.
 */
export class DomainError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly params: Readonly<Record<string, ErrorParam>>;

  constructor(code: Code, params: Readonly<Record<string, ErrorParam>> = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = 'DomainError';
    this.code = code;
    this.params = params;
  }
}

/** Says that a branch cannot be reached: the type checker proves it, the message is for the day it was wrong. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
