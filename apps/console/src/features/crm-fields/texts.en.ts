import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  crmFields: {
    title: 'Custom fields',
    note: 'What is asked of a customer besides name and numbers, in the order of the form and the list.',
    create: 'New field',
    edit: 'Edit field: {{name}}',
    name: 'Name',
    kind: 'Kind',
    kinds: { text: 'Text', number: 'Number', date: 'Date', choice: 'Single choice', choices: 'Multiple choice' },
    options: 'Options',
    optionsHint: 'Press Enter after each; shown in this order',
    required: 'Required',
    requiredHint: 'A customer is not saved without it',
    optional: 'Optional',
    position: 'Order',
    deleteHint: 'What customers have in this field is deleted, too, for good.',
    empty: 'No custom fields yet',
    emptyHint: 'A city, a level, a birthday … agents fill them in when somebody new calls.',
  },
};
