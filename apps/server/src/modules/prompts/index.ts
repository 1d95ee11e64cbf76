export { SoundConverter } from './converter.ts';
export { findProgram, type Limits, run } from './programs.ts';
