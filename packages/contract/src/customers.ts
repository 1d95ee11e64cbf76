import { z } from 'zod';
import { CallRecord } from './calls.ts';
import { PageQuery } from './paging.ts';
import { Id, Instant } from './roles.ts';
import { RequiredText, Text } from './text.ts';

/** 自定义表 / CRM 属性 (CRM-5). `choice`: one of the options; `choices`: any number of them. */
export const CrmFieldKind = z.enum(['text', 'number', 'date', 'choice', 'choices']);
export type CrmFieldKind = z.infer<typeof CrmFieldKind>;

/** Text, date (`2026-11-23`) and choice are strings. */
export const CustomerFieldValue = z.union([z.string().max(1000), z.number(), z.array(z.string().max(80)).max(50)]);
export type CustomerFieldValue = z.infer<typeof CustomerFieldValue>;

export const CrmFieldInput = z
  .object({
    name: RequiredText(40),
    kind: CrmFieldKind,
    options: z.array(RequiredText(80)).max(50).default([]),
    required: z.boolean().default(false),
  })
  .refine((field) => !field.kind.startsWith('choice') || field.options.length > 0, { path: ['options'], message: 'options' });
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

/** 回访计划: a reminder to call somebody; pops up at `dueAt` (PAN-11). */
export const CallbackPlanInput = z.object({
  number: z.string().regex(/^\d{2,20}$/),
  customerId: Id.nullable().default(null),
  customerName: z.string().max(80).nullable().default(null),
  dueAt: Instant,
  note: Text(500).default(''),
});
export type CallbackPlanInput = z.infer<typeof CallbackPlanInput>;
export const CallbackPlan = CallbackPlanInput.extend({ id: Id, doneAt: Instant.nullable(), createdAt: Instant });
export type CallbackPlan = z.infer<typeof CallbackPlan>;

/** Query of GET /api/callback-plans: one's own. */
export const CallbackPlanQuery = PageQuery.extend({ state: z.enum(['open', 'done']).optional() });
export type CallbackPlanQuery = z.infer<typeof CallbackPlanQuery>;

/**
 * Query of GET /api/customer-card and /api/customer-card/calls. `customerId`: that one of several of the same number; `internal`: it is
 * a colleague's or a queue's, since an own phone calls by it or is called.
 */
export const CustomerCardQuery = z.object({
  number: z.string().min(1).max(64),
  customerId: Id.optional(),
  internal: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
});
export type CustomerCardQuery = z.infer<typeof CustomerCardQuery>;

/** GET /api/customer-card?number=…: what the card shows as soon as the phone rings (PAN-8 … PAN-11). */
export const CustomerCard = z.object({
  number: z.string(),
  /** Null: nobody of that number is known. */
  customer: Customer.nullable(),
  /** The number is one of the house and no customer's: whose extension, or which queue. */
  internalName: z.string().nullable(),
  /** Others of the same number. */
  others: z.array(z.object({ id: Id, name: z.string() })),
  fields: z.array(CrmField),
  /** The last 5. */
  serviceRecords: z.array(ServiceRecord),
  /** One's own that are still to be done. */
  plans: z.array(CallbackPlan),
});
export type CustomerCard = z.infer<typeof CustomerCard>;

/** A call with the customer, whoever had him: the columns of the card, and no more (PAN-9). */
export const CustomerCall = CallRecord.pick({
  id: true,
  startedAt: true,
  queueName: true,
  queueNumber: true,
  agentName: true,
  extension: true,
  type: true,
  answer: true,
  talkS: true,
});
export type CustomerCall = z.infer<typeof CustomerCall>;

/** GET /api/customer-card/calls: the last 10 with any of the customer's numbers, newest first, and how many there are. */
export const CustomerCalls = z.object({ rows: z.array(CustomerCall), total: z.number().int() });
export type CustomerCalls = z.infer<typeof CustomerCalls>;
