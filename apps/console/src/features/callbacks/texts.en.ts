import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  callbacks: {
    title: 'Callbacks',
    requestedAt: 'Requested',
    customer: 'Customer',
    number: 'Customer number',
    queue: 'Queue',
    state: 'State',
    states: {
      waiting: 'Waiting',
      calling: 'Being called',
      done: 'Connected',
      failed: 'Not reached',
      expired: 'Expired',
      cancelled: 'Cancelled',
    },
    open: 'Open',
    place: 'Place',
    placeOf: 'No. {{place}}',
    age: 'Waiting for',
    attempts: 'Attempts',
    attemptCount: '{{count}}',
    nextAttempt: 'Next attempt',
    asSoonAsFree: 'When an agent is free',
    expires: 'Valid until',
    cancel: 'Cancel the callback',
    cancelTitle: 'Cancel the callback to {{number}}?',
    cancelHint: 'The customer is not called any more; a call that is under way for it ends.',
    cancelled: 'The callback to {{number}} is cancelled',
    keep: 'Keep it',
    onBoard: 'Callbacks: {{count}}',
    empty: 'No callbacks yet',
    emptyHint: 'Where a queue offers callbacks, a caller can press a key and hang up; when it is his turn, he and an agent are connected.',
  },
};
