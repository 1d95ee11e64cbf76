export * from './clock.ts';
export * from './emitter.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './log.ts';
export * from './safe-error.ts';
export * from './storable-text.ts';
export * from './whole-file.ts';
