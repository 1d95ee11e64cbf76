import type { CrmField, CustomerFieldValue } from '@zuoxi/contract';
import { fail } from '../../platform/errors.ts';

type Values = Record<string, CustomerFieldValue>;

const fits: Readonly<Record<CrmField['kind'], (value: CustomerFieldValue, options: readonly string[]) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  date: (value) => typeof value === 'string' && isDate(value),
  choice: (value, options) => typeof value === 'string' && options.includes(value),
  choices: (value, options) => Array.isArray(value) && value.every((one) => options.includes(one)),
};

/** `2026-02-30` is none. */
function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

const isBlank = (value: CustomerFieldValue | undefined) =>
  value === undefined || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);

/**
 * What of the values is kept: those of the call centre's own fields, without blanks. Throws `customers.fieldInvalid` with the name of
 * the first field that is required and blank, or has a value that is not of its kind. A field that was removed while the form was
 * open is no reason to refuse the rest.
 */
export function checkedValues(fields: readonly CrmField[], values: Values): Values {
  const kept: Values = {};
  for (const { id, name, kind, options, required } of fields) {
    const value = values[id];
    if (value === undefined || isBlank(value)) {
      if (required) fail('customers.fieldInvalid', { name });
      continue;
    }
    if (!fits[kind](value, options)) fail('customers.fieldInvalid', { name });
    kept[id] = value;
  }
  return kept;
}
