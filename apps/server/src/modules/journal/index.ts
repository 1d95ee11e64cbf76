export { Journal } from './journal.ts';
