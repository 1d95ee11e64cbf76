export { Collection, type SoundSource } from './collection.ts';
export { type CollectorOptions, RecordingCollector } from './collector.ts';
export { soundFigures } from './sound-figures.ts';
