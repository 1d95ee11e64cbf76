export * from './g711.ts';
export * from './hold-music.ts';
export * from './mixdown.ts';
export * from './resample.ts';
export * from './sine.ts';
export * from './wav.ts';
