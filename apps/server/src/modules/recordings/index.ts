export { Collection, type SoundSource } from './collection.ts';
export { type CollectorOptions, RecordingCollector } from './collector.ts';
export { DiskSpace } from './disk-space.ts';
export { createRecordings, type Recordings } from './recordings.ts';
export { checkWav } from './wav-check.ts';
