import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  customers: {
    title: 'Customers',
    create: 'New customer',
    edit: 'Edit customer: {{name}}',
    name: 'Name',
    numbers: 'Phone numbers',
    numbersHint: 'Type a number and press Enter. You can add several. With a label: "Mobile:13550602245"',
    numberInvalid: '"{{text}}" is not a number. Use digits only; put a label before a colon',
    assignedAgent: 'Assigned agent',
    assignedAgentHint: "Rung first when this customer calls. Otherwise the queue's ring strategy applies.",
    nobody: 'Nobody',
    createdBy: 'Created by',
    updatedBy: 'Updated by',
    updatedAt: 'Updated',
    unknown: 'Unknown',
    dial: 'Call',
    dialWho: 'Call {{name}}',
    search: 'Name, number or field',
    deleteHint: 'Service notes are deleted permanently too. Call records and recordings are kept.',
    empty: 'No customers yet',
    emptyHint: 'Save customer details in the Workspace when a customer calls, or create a customer here.',
  },
};
