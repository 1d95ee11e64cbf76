import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  testCustomer: {
    open: 'Test call',
    title: 'Test customer',
    hint: 'The system plays a customer who calls in. They speak, and answer when the agent has spoken. The call lasts up to 5 minutes and is marked "Test" in call records.',
    target: 'Customer calls',
    queues: 'Queues',
    numbers: 'Inbound routes',
    noTarget: 'Create a queue first',
    call: 'Start call',
    hangUp: 'End test',
    waiting: 'The customer is calling {{target}} and waits for an agent',
    talking: 'An agent has answered and is talking with the test customer',
    endsIn: 'Ends in',
  },
};
