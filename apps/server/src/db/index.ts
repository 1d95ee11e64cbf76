export * from './database.ts';
export * from './paging.ts';
export * from './refusals.ts';
export * as tables from './tables/index.ts';
export { FencedError, isDatabaseAway, isTooSlow, isUniqueViolation, refusalOf } from './unusable.ts';
