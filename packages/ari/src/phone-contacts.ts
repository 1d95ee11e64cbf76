import { createHash } from 'node:crypto';
import { AriRequestError } from './errors.ts';
import type { AriRequests } from './requests.ts';
import type { AriEvent } from './types.ts';

/** Of one AOR; far more than a phone has, should news of their end have been missed. */
const MAX_CONTACTS = 20;

/**
 * Where phones have registered, as the engine told of it, so that a registration can be ended from here. The softswitch does so by
 * itself when a secret changes. Asterisk keeps a contact until it expires; its object can be deleted like any other, by the name that
 * res_pjsip gives it: `<aor>;@<MD5 of the URI>` (ast_sip_location_create_contact in location.c).
 */
export class PhoneContacts {
  /** AOR → URIs. */
  readonly #known = new Map<string, Set<string>>();

  onEvent(event: AriEvent): void {
    if (event.type !== 'ContactStatusChange') return;
    const { aor, uri, contact_status: status } = event.contact_info;
    const uris = this.#known.get(aor) ?? new Set<string>();
    this.#known.set(aor, uris);
    uris.delete(uri);
    if (status !== 'Removed') uris.add(uri);
    for (const oldest of uris) {
      if (uris.size <= MAX_CONTACTS) break;
      uris.delete(oldest);
    }
    if (uris.size === 0) this.#known.delete(aor);
  }

  /** Ends what is registered at that AOR, as far as it is known. */
  async end(requests: AriRequests, aor: string): Promise<void> {
    for (const uri of [...(this.#known.get(aor) ?? [])]) {
      const id = `${aor};@${createHash('md5').update(uri).digest('hex')}`;
      await requests.asterisk.deleteConfig('res_pjsip', 'contact', id).catch((error: unknown) => {
        // It has expired, or the engine is another one now.
        if (!(error instanceof AriRequestError && error.status === 404)) throw error;
      });
      this.#known.get(aor)?.delete(uri);
    }
  }
}
