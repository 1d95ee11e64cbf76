import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  customers: {
    title: 'Customers',
    create: 'New customer',
    edit: 'Edit customer: {{name}}',
    name: 'Name',
    numbers: 'Phone numbers',
    numbersHint: 'Type a number and press Enter, as many as there are; with a label: "Mobile:13550602245"',
    numberInvalid: '"{{text}}" is not a number: digits only, a label goes before a colon',
    assignedAgent: 'Assigned agent',
    assignedAgentHint: 'Is rung first when the customer calls; when offline or busy the rules of the queue decide',
    nobody: 'Nobody',
    createdBy: 'Created by',
    updatedBy: 'Updated by',
    updatedAt: 'Updated',
    unknown: 'Unknown',
    dial: 'Call',
    dialWho: 'Call {{name}}',
    search: 'Name, number …',
    deleteHint: 'The service records of the customer go, too, for good. Call records and recordings stay.',
    empty: 'No customers yet',
    emptyHint: 'Save a caller in the operation panel, or create a customer here.',
  },
};
