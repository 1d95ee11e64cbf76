import type { FactSpool } from './fact-spool.ts';
import type { FactStore } from './fact-store.ts';
import { inParts } from './journal.ts';

/** At the start, before the live state is read: facts that an earlier process had to leave on the disk. */
export async function storeWaiting(spool: FactSpool, store: FactStore): Promise<void> {
  await spool.load();
  for (let oldest = await spool.oldest(); oldest; oldest = await spool.oldest()) {
    for (const batch of inParts(oldest.batch)) await store.store(batch);
    await oldest.done();
  }
}
