import { numberKey } from '@zuoxi/contract';
import type { Database } from '../../db/index.ts';
import { blacklist } from './tables.ts';

/** All blacklisted numbers in memory: whether a number may be dialled is asked in the middle of a decision. */
export class BlacklistedNumbers {
  readonly #byTenant = new Map<string, Set<string>>();

  async load(database: Database): Promise<void> {
    const rows = await database.system.select({ tenantId: blacklist.tenantId, number: blacklist.number }).from(blacklist);
    this.#byTenant.clear();
    for (const { tenantId, number } of rows) this.add(tenantId, number);
  }

  add(tenantId: string, number: string): void {
    const known = this.#byTenant.get(tenantId) ?? new Set();
    this.#byTenant.set(tenantId, known.add(number));
  }

  remove(tenantId: string, number: string): void {
    this.#byTenant.get(tenantId)?.delete(number);
  }

  has(tenantId: string, number: string): boolean {
    return this.#byTenant.get(tenantId)?.has(numberKey(number)) ?? false;
  }
}
