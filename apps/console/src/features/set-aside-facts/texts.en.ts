import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  setAsideFacts: {
    menu: 'Set aside',
    title: 'Set-aside events',
    note: 'These events of calls and agents could not be stored, or their records not made; all others go on. Run them again once the cause is gone.',
    runAll: 'Run all again',
    run: 'Run again',
    stored: 'Done: {{stored}}',
    stillRefused: 'Done: {{stored}}. Still refused: {{refused}}',
    at: 'Time',
    stream: 'Kind',
    streams: { call: 'Call', agent: 'Agent' },
    type: 'Event',
    subject: 'Id of the call or account',
    stage: 'Effect',
    stages: { store: 'Not stored', derive: 'Stored, record not made' },
    consumer: 'Part',
    consumers: {
      journal: 'Event log',
      calls: 'Call records',
      recordings: 'Recordings',
      voicemail: 'Voicemail',
      satisfaction: 'Satisfaction',
      callbacks: 'Queue callbacks',
      conferences: 'Conferences',
    },
    error: 'Reason',
    attempts: 'Tries',
    setAsideAt: 'Set aside at',
    count: 'Events that could not be taken: {{count}}',
    empty: 'No event is set aside',
    emptyHint: 'All events are stored, and all records made.',
    removeHint: 'An event that is not stored will be missing from the history for good; of one that is stored no record will be made.',
  },
};
