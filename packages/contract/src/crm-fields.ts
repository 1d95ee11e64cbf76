import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { problem } from './input-problems.ts';
import { Id } from './roles.ts';
import { RequiredText } from './text.ts';

/** 自定义表 / CRM 属性 (CRM-5). `choice`: one of the options; `choices`: any number of them. */
export const CrmFieldKind = z.enum(['text', 'number', 'date', 'choice', 'choices']);
export type CrmFieldKind = z.infer<typeof CrmFieldKind>;

export const CrmFieldInput = z
  .object({
    name: RequiredText(40),
    kind: CrmFieldKind,
    options: z.array(RequiredText(80)).max(50).default([]),
    required: z.boolean().default(false),
  })
  .refine((field) => !field.kind.startsWith('choice') || field.options.length > 0, { path: ['options'], ...problem('noOptions') });
export type CrmFieldInput = z.infer<typeof CrmFieldInput>;

export const CrmField = z.object({
  id: Id,
  name: z.string(),
  kind: CrmFieldKind,
  options: z.array(z.string()),
  required: z.boolean(),
  position: z.number().int(),
});
export type CrmField = z.infer<typeof CrmField>;

export const crmFieldsErrors = {
  'crmFields.nameTaken': { status: 409, zh: '字段“{name}”已存在', en: 'The field "{name}" already exists' },
  'crmFields.kindFixed': {
    status: 409,
    zh: '字段“{name}”已有数据，类型不能再改',
    en: '"{name}" already has data; its type cannot change',
  },
} as const satisfies Catalogue;
