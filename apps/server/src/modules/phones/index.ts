import type { PhoneCredentials } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';
import type { Actor } from '../actor.ts';
import { fail } from '../errors.ts';
import { extensionEndpoint, REALM } from '../pbx/index.ts';
import type { SecretBox } from '../secrets/index.ts';

export const SIP_WEBSOCKET_PATH = '/sip';

/** What the browser's phone registers with: only its own account's, only for web extensions. */
export class Phones {
  readonly #database: Database;
  readonly #secrets: SecretBox;

  constructor(database: Database, secrets: SecretBox) {
    this.#database = database;
    this.#secrets = secrets;
  }

  credentials(actor: Actor): Promise<PhoneCredentials> {
    return this.#database.tenant(actor.tenantId, async (db) => {
      const [extension] = await db.select().from(tables.extension).where(eq(tables.extension.accountId, actor.accountId));
      const [tenant] = await db.select().from(tables.tenant);
      if (extension?.phoneType !== 'web' || !tenant) return fail('panel.noExtension');
      const username = extensionEndpoint(tenant.code, extension.number);
      return {
        uri: `sip:${username}@${REALM}`,
        username,
        password: this.#secrets.open(extension.sipSecret),
        realm: REALM,
        webSocketPath: SIP_WEBSOCKET_PATH,
      };
    });
  }
}
