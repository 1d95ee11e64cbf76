import type { FormInstance } from 'antd';
import i18next from 'i18next';
import type { ZodType } from 'zod';
import { ApiError, errorText } from '../api/client.ts';

/**
 * Checks a field with the contract's own schema, so that the form never refuses what the server takes. What the field
 * wants is said by its hint; the error only says whether it is missing or wrong.
 */
export function schemaRule(schema: ZodType, field: string) {
  return {
    required: mustBeFilled(schema),
    validator(_rule: unknown, value: unknown) {
      if (schema.safeParse(value).success) return Promise.resolve();
      const missing = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
      return Promise.reject(new Error(missing ? i18next.t('common.required', { field }) : i18next.t('admin.fieldInvalid')));
    },
  };
}

/** A text that may not be empty: its label has the mark. A number or a choice stands there from the beginning. */
function mustBeFilled(schema: ZodType): boolean {
  const { success, error } = schema.safeParse('');
  return !success && error.issues.every(({ code }) => code !== 'invalid_type' && code !== 'invalid_value' && code !== 'invalid_union');
}

/**
 * Puts what the server refused beside the field it is about and answers true; false when it is about no field of
 * this form. `fieldOf` names the field of a code; `request.invalid` names its field itself (`extension.number`).
 */
export function showBesideField<Values>(
  form: FormInstance<Values>,
  error: unknown,
  fieldOf: Readonly<Record<string, string>>,
  invalidText: string,
): boolean {
  if (!(error instanceof ApiError)) return false;
  const invalid = error.code === 'request.invalid';
  const name = invalid
    ? String(error.params.field ?? '')
        .split('.')
        .at(-1)
    : fieldOf[error.code];
  const known = name !== undefined && Object.hasOwn(form.getFieldsValue(true), name);
  if (!known) return false;
  // antd types the name as a path into Values; `known` has checked that it is one.
  form.setFields([{ name, errors: [invalid ? invalidText : errorText(error)] } as Parameters<typeof form.setFields>[0][number]]);
  form.focusField(name as Parameters<typeof form.focusField>[0]);
  return true;
}
