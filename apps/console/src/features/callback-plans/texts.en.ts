import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  callbackPlans: {
    title: 'Callback plans',
    note: 'Pops up on every page when it is time; what fell due while you were away, after you sign in.',
    create: 'New plan',
    edit: 'Edit plan: {{number}}',
    number: 'Number',
    customer: 'Customer',
    dueAt: 'Call at',
    remark: 'Note',
    state: 'State',
    states: { open: 'Open', done: 'Done' },
    overdue: 'Due',
    finish: 'Done',
    finishWho: 'Done: {{name}}',
    timePast: 'Choose a time to come',
    in10Minutes: 'In 10 minutes',
    in1Hour: 'In 1 hour',
    tomorrow9: 'Tomorrow 9:00',
    monday9: 'Monday 9:00',
    deleteHint: 'There will be no reminder.',
    empty: 'No callback plans',
    emptyHint: 'Add one on the card of a customer in the operation panel, or here.',
  },
};
