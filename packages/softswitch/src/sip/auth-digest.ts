import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, Logger } from '@zuoxi/kit';
import { type DigestAlgorithm, digestResponse, parseChallenge } from './digest.ts';
import type { SipRequest } from './message.ts';

export interface Credentials {
  username: string;
  password: string;
  /** MD5 of user:realm:password, instead of a password. */
  md5?: string;
}

export type AuthResult =
  | { type: 'ok'; username: string }
  /** To be answered 401 (or 407) with these headers; the same for accounts that exist and those that do not. */
  | { type: 'challenge'; challenges: string[]; failed: boolean };

export interface DigestServerOptions {
  realm: string;
  clock: Clock;
  logger: Logger;
  /** Undefined for unknown accounts. */
  lookup(username: string): Credentials | undefined;
  secret?: Buffer;
  /**
   * Offer SHA-256 as well (RFC 8760). Off by default, as in Asterisk: desk phones and libre (baresip) give up on a
   * challenge that has an algorithm they do not know, although the RFC says to skip it. SHA-256 answers are always taken.
   */
  offerSha256?: boolean;
}

/** A nonce is good this long; then the phone is told `stale` and needs no new password. */
const NONCE_MS = 300_000;
const MAX_NONCES = 20_000;
/** Characters of six bits: 132. Short, for a challenge should not be longer than what it answers. */
const SIGNATURE = 22;
const LOCK_AFTER = 10;
const LOCK_MS = 300_000;
const MAX_FAILURES = 20_000;
/** From one address, over all accounts: a scanner. */
const ADDRESS_LOCK_AFTER = 100;

interface Failure {
  count: number;
  until: number;
  /** What was sent last: a copy of it (our answer was lost) is no further guess. */
  last: string;
}

/** Digest access authentication as a server, RFC 3261 section 22 with RFC 8760 (SHA-256). */
export class DigestServer {
  readonly #options: DigestServerOptions;
  readonly #secret: Buffer;
  /** Highest `nc` seen by nonce: a request that was recorded cannot be played again. */
  readonly #counts = new Map<string, number>();
  readonly #failures = new Map<string, Failure>();

  constructor(options: DigestServerOptions) {
    this.#options = options;
    this.#secret = options.secret ?? randomBytes(32);
  }

  /**
   * Checks the credentials of a request that came from `address`. `isSignedIn` says whether that user is registered over the very
   * way this request took: then somebody else who guesses from the same address (an office behind one NAT) does not lock him out.
   */
  check(request: SipRequest, address: string, isSignedIn: (username: string) => boolean = () => false): AuthResult {
    // RFC 4475 section 3.3.12: an unknown scheme is as good as no credentials. RFC 3261 section 22.3: those for others may stand beside.
    const fields = [...request.headers.all('authorization'), ...request.headers.all('proxy-authorization')]
      .map(parseChallenge)
      .find((one) => one?.scheme === 'digest' && one.params.get('realm') === this.#options.realm);
    if (!fields) return this.#challenge(false, false);
    const p = (name: string): string => fields.params.get(name) ?? '';
    const username = p('username');
    const nonce = p('nonce');
    const algorithm = (fields.params.get('algorithm') ?? 'MD5').toUpperCase();
    if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return this.#challenge(false, false);
    // Offered is auth alone: auth-int and RFC 2069 (which could be played again) are asked for auth once more; nothing was guessed.
    if (p('qop').toLowerCase() !== 'auth') return this.#challenge(false, false);
    const state = this.#nonceState(nonce);
    if (state === 'forged') return this.#challenge(false, false);
    const known = this.#matches(request, fields.params, username, nonce, algorithm);
    const isLocked = this.#locked(`${username}|${address}`, LOCK_AFTER) || this.#locked(address, ADDRESS_LOCK_AFTER);
    if (isLocked && !isSignedIn(username)) {
      this.#options.logger.warn({ username, address }, 'sign-in while locked out');
      return this.#challenge(false, true);
    }
    if (!known) {
      this.#fail(username, address, `${nonce}|${p('nc')}|${p('response')}`);
      return this.#challenge(false, true);
    }
    if (state === 'expired') return this.#challenge(true, false);
    if (!this.#countIsNew(nonce, p('nc'), p('cnonce'))) {
      this.#options.logger.warn({ username, address }, 'a recorded sign-in was played again');
      return this.#challenge(true, true);
    }
    this.#failures.delete(`${username}|${address}`);
    return { type: 'ok', username };
  }

  /** Takes the same time whether the account exists or not. */
  #matches(request: SipRequest, params: Map<string, string>, username: string, nonce: string, algorithm: DigestAlgorithm): boolean {
    const p = (name: string): string => params.get(name) ?? '';
    const account = this.#options.lookup(username);
    // Of an account of which only the MD5 is stored nothing can be said in SHA-256: an empty password must not do.
    const isUsable = account !== undefined && (account.md5 === undefined || algorithm === 'MD5');
    const expected = digestResponse({
      algorithm,
      username,
      realm: this.#options.realm,
      password: account?.password ?? 'no such account',
      ha1: account?.md5,
      method: request.method,
      uri: p('uri'),
      nonce,
      qop: params.get('qop'),
      nc: p('nc'),
      cnonce: p('cnonce'),
    });
    return isSame(p('response').toLowerCase(), expected) && isUsable;
  }

