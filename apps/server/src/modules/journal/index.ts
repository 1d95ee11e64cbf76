export { foldCall } from './fold-call.ts';
export { Journal } from './journal.ts';
