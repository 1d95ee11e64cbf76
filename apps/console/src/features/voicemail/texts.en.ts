import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  voicemail: {
    title: 'Voicemail',
    startedAt: 'Time',
    customer: 'Customer',
    number: 'Customer number',
    queue: 'Queue',
    duration: 'Duration',
    state: 'State',
    states: { recording: 'Recording', ready: 'Complete', missing: 'Missing', empty: 'Empty' },
    handled: 'Handled',
    unhandled: 'New',
    handledBy: '{{name}} {{at}}',
    handledFilter: { no: 'New', yes: 'Handled' },
    markHandled: 'Mark as handled',
    markUnhandled: 'Mark as new',
    unhandledCount: '{{count}} new',
    play: 'Play',
    download: 'Download',
    callBack: 'Call',
    empty: 'No voicemail messages yet',
    emptyHint: 'When voicemail is on for a queue, messages from unanswered callers appear here.',
  },
};
