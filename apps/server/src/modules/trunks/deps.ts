import type { TrunkServerAnswer, TrunkState } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import type { Database } from '../../db/index.ts';
import type { Changed } from '../../platform/change.ts';
import type { TestCall, TestCallResult } from '../engine/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import type { SecretBox } from '../secrets/index.ts';
import type { trunk as trunkTable } from './tables.ts';

export type TrunkRow = typeof trunkTable.$inferSelect;

export interface TrunksDeps {
  database: Database;
  secrets: SecretBox;
  changed: Changed;
  ids: Ids;
  directory: DirectoryStore;
  channelsInUse(trunkId: string): number;
  /** Of a server by its name or address; none when it is not known. */
  addressesOf(host: string): Promise<string[]>;
  /** From where the phones of all other call centres are registered. */
  phoneAddresses(exceptTenantId: string): string[];
  /** What the engines know of it. */
  stateOf(trunk: Omit<TrunkRow, 'secret' | 'tenantId' | 'createdAt'>): { state: TrunkState; status: number; roundTripMs: number | null };
  /** What its servers say just now. Throws `engine.unavailable`. */
  askServers(trunk: TrunkRow): Promise<TrunkServerAnswer[]>;
  /** Throws `engine.unavailable`. */
  testCall(call: TestCall): Promise<TestCallResult>;
}
