import { type InputProblem, inputProblemText } from '@zuoxi/contract';
import type { FormInstance } from 'antd';
import i18next from 'i18next';
import type { ZodError, ZodType } from 'zod';
import { ApiError, errorText } from '../api/client.ts';
import { currentLanguage } from '../i18n/language.ts';

/**
 * Checks a field with the contract's own schema, so that the form never refuses what the server takes. What the field
 * wants is said by its hint; the error says whether it is missing, which limit it passes, or that it is wrong.
 */
export function schemaRule(schema: ZodType, field: string) {
  return {
    required: mustBeFilled(schema),
    validator(_rule: unknown, value: unknown) {
      const { error } = schema.safeParse(value);
      if (!error) return Promise.resolve();
      const missing = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
      return Promise.reject(new Error(missing ? i18next.t('common.required', { field }) : wrongText(error)));
    },
  };
}

/** A limit is said by the catalogue's words, as the server says it. */
function wrongText({ issues: [issue] }: ZodError): string {
  const problem = issue && limitProblem(issue);
  if (!problem) return i18next.t('admin.fieldInvalid');
  return i18next.t('error.invalid', { problem: inputProblemText(problem.code, currentLanguage(), problem.limit) });
}

function limitProblem(issue: ZodError['issues'][number]): { code: InputProblem; limit: number } | undefined {
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return undefined;
  const isBig = issue.code === 'too_big';
  const limit = Number(isBig ? issue.maximum : issue.minimum);
  if (issue.inclusive === false) return undefined;
  if (issue.origin === 'string') return { code: isBig ? 'tooLong' : 'tooShort', limit };
  if (issue.origin === 'array') return { code: isBig ? 'tooMany' : 'tooFew', limit };
  return { code: isBig ? 'tooBig' : 'tooSmall', limit };
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
  const name = invalid ? fieldAt(form, String(error.params.field ?? '')) : knownField(form, fieldOf[error.code]);
  if (name === undefined) return false;
  const text = invalid ? i18next.t('error.invalid', { problem: error.params.problem ?? invalidText }) : errorText(error);
  // antd types the name as a path into Values; it is the path of one of the form's fields.
  form.setFields([{ name, errors: [text] } as Parameters<typeof form.setFields>[0][number]]);
  form.focusField(name as Parameters<typeof form.focusField>[0]);
  return true;
}

type FieldPath = readonly (string | number)[];

/**
 * The field that shows what the server calls `path`: the one at that very place (`requiredSkills.0.minLevel`), the one of its last name where a
 * form has in one row what the server has in parts (`extension.number`), or else the one that it is a part of (`weekly.0.1.from`).
 */
function fieldAt<Values>(form: FormInstance<Values>, path: string): FieldPath | undefined {
  const parts = path.split('.');
  const fields: FieldPath[] = form.getFieldsError().map(({ name }) => name);
  const holding = fields
    .filter((name) => name.every((part, at) => String(part) === parts[at]))
    .sort((one, other) => other.length - one.length);
  const [closest] = holding;
  return closest?.length === parts.length ? closest : (knownField(form, parts.at(-1)) ?? closest);
}

function knownField<Values>(form: FormInstance<Values>, name: string | undefined): FieldPath | undefined {
  return name !== undefined && Object.hasOwn(form.getFieldsValue(true), name) ? [name] : undefined;
}
