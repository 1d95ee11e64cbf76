import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Id, Instant } from './roles.ts';

/** POST /api/test-customer: a customer that the system plays calls a number, or a queue. One of the two. */
export const TestCustomerInput = z.object({
  /** What the customer dials; leads where the inbound routes say. */
  calledNumber: z
    .string()
    .regex(/^\+?[0-9]{1,32}$/)
    .optional(),
  queueId: Id.optional(),
  /** What the customer speaks. */
  language: z.enum(['zh', 'en']),
});
export type TestCustomerInput = z.infer<typeof TestCustomerInput>;

export const TestCustomerCall = z.object({
  callId: Id,
  calledNumber: z.string(),
  /** Of a queue that was chosen; '' = a number. */
  queueName: z.string(),
  /** waiting: for an agent · talking: an agent has answered */
  stage: z.enum(['waiting', 'talking']),
  startedAt: Instant,
  /** It ends by itself. */
  endsAt: Instant,
});
export type TestCustomerCall = z.infer<typeof TestCustomerCall>;

/** GET /api/test-customer: whom a test customer may call, and the one that calls now. */
export const TestCustomerView = z.object({
  queues: z.array(z.object({ id: Id, number: z.string(), name: z.string() })),
  /** Of the inbound routes that name a whole number. */
  numbers: z.array(z.object({ number: z.string(), description: z.string() })),
  call: TestCustomerCall.nullable(),
});
export type TestCustomerView = z.infer<typeof TestCustomerView>;

export const testCustomerErrors = {
  'testCustomer.running': { status: 409, zh: '已有一个测试客户正在通话', en: 'A test customer is already on a call' },
  'testCustomer.noTarget': { status: 400, zh: '请选择一个队列或号码', en: 'Choose a queue or a number' },
} as const satisfies Catalogue;
