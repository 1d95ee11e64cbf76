import { boolean, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** A call centre. The only table without `tenant_id`: its own id is it. */
export const tenant = pgTable('tenant', {
  id: uuid().primaryKey(),
  code: text().notNull().unique(),
  name: text().notNull(),
  /** An agent sees who listens to him (AGT-8). */
  supervisionVisible: boolean().notNull().default(true),
  /** Calls and minutes out a day that nobody dials: callbacks, IVRs, routes, overflows, conferences; 0 = no limit. */
  ownCallsCap: integer().notNull().default(2000),
  ownMinutesCap: integer().notNull().default(6000),
  /** The same for what one extension forwards to the outside. */
  forwardedCallsCap: integer().notNull().default(100),
  forwardedMinutesCap: integer().notNull().default(600),
  /** Seconds without sound after which a call is taken for dead; 0 = as the installation has it (ZUOXI_RTP_TIMEOUT_S). */
  rtpTimeoutS: integer().notNull().default(0),
  createdAt: timestamp({ withTimezone: true, mode: 'date' }).notNull().defaultNow(),
});
