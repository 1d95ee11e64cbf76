import type { Texts } from '../texts.ts';
import type { destinations as zh } from '../zh/destinations.ts';

export const destinations: Texts<typeof zh> = {
  destinations: {
    kind: 'Goes to',
    kinds: {
      queue: 'Queue',
      flow: 'IVR',
      extension: 'Extension',
      outside: 'Outside number',
      voicemail: 'Voicemail',
      hangup: 'Hang up',
    },
    choose: 'Choose',
    chooseTarget: 'Choose where exactly',
    target: 'where exactly',
    number: 'Telephone number',
    noPrompt: 'No last words',
    hangupAfter: 'Play "{{prompt}}" and hang up',
    unknown: '(deleted)',
    nothing: {
      queue: 'No queues yet',
      flow: 'No IVR flows yet',
      extension: 'No extensions yet',
      voicemail: 'No queues yet',
      hangup: 'No prompts yet',
    },
  },
};
