import type { Fact } from '@zuoxi/callcontrol';
import type { SQL } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import type { LoggedFact } from './log.ts';

/**
 * Something that is made of facts: declared by the module that owns it, run by `Consumers`. Each keeps its own place in the log of each
 * call centre, is tried again by itself, and sets aside by itself what it cannot take.
 */
export interface Consumer<T extends Fact['type'] = Fact['type']> {
  /** Stands in `fact_cursor` and `set_aside_fact`: it is never changed. */
  name: string;
  factTypes: readonly T[];
  /**
   * Facts of one call centre, in order; the transaction sees that call centre only, and commits together with the place in the log. Has no
   * effect besides it: it is carried out again after a transaction that was rolled back. The same fact handled a second time (run again,
   * tables made anew) leaves the same rows.
   */
  handle(db: TenantDb, facts: readonly LoggedFact<Extract<Fact, { type: T }>>[]): Promise<void>;
  /**
   * After the commit, in this process: for whoever is shown or fetches what is there now. At most once: a process that is killed in between
   * does not make up for it, so whoever must not miss anything looks in the tables, too.
   */
  committed?(facts: readonly LoggedFact<Extract<Fact, { type: T }>>[]): void;
  /** A fact that comes late (it was set aside) changes what was made of this earlier one of the same call, which is handled once more. */
  wholeCallAt?: T;
  /** How its tables are made anew; a sentence: why they cannot be. */
  rebuild: Rebuild | string;
}

export interface Rebuild {
  tables: readonly RebuiltTable[];
  /** What depends on columns that were kept. */
  finish?(db: TenantDb, range: { tenantId: string; from: Date }): Promise<void>;
}

export interface RebuiltTable {
  /** As in the database. */
  name: string;
  /** The type of fact that a row is made of; several: all of calls, or all of agents. */
  madeOf: Fact['type'] | readonly Fact['type'][];
  /** Whether a row `t` is made of the event `e`. */
  isOf: SQL;
  /** What makes a row the same as before. */
  key: readonly string[];
  /**
   * Columns that facts do not tell and that stay as they were: what a person did, what became of a file, names of then. A name stays while
   * the column that is given with it says the same: another agent has another name.
   */
  keep: Readonly<Record<string, string | null>>;
}

/** A declaration with its fact types checked. The list of all consumers knows no particular types; `Consumers` gives each only its own. */
export function consumer<T extends Fact['type']>(declared: Consumer<T>): Consumer {
  // Its handler takes fewer types than `Consumer` says; `readFacts` asks for `factTypes` only.
  return declared as unknown as Consumer;
}
