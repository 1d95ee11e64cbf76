import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  crmFields: {
    title: 'Custom fields',
    note: 'Customer fields besides name and numbers, in this order.',
    create: 'New field',
    edit: 'Edit field: {{name}}',
    name: 'Name',
    kind: 'Type',
    kinds: { text: 'Text', number: 'Number', date: 'Date', choice: 'Single choice', choices: 'Multiple choice' },
    options: 'Options',
    optionsHint: 'Press Enter after each. Shown in this order.',
    required: 'Required',
    requiredHint: 'Customer details cannot be saved without it.',
    optional: 'Optional',
    position: 'Order',
    deleteHint: "All customers' values in this field are deleted permanently.",
    empty: 'No custom fields yet',
    emptyHint: 'For example city, level or birthday. Agents fill them in when a new customer calls.',
  },
};
