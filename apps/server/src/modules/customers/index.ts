export { callerOf } from './caller.ts';
