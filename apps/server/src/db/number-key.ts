import { sql } from 'drizzle-orm';
import { text } from 'drizzle-orm/pg-core';

/**
 * `number_key`: what a row's `customer_number` is known by, as `numberKey` of the contract has it (a test compares the two). Made by the
 * database, so that no writer forgets it.
 */
export const numberKeyOf = () => text().notNull().generatedAlwaysAs(sql`number_key(customer_number)`);
