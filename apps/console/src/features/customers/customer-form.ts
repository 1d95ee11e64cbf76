import { type Customer, type CustomerFieldValue, type CustomerInput, CustomerNumber, numberKey } from '@zuoxi/contract';

/** A customer as the form has him: numbers as chips, blank fields as null. */
export interface CustomerFormValues {
  name: string;
  /** `13550602245`, `手机:13550602245`; as typed while they are no numbers. */
  numbers: string[];
  assignedAgentId: string | null;
  /** By the field's id; a form without any has none. */
  fields?: Record<string, CustomerFieldValue | null>;
}

export function numberText({ number, label }: CustomerNumber): string {
  return label ? `${label}:${number}` : number;
}

/** Reads a chip; undefined when it is no number. A full-width colon and the spaces of a pasted number are no reason to refuse it. */
export function readNumber(text: string): CustomerNumber | undefined {
  const [, label = '', number = ''] = /^(?:([^:：]*)[:：])?(.*)$/s.exec(text.trim()) ?? [];
  return CustomerNumber.safeParse({ label, number: number.replace(/[\s-]/g, '') }).data;
}

/** Chips as they are shown: each number once, and written in one way; what is no number stays as typed. */
export function tidyNumbers(texts: readonly string[]): string[] {
  const tidied = new Map<string, string>();
  for (const text of texts) {
    const read = readNumber(text);
    const key = read?.number ?? text;
    if (!tidied.has(key)) tidied.set(key, read ? numberText(read) : text);
  }
  return [...tidied.values()];
}

/** Of a customer; without one, blank with the number he calls from. */
export function toFormValues(customer: Customer | null, number = ''): CustomerFormValues {
  if (customer) {
    const { name, numbers, assignedAgentId, fields } = customer;
    return { name, numbers: numbers.map(numberText), assignedAgentId, fields };
  }
  const plain = readNumber(numberKey(number));
  return { name: '', numbers: plain ? [plain.number] : [], assignedAgentId: null, fields: {} };
}

/** What is sent; numbers that are none have been refused by the form before. */
export function toCustomerInput({ name, numbers, assignedAgentId, fields = {} }: CustomerFormValues): CustomerInput {
  const filled = Object.entries(fields).flatMap(([id, value]) => (value === null ? [] : [[id, value] as const]));
  return {
    name,
    numbers: numbers.flatMap((text) => readNumber(text) ?? []),
    assignedAgentId,
    fields: Object.fromEntries(filled),
  };
}
