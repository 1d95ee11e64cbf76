import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  setAsideFacts: {
    menu: 'Set-aside events',
    title: 'Set-aside events',
    note: 'These call and agent events could not be stored or turned into records. All others are processed normally. Fix the cause, then run them again.',
    runAll: 'Run all again',
    run: 'Run again',
    stored: '{{stored}} processed',
    stillRefused: '{{stored}} processed, {{refused}} still refused',
    at: 'Time',
    stream: 'Category',
    streams: { call: 'Call', agent: 'Agent' },
    type: 'Event',
    subject: 'Call or account ID',
    stage: 'Effect',
    stages: { store: 'Not stored', derive: 'Stored, record not created' },
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
    attempts: 'Attempts',
    setAsideAt: 'Set aside at',
    count: '{{count}} events could not be processed',
    count_one: '{{count}} event could not be processed',
    empty: 'No set-aside events',
    emptyHint: 'All events are stored and all records created.',
    removeHint: 'An event that is not stored is lost from the history permanently. For a stored event, no record will be created.',
  },
};
