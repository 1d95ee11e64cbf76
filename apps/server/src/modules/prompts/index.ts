export { SoundConverter } from './converter.ts';
export { findProgram, type Limits, run } from './programs.ts';
export { createPrompts, type Prompts } from './prompts.ts';
