export { Attempts } from './attempts.ts';
export { openBeside } from './beside.ts';
export * from './database.ts';
export { describeRefusal, isDatabaseAway, isOfTheMoment, isTooSlow, isUniqueViolation } from './database-errors.ts';
export { FencedError, refusalOf } from './refusal.ts';
