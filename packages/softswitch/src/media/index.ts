export * from './api.ts';
export { createMediaEngine } from './engine.ts';
