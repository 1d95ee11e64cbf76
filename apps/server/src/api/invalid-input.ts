import { type InputProblem, isInputProblem } from '@zuoxi/contract';

/** As fastify-type-provider-zod hands a zod issue on: its code is the keyword, its other fields are the params. */
interface Issue {
  keyword?: string;
  message?: string | undefined;
  params?: Readonly<Record<string, unknown>>;
}

export interface Found {
  problem: InputProblem;
  limit?: number;
}

/** What the catalogue says to an issue of the validator. */
export function problemOfIssue({ keyword, message = '', params = {} }: Issue): Found {
  const { origin } = params;
  switch (keyword) {
    case 'invalid_type':
      return { problem: message.endsWith('received undefined') ? 'missing' : 'type' };
    case 'too_small':
      return tooSmall(origin, numberIn(params.minimum));
    case 'too_big':
      return tooBig(origin, numberIn(params.maximum));
    case 'not_multiple_of':
      return { problem: 'multiple', limit: numberIn(params.divisor) };
    case 'invalid_value':
      return { problem: 'notChoice' };
    case 'unrecognized_keys':
      return { problem: 'unknownField' };
    case 'custom':
      return { problem: isInputProblem(message) ? message : 'format' };
    default:
      return { problem: 'format' };
  }
}

function tooSmall(origin: unknown, limit: number): Found {
  if (origin === 'string') return limit === 1 ? { problem: 'missing' } : { problem: 'tooShort', limit };
  return { problem: isCounted(origin) ? 'tooFew' : 'tooSmall', limit };
}

function tooBig(origin: unknown, limit: number): Found {
  if (origin === 'string') return { problem: 'tooLong', limit };
  return { problem: isCounted(origin) ? 'tooMany' : 'tooBig', limit };
}

const isCounted = (origin: unknown): boolean => origin === 'array' || origin === 'set' || origin === 'map';
const numberIn = (value: unknown): number => (typeof value === 'number' ? value : Number(value));
