import type { Texts } from '../texts.ts';
import type { voicemail as zh } from '../zh/voicemail.ts';

export const voicemail: Texts<typeof zh> = {
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
