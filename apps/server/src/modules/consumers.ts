import type { Consumer } from '../platform/facts/index.ts';
import { callbacksConsumer } from './callbacks/consumer.ts';
import { callsConsumer } from './calls/consumer.ts';
import { conferencesConsumer } from './conferences/consumer.ts';
import type { Names } from './names.ts';
import { recordingsConsumer } from './recordings/consumer.ts';
import { satisfactionConsumer } from './satisfaction/consumer.ts';
import { voicemailConsumer } from './voicemail/consumer.ts';

/** Who is told, after the commit, what there is now. */
export interface Told {
  recorded(call: { tenantId: string; callId: string }): void;
  recordingFinished(name: string): void;
  messageFinished(name: string): void;
}

/** Everything that is made of facts. */
export const consumersOf = (names: Names, told: Told): Consumer[] => [
  callsConsumer(names, told.recorded),
  recordingsConsumer(told.recordingFinished),
  voicemailConsumer(names, told.messageFinished),
  satisfactionConsumer(names),
  callbacksConsumer(names),
  conferencesConsumer(),
];
