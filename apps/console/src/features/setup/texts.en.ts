import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  setup: {
    title: 'Getting started',
    people: 'Add agents',
    queue: 'Create a queue',
    trunk: 'Connect a trunk',
    number: 'Route a number',
    call: 'Make the first call',
    done: 'done',
    open: 'to do',
    callHint: 'Sign in as an agent in another browser. Then let a test customer call the queue from here.',
    hide: 'Do not show again',
  },
};
