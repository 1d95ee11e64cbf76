import { z } from 'zod';
import { CallbackPlan } from './callback-plans.ts';
import { CallRecord } from './calls.ts';
import { CrmField } from './crm-fields.ts';
import { Customer, ServiceRecord } from './customers.ts';
import { Id } from './roles.ts';

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
