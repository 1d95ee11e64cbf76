import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  reminder: {
    region: 'Follow-up reminders',
    title: 'Follow-up due',
    dial: 'Call',
    putOff: 'Snooze',
    in10Minutes: '10 minutes',
    in1Hour: '1 hour',
    choose: 'Choose a time…',
    chooseTitle: 'Remind me at',
    finish: 'Done',
    more: '{{count}} more',
    fewer: 'Show fewer',
    noNote: 'No note',
    notification: 'Follow-up: {{who}}',
  },
};
