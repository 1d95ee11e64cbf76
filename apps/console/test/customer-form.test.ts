import type { Customer } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { readNumber, tidyNumbers, toCustomerInput, toFormValues } from '../src/features/customers/customer-form.ts';

describe('a number chip', () => {
  it.each([
    ['13550602245', { number: '13550602245', label: '' }],
    ['手机:13550602245', { number: '13550602245', label: '手机' }],
    ['手机：13550602245', { number: '13550602245', label: '手机' }],
    [' 办公室 : 020-8888 0001 ', { number: '02088880001', label: '办公室' }],
  ])('%s is read', (text, number) => {
    expect(readNumber(text)).toEqual(number);
  });

  it.each(['', 'abc', '手机:', '1', '+8613550602245', `${'标'.repeat(21)}:13550602245`, 'a:b:13550602245'])('%s is none', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  it('is one of its number, written in one way; what is no number stays to be mended', () => {
    expect(tidyNumbers(['手机：135 5060 2245', '13550602245', 'abc'])).toEqual(['手机:13550602245', 'abc']);
  });
});

describe('the form of a customer', () => {
  it('begins blank, with the number he calls from', () => {
    expect(toFormValues(null, '+8613550602245')).toEqual({ name: '', numbers: ['13550602245'], assignedAgentId: null, fields: {} });
    expect(toFormValues(null, 'anonymous').numbers).toEqual([]);
  });

  it('gives back what it was given, without blank fields', () => {
    const customer: Customer = {
      id: '019300aa-0000-7000-8000-000000000001',
      name: '周敏',
      numbers: [{ number: '13550602245', label: '手机' }],
      assignedAgentId: null,
      assignedAgentName: null,
      fields: { a: '广州' },
      createdByName: null,
      updatedByName: null,
      createdAt: '2026-11-01T00:00:00.000Z',
      updatedAt: '2026-11-01T00:00:00.000Z',
    };
    const values = toFormValues(customer);
    expect(toCustomerInput({ ...values, fields: { ...values.fields, b: null } })).toEqual({
      name: '周敏',
      numbers: [{ number: '13550602245', label: '手机' }],
      assignedAgentId: null,
      fields: { a: '广州' },
    });
  });
});
