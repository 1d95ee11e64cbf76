import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  blacklist: {
    title: 'Do-not-call list',
    note: 'These numbers are never called: not manually, not as callbacks, not automatically.',
    create: 'Add number',
    edit: 'Edit {{number}}',
    number: 'Number',
    numberHint: '+86, 0086 and a 0 before a mobile number are removed, so every way of writing a number counts as the same number.',
    reason: 'Reason',
    updatedBy: 'Last updated by',
    updatedAt: 'Last updated',
    empty: 'The do-not-call list is empty',
    emptyHint: 'Add customers who asked not to be called.',
  },
};
