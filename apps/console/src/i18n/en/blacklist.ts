import type { Texts } from '../texts.ts';
import type { blacklist as zh } from '../zh/blacklist.ts';

export const blacklist: Texts<typeof zh> = {
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
