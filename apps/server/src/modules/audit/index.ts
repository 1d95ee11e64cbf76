export * from './audit.ts';
export { rowNow } from './changes.ts';
