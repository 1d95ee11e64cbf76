export * from './database.ts';
export * from './paging.ts';
export * from './refusals.ts';
export * as tables from './tables/index.ts';
