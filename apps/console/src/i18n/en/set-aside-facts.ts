import type { Texts } from '../texts.ts';
import type { setAsideFacts as zh } from '../zh/set-aside-facts.ts';

export const setAsideFacts: Texts<typeof zh> = {
  setAsideFacts: {
    title: 'Set-aside events',
    note: 'The database refused these events of calls and agents; all others are stored. Run them again once the cause is gone.',
    runAll: 'Run all again',
    run: 'Run again',
    stored: 'Stored: {{stored}}',
    stillRefused: 'Stored: {{stored}}. Still refused: {{refused}}',
    at: 'Time',
    stream: 'Kind',
    streams: { call: 'Call', agent: 'Agent' },
    type: 'Event',
    subject: 'Id of the call or account',
    stage: 'Effect',
    stages: { store: 'Not stored', derive: 'Stored, record not made' },
    error: 'What the database said',
    attempts: 'Tries',
    setAsideAt: 'Set aside at',
    count: 'Events refused by the database: {{count}}',
    empty: 'No event is set aside',
    emptyHint: 'All events are stored.',
    removeHint: 'The event will be missing from the history for good.',
  },
};
