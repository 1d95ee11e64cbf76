export { Collection, type SoundSource } from './collection.ts';
export { type CollectorOptions, RecordingCollector } from './collector.ts';
export { checkWav } from './wav-check.ts';
