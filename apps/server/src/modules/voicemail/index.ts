export { MessageCollector } from './collector.ts';
export { createVoicemail, type Voicemail } from './voicemail.ts';