  #challenge(stale: boolean, failed: boolean): AuthResult {
    return { type: 'challenge', failed, challenges: this.challenge(stale) };
  }

  /** Values of WWW-Authenticate; they keep nothing here until they are answered. */
  challenge(stale = false): string[] {
    const rest = `realm="${this.#options.realm}", nonce="${this.#newNonce()}", qop="auth"${stale ? ', stale=true' : ''}`;
    const challenges = [`Digest ${rest}, algorithm=MD5`];
    // RFC 8760 section 2.3: the preferred one on top; whoever knows both takes the first.
    if (this.#options.offerSha256) challenges.unshift(`Digest ${rest}, algorithm=SHA-256`);
    return challenges;
  }

  #newNonce(): string {
    const stamp = Math.floor(this.#options.clock.monotonic()).toString(36);
    const body = `${stamp}.${randomBytes(9).toString('base64url')}`;
    return `${body}.${this.#sign(body)}`;
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#secret).update(body).digest('base64url').slice(0, SIGNATURE);
  }

  #nonceState(nonce: string): 'good' | 'expired' | 'forged' {
    const dot = nonce.lastIndexOf('.');
    if (dot < 0) return 'forged';
    const body = nonce.slice(0, dot);
    if (!isSame(nonce.slice(dot + 1), this.#sign(body))) return 'forged';
    const age = this.#options.clock.monotonic() - Number.parseInt(body.split('.')[0] ?? '', 36);
    return age <= NONCE_MS ? 'good' : 'expired';
  }

  /** RFC 7616 section 3.4: `nc` counts up; the same number twice is a replay. */
  #countIsNew(nonce: string, nc: string, _cnonce: string): boolean {
    if (!/^[0-9a-fA-F]{1,8}$/.test(nc)) return false;
    const count = Number.parseInt(nc, 16);
    const last = this.#counts.get(nonce) ?? 0;
    if (count <= last) return false;
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    if (this.#counts.size > MAX_NONCES) this.#forgetNonces();
    return true;
  }

  /** Expired nonces are refused by their age, so only living ones need a memory; the oldest go first if there are too many. */
  #forgetNonces(): void {
    for (const nonce of this.#counts.keys()) {
      if (this.#counts.size <= MAX_NONCES && this.#nonceState(nonce) === 'good') break;
      this.#counts.delete(nonce);
    }
  }

  /** The account was (re)configured: what failed before says nothing about the password it has now. */
  forgive(username: string): void {
    const prefix = `${username}|`;
    for (const [key, { count }] of this.#failures) {
      if (!key.startsWith(prefix)) continue;
      this.#failures.delete(key);
      const ofAddress = this.#failures.get(key.slice(prefix.length));
      if (ofAddress) ofAddress.count = Math.max(0, ofAddress.count - count);
    }
  }

  #locked(key: string, after: number): boolean {
    const failure = this.#failures.get(key);
    if (!failure) return false;
    if (this.#options.clock.monotonic() >= failure.until) {
      this.#failures.delete(key);
      return false;
    }
    return failure.count >= after;
  }

  #fail(username: string, address: string, given: string): void {
    if (this.#failures.get(`${username}|${address}`)?.last === given) return;
    this.#options.logger.warn({ username, address, event: 'security.sip-auth-failed' }, 'wrong SIP credentials');
    const until = this.#options.clock.monotonic() + LOCK_MS;
    for (const key of [`${username}|${address}`, address]) {
      const failure = this.#failures.get(key);
      const count = failure && failure.until > this.#options.clock.monotonic() ? failure.count + 1 : 1;
      this.#failures.delete(key);
      this.#failures.set(key, { count, until, last: given });
    }
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= MAX_FAILURES) break;
      this.#failures.delete(key);
    }
  }
}

/** In a time that does not tell how much of it was right. What is not ASCII has more bytes than characters, so lengths may differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
