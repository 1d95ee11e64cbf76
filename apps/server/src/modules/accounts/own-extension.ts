import type { ExtensionChange } from '@zuoxi/callcontrol';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { extension } from './tables.ts';

/** What somebody sets of his own extension, with his phone or on his screen: it is the same setting. */
export interface OwnExtension {
  /** Resolves when it is stored and calls are decided by it. */
  set(who: Pick<Actor, 'tenantId' | 'accountId'>, change: ExtensionChange): Promise<void>;
}

/** Nothing of an extension that somebody sets himself is unique. */
const unnamed = (): never => {
  throw new Error('no setting of an extension can be taken');
};

export function createOwnExtension(database: Database, changed: Changed): OwnExtension {
  const change = changeWith(database, changed, { constraint: 'extension', taken: unnamed });
  return {
    set: (who, wish) =>
      change(who, undefined, async (db) => {
        const [row] = await db.select().from(extension).where(eq(extension.accountId, who.accountId)).for('update');
        if (!row) fail('panel.noExtension');
        const values =
          'doNotDisturb' in wish ? { doNotDisturb: wish.doNotDisturb } : { forwarding: { ...row.forwarding, [wish.forward]: wish.number } };
        await db.update(extension).set(values).where(eq(extension.accountId, who.accountId));
        await audit(db, who, 'doNotDisturb' in wish ? 'extension.doNotDisturb' : 'extension.forward', who.accountId, wish, {
          before: row,
          after: { ...row, ...values },
        });
      }),
  };
}
