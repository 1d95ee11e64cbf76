import { DialDigits, QueueInput } from '@zuoxi/contract';
import type { FormInstance } from 'antd';
import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError } from '../src/api/client.ts';
import { rememberLanguage } from '../src/i18n/language.ts';
import { schemaRule, showBesideField } from '../src/ui/schema-rule.ts';
import { startAllTexts } from './support/texts.ts';

beforeAll(startAllTexts);
afterAll(async () => {
  rememberLanguage('zh');
  await i18next.changeLanguage('zh');
});

const refusal = (schema: z.ZodType, value: unknown) =>
  schemaRule(schema, '队列名')
    .validator(null, value)
    .then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : expect.fail()),
    );

describe('what a field that is filled wrongly says', () => {
  it('is the limit that it passes, and which field is missing', async () => {
    const { name } = QueueInput.shape;
    expect(await refusal(name, '售前')).toBeNull();
    expect(await refusal(name, 'x'.repeat(300))).toMatch(/^填写不正确：最多 \d+ 个字符$/);
    expect(await refusal(name, '')).toBe('请填写队列名');
    expect(await refusal(QueueInput.shape.wrapUpS, 1_000_000)).toMatch(/^填写不正确：不能大于 \d+$/);
    expect(await refusal(DialDigits, 'a b')).toBe('填写不正确');
    rememberLanguage('en');
    await i18next.changeLanguage('en');
    expect(await refusal(z.array(z.string()).max(3), ['a', 'b', 'c', 'd'])).toBe('Not valid: at most 3 entries');
  });
});

describe('what the server refuses', () => {
  /** Of a form: its fields, and what became of them. */
  function formWith(...fields: (string | number)[][]) {
    const shown: unknown[] = [];
    const form = {
      getFieldsError: () => fields.map((name) => ({ name, errors: [], warnings: [] })),
      getFieldsValue: () => Object.fromEntries(fields.flatMap(([first, ...rest]) => (rest.length === 0 ? [[first, '']] : []))),
      setFields: (set: { name: unknown }[]) => shown.push(...set.map(({ name }) => name)),
      focusField: () => undefined,
    };
    // Of a form's many methods those that are used.
    return { form: form as unknown as FormInstance<object>, shown };
  }
  const refused = (field: string) => new ApiError('request.invalid', 400, { field, problem: 'too big' }, '', 'queues');

  it.each([
    ['at its own place, in a list of a list', 'requiredSkills.0.minLevel', ['requiredSkills', 0, 'minLevel']],
    ['as a part of the field that holds it', 'weekly.0.1.from', ['weekly']],
    ['by its last name, where the form has no parts', 'extension.number', ['number']],
    ['by its name', 'name', ['name']],
  ])('is shown beside its field: %s', (_how, path, place) => {
    const { form, shown } = formWith(['name'], ['number'], ['weekly'], ['extension'], ['requiredSkills', 0, 'minLevel']);
    expect(showBesideField(form, refused(path), {}, 'wrong')).toBe(true);
    expect(shown).toEqual([place]);
  });

  it('is said above the form where none of its fields is meant', () => {
    const { form, shown } = formWith(['name']);
    expect(showBesideField(form, refused('maxLength'), {}, 'wrong')).toBe(false);
    expect(showBesideField(form, new ApiError('queues.numberTaken', 409, {}, ''), { 'queues.numberTaken': 'number' }, '')).toBe(false);
    expect(showBesideField(form, new Error('network'), {}, 'wrong')).toBe(false);
    expect(shown).toEqual([]);
  });
});
