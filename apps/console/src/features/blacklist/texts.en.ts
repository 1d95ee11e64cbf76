import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  blacklist: {
    title: 'Blacklist',
    note: 'Nobody calls these numbers: not by hand, not as a callback, not automatically.',
    create: 'Add number',
    edit: 'Edit {{number}}',
    number: 'Number',
    numberHint: '+86, 0086 and the 0 before a mobile number are left out; however it is written, it is one number.',
    reason: 'Reason',
    updatedBy: 'Last updated by',
    updatedAt: 'Last updated',
    empty: 'The blacklist is empty',
    emptyHint: 'Customers who asked not to be called any more belong here.',
  },
};
