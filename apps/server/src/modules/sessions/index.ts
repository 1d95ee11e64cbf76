export { plainAddress } from './place.ts';
export * from './sessions.ts';
