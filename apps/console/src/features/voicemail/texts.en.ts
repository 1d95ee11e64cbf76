import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  voicemail: {
    title: 'Voicemail',
    startedAt: 'Time',
    customer: 'Customer',
    number: 'Customer number',
    queue: 'Queue',
    duration: 'Length',
    state: 'State',
    states: { recording: 'Being left', ready: 'Complete', missing: 'Missing', empty: 'Nothing on it' },
    handled: 'Handled',
    unhandled: 'To do',
    handledBy: '{{name}} {{at}}',
    handledFilter: { no: 'To do', yes: 'Handled' },
    markHandled: 'Mark as handled',
    markUnhandled: 'Mark as to do',
    unhandledCount: '{{count}} to do',
    play: 'Play',
    download: 'Download',
    callBack: 'Call back',
    empty: 'No messages yet',
    emptyHint: 'Where a queue has voicemail on, callers whom nobody answers can leave a message; it appears here.',
  },
};
