export { SoundConverter, type TelephoneSound } from './converter.ts';
export { findProgram, type Limits, run } from './programs.ts';
export { telephoneSeconds } from './telephone-wav.ts';
