export { FactStore, JOURNAL } from './fact-store.ts';
export { Journal } from './journal.ts';
