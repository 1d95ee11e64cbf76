export * from './engine.ts';
export type { TestCustomers } from './test-customers.ts';
