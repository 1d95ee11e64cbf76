export * from './database.ts';
export * from './paging.ts';
export * as tables from './tables/index.ts';
