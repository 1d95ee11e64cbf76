export { Journal } from './journal.ts';
export { type CallFact, storePastCalls } from './past-calls.ts';
