type Whose = 'none' | 'ours' | 'theirs';

/**
 * What is going on in one dialog: at most one offer without its answer, and one INVITE without its end. Says who has to wait.
 *
 *   offer:   none ──an offer, ours or theirs──▶ pending ──its answer, or a failure──▶ none
 *   INVITE:  none ──ours or theirs──▶ pending ──final response──▶ none   (theirs: until the ACK of our 2xx)
 */
export class OfferAnswer {
  #offer: Whose = 'none';
  #invite: Whose = 'none';
  #isAccepted = false;
  #isUpdating = false;
  #whenFree: (() => void) | undefined;

  /** Why their INVITE, or UPDATE with or without an offer, cannot be had now; undefined when it can. */
  refusalOf(method: 'INVITE' | 'UPDATE', hasOffer: boolean): 491 | 500 | undefined {
    if (method === 'INVITE') {
      // RFC 3261 section 14.2: 491 when ours is under way, 500 when theirs is not answered. RFC 5407 section 3.1.4: 491 before the ACK.
      if (this.#invite === 'ours') return 491;
      if (this.#invite === 'theirs') return this.#isAccepted ? 491 : 500;
    }
    // RFC 3311 section 5.2
    if (method === 'UPDATE' && this.#isUpdating) return 500;
    if (!hasOffer) return undefined;
    if (this.#offer === 'ours') return 491;
    return this.#offer === 'theirs' ? 500 : undefined;
  }

  /** An INVITE or UPDATE of ours may go (RFC 3261 section 14.1, RFC 3311 section 5.1). */
  get isFree(): boolean {
    return this.#offer === 'none' && this.#invite === 'none' && !this.#isUpdating;
  }

  /** Calls `fn` once as soon as it is free; a later call replaces an earlier one. */
  whenFree(fn: () => void): void {
    this.#whenFree = fn;
    this.#check();
  }

  beginInvite(whose: 'ours' | 'theirs'): void {
    this.#invite = whose;
    this.#isAccepted = false;
  }

  /** Our 2xx is out; their ACK is missing. */
  acceptInvite(): void {
    this.#isAccepted = true;
  }

  endInvite(): void {
    this.#invite = 'none';
    this.#check();
  }

  beginUpdate(): void {
    this.#isUpdating = true;
  }

  endUpdate(): void {
    this.#isUpdating = false;
    this.#check();
  }

  offered(whose: 'ours' | 'theirs'): void {
    this.#offer = whose;
  }

  /** Answered, or given up. */
  settled(): void {
    this.#offer = 'none';
    this.#check();
  }

  /** The offer that waits for its answer. */
  get pending(): Whose {
    return this.#offer;
  }

  stop(): void {
    this.#whenFree = undefined;
  }

  #check(): void {
    const fn = this.#whenFree;
    if (!fn || !this.isFree) return;
    this.#whenFree = undefined;
    fn();
  }
}
