export { callsWith } from './calls-with.ts';
export { type CustomerCards, createCustomerCards } from './card.ts';
export { type Customers, createCustomers } from './customers.ts';
export { createServiceRecords, type ServiceRecords } from './service-records.ts';
