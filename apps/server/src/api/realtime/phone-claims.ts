interface Claim {
  /** Of the browser tab, the same after a reload and over reconnections. */
  pageId: string;
  socketId: string;
}

/**
 * Which page is the phone of an account (PAN-11c): one is, the others wait or take over. In memory: after a restart of the
 * server the pages claim again.
 *
 * A page may come back before its old connection is known to be dead; it is known by its id and gets its phone at once.
 */
export class PhoneClaims {
  readonly #claims = new Map<string, Claim>();

  /** `lost`: the socket of the page that had it until now. */
  claim(accountId: string, claim: Claim, takeOver: boolean): { result: 'mine' | 'taken'; lost?: string } {
    const holder = this.#claims.get(accountId);
    const another = holder !== undefined && holder.pageId !== claim.pageId;
    if (another && !takeOver) return { result: 'taken' };
    this.#claims.set(accountId, claim);
    return another ? { result: 'mine', lost: holder.socketId } : { result: 'mine' };
  }

  /** True: it was the page that is the phone. */
  socketGone(accountId: string, socketId: string): boolean {
    return this.#claims.get(accountId)?.socketId === socketId && this.#claims.delete(accountId);
  }
}
