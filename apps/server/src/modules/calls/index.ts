export { callFilters } from './call-filters.ts';
export * from './calls.ts';
