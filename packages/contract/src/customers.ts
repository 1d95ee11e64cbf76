import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { PageQuery } from './list.ts';
import { Id, Instant } from './roles.ts';
import { RequiredText, Text } from './text.ts';

/** Text, date (`2026-11-23`) and choice are strings. */
export const CustomerFieldValue = z.union([z.string().max(1000), z.number(), z.array(z.string().max(80)).max(50)]);
export type CustomerFieldValue = z.infer<typeof CustomerFieldValue>;

/** Digits only, an optional label: `手机:13550602245` (CRM-2). */
export const CustomerNumber = z.object({
  number: z.string().regex(/^\d{2,20}$/),
  label: Text(20).default(''),
});
export type CustomerNumber = z.infer<typeof CustomerNumber>;

export const CustomerInput = z.object({
  name: RequiredText(80),
  numbers: z.array(CustomerNumber).min(1).max(20),
  assignedAgentId: Id.nullable().default(null),
  /** By the field's id. */
  fields: z.record(Id, CustomerFieldValue).default({}),
});
export type CustomerInput = z.infer<typeof CustomerInput>;

export const Customer = CustomerInput.extend({
  id: Id,
  assignedAgentName: z.string().nullable(),
  /** Null: uploaded (未知). */
  createdByName: z.string().nullable(),
  updatedByName: z.string().nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Customer = z.infer<typeof Customer>;

/** A row of GET /api/customers/agents: whom a customer may be assigned to. */
export const AssignableAgent = z.object({ id: Id, name: z.string(), extension: z.string() });
export type AssignableAgent = z.infer<typeof AssignableAgent>;

/** Query of GET /api/customers. */
export const CustomerQuery = PageQuery.extend({ number: z.string().max(32).optional() });
export type CustomerQuery = z.infer<typeof CustomerQuery>;

/** 服务过程 */
export const ServiceRecordInput = z.object({ content: RequiredText(4000), callId: Id.nullable().default(null) });
export type ServiceRecordInput = z.infer<typeof ServiceRecordInput>;
export const ServiceRecord = z.object({
  id: Id,
  customerId: Id,
  callId: Id.nullable(),
  content: z.string(),
  /** Null: the account is no more. */
  agentName: z.string().nullable(),
  createdAt: Instant,
});
export type ServiceRecord = z.infer<typeof ServiceRecord>;

export const customersErrors = {
  'customers.numberTaken': {
    status: 409,
    zh: '号码 {number} 已属于客户“{name}”',
    en: 'The number {number} belongs to customer "{name}"',
  },
  'customers.fieldInvalid': { status: 400, zh: '“{name}”没有填写或填写不正确', en: '"{name}" is missing or not valid' },
} as const satisfies Catalogue;
