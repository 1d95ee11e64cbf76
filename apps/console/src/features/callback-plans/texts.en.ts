import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  callbackPlans: {
    title: 'Follow-ups',
    note: 'Reminders appear on every page when due. Missed ones appear after you sign in.',
    create: 'New follow-up',
    edit: 'Edit follow-up: {{number}}',
    number: 'Number',
    customer: 'Customer',
    dueAt: 'Due at',
    remark: 'Note',
    state: 'State',
    states: { open: 'Open', done: 'Done' },
    overdue: 'Due',
    finish: 'Done',
    finishWho: 'Done: {{name}}',
    timePast: 'Choose a time in the future',
    in10Minutes: 'In 10 minutes',
    in1Hour: 'In 1 hour',
    tomorrow9: 'Tomorrow, 09:00',
    monday9: 'Next Monday, 09:00',
    deleteHint: 'There will be no reminder.',
    empty: 'No follow-ups yet',
    emptyHint: 'Add one in the customer details of the Workspace, or create one here.',
  },
};
