export { RecordingCollector } from './collector.ts';
export { createRecordings, type Recordings } from './recordings.ts';
