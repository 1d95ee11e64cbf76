import { createHash } from 'node:crypto';
import { AriRequestError } from './errors.ts';
import type { AriRequests } from './requests.ts';
import type { AriEvent } from './types.ts';

/** Of one AOR; far more than a phone has, should news of their end have been missed. */
const MAX_CONTACTS = 20;

/**
 * Where phones have registered, as the engine told of it. So a registration can be ended from here, and of several contacts that one is rung which
 * was heard of last: Asterisk rings one of them, any, and a phone that comes back from another port would be rung where it was before.
 *
 * The softswitch does so by
 * itself when a secret changes. Asterisk keeps a contact until it expires; its object can be deleted like any other, by the name that
 * res_pjsip gives it: `<aor>;@<MD5 of the URI>` (ast_sip_location_create_contact in location.c).
 */
export class PhoneContacts {
  /** AOR → URI → it answers as far as is known; the one that was heard of last at the end. */
  readonly #known = new Map<string, Map<string, boolean>>();

  onEvent(event: AriEvent): void {
    if (event.type !== 'ContactStatusChange') return;
    const { aor, uri, contact_status: status } = event.contact_info;
    const uris = this.#known.get(aor) ?? new Map<string, boolean>();
    this.#known.set(aor, uris);
    // That it does not answer is no news from it: it keeps its place.
    if (status === 'Unreachable') uris.set(uri, false);
    else {
      uris.delete(uri);
      if (status !== 'Removed') uris.set(uri, true);
    }
    for (const oldest of uris.keys()) {
      if (uris.size <= MAX_CONTACTS) break;
      uris.delete(oldest);
    }
    if (uris.size === 0) this.#known.delete(aor);
  }

  /** `PJSIP/demo-8001` → `PJSIP/demo-8001/sip:demo-8001@192.0.2.7:5062`, where the phone has several contacts; else as it is. */
  dialString(endpoint: string): string {
    const uris = this.#known.get(endpoint.replace(/^PJSIP\//, ''));
    if (!uris || uris.size < 2) return endpoint;
    const newest = [...uris].findLast(([, isReachable]) => isReachable)?.[0];
    // A browser has one contact at a time; two are known for the moment in which a page takes over.
    return newest === undefined || /;transport=wss?\b/i.test(newest) ? endpoint : `${endpoint}/${newest}`;
  }

  /** The engine is away: what it has when it is back, its news will tell. */
  doubt(): void {
    for (const uris of this.#known.values()) for (const uri of uris.keys()) uris.set(uri, false);
  }

  /** Ends what is registered at that AOR, as far as it is known. */
  async end(requests: AriRequests, aor: string): Promise<void> {
    for (const uri of [...(this.#known.get(aor)?.keys() ?? [])]) {
      const id = `${aor};@${createHash('md5').update(uri).digest('hex')}`;
      await requests.asterisk.deleteConfig('res_pjsip', 'contact', id).catch((error: unknown) => {
        // It has expired, or the engine is another one now.
        if (!(error instanceof AriRequestError && error.status === 404)) throw error;
      });
      this.#known.get(aor)?.delete(uri);
    }
  }
}
