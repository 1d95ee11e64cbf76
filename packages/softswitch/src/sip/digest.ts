import { createHash } from 'node:crypto';
import { splitList } from './headers.ts';
import { unquote } from './uri.ts';

export type DigestAlgorithm = 'MD5' | 'SHA-256';

export interface DigestFields {
  scheme: string;
  params: Map<string, string>;
}

/** `Digest realm="a", nonce=b`. Undefined when it is nothing of the kind. */
export function parseChallenge(value: string): DigestFields | undefined {
  const space = value.indexOf(' ');
  if (space <= 0) return undefined;
  const params = new Map<string, string>();
  for (const part of splitList(value.slice(space + 1))) {
    const equals = part.indexOf('=');
    if (equals > 0) params.set(part.slice(0, equals).trim().toLowerCase(), unquote(part.slice(equals + 1).trim()));
  }
  return { scheme: value.slice(0, space).toLowerCase(), params };
}

/** The realms that are asked for. */
export function realmsOf(challenges: readonly string[]): ReadonlySet<string> {
  return new Set(challenges.map((value) => parseChallenge(value)?.params.get('realm') ?? ''));
}

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
}

export interface DigestInput {
  algorithm: DigestAlgorithm;
  username: string;
  realm: string;
  password: string;
  method: string;
  uri: string;
  nonce: string;
  qop?: string;
  nc?: string;
  cnonce?: string;
  /** Hash of user:realm:password, when that is what is stored. */
  ha1?: string;
  /** RFC 7616 section 3.4.2: the first hash is bound to the nonces of the session. */
  session?: boolean;
}

/** RFC 7616 section 3.4.1 and RFC 8760; without qop RFC 2069. */
export function digestResponse(input: DigestInput): string {
  const { algorithm } = input;
  let ha1 = input.ha1 ?? hash(algorithm, `${input.username}:${input.realm}:${input.password}`);
  if (input.session) ha1 = hash(algorithm, `${ha1}:${input.nonce}:${input.cnonce ?? ''}`);
  const ha2 = hash(algorithm, `${input.method}:${input.uri}`);
  if (!input.qop) return hash(algorithm, `${ha1}:${input.nonce}:${ha2}`);
  return hash(algorithm, `${ha1}:${input.nonce}:${input.nc ?? ''}:${input.cnonce ?? ''}:${input.qop}:${ha2}`);
}

/** What we sign in with elsewhere. */
export interface OutboundCredentials {
  username: string;
  password: string;
  /** Only a challenge of this realm is answered; undefined or '' = any. */
  realm?: string;
  /** MD5 of user:realm:password, instead of a password. */
  md5?: string;
}

/** One challenge that can be answered. */
interface Accepted {
  algorithm: DigestAlgorithm;
  /** As the server wrote it, with `-sess`. */
  algorithmText: string | undefined;
  session: boolean;
  realm: string;
  nonce: string;
  opaque: string | undefined;
  qop: 'auth' | undefined;
  stale: boolean;
  credentials: OutboundCredentials;
}

function readAlgorithm(text: string | undefined): { algorithm: DigestAlgorithm; session: boolean } | undefined {
  const upper = (text ?? 'MD5').toUpperCase();
  const session = upper.endsWith('-SESS');
  const algorithm = session ? upper.slice(0, -5) : upper;
  return algorithm === 'MD5' || algorithm === 'SHA-256' ? { algorithm, session } : undefined;
}

/** RFC 8760 section 2.4: the topmost challenge that we know how to answer, and have credentials for. */
function choose(
  challenges: readonly string[],
  credentials: readonly OutboundCredentials[],
  isKnown: (realm: string) => boolean = () => true,
): Accepted | undefined {
  for (const value of challenges) {
    const challenge = parseChallenge(value);
    if (challenge?.scheme !== 'digest') continue;
    const algorithmText = challenge.params.get('algorithm');
    const known = readAlgorithm(algorithmText);
    const realm = challenge.params.get('realm') ?? '';
    if (!isKnown(realm)) continue;
    // A realm that was configured narrows it further.
    const fitting = credentials.find((one) => (!one.realm || one.realm === realm) && (one.md5 === undefined || known?.algorithm === 'MD5'));
    if (!known || !fitting) continue;
    const offered = challenge.params.get('qop');
    const qop = offered?.split(',').some((q) => q.trim().toLowerCase() === 'auth') ? 'auth' : undefined;
    if (offered && !qop) continue;
    return {
      ...known,
      algorithmText,
      realm,
      nonce: challenge.params.get('nonce') ?? '',
      opaque: challenge.params.get('opaque'),
      qop,
      stale: challenge.params.get('stale')?.toLowerCase() === 'true',
      credentials: fitting,
    };
  }
  return undefined;
}

/** What stands in quotes; a nonce or realm of a peer must not end its quotes early. */
function quoted(text: string): string {
  return `"${text.replace(/[\r\n\0]+/g, ' ').replace(/(["\\])/g, '\\$1')}"`;
}

function answerTo(accepted: Accepted, request: { method: string; uri: string }, nc: string, cnonce: string): string {
  const { algorithm, session, realm, nonce, opaque, qop, credentials } = accepted;
  const { username, password, md5: ha1 } = credentials;
  const response = digestResponse({ algorithm, session, username, password, ha1, realm, nonce, ...request, qop, nc, cnonce });
  const { algorithmText } = accepted;
  let header = `Digest username=${quoted(username)}, realm=${quoted(realm)}, nonce=${quoted(nonce)}, uri=${quoted(request.uri)}, response="${response}"`;
  if (algorithmText !== undefined) header += `, algorithm=${session ? `${algorithm}-sess` : algorithm}`;
  if (qop) header += `, qop=auth, nc=${nc}`;
  if (qop || session) header += `, cnonce="${cnonce}"`;
  return opaque === undefined ? header : `${header}, opaque=${quoted(opaque)}`;
}

/**
 * The client's side (RFC 3261 section 22.3): the answer to a challenge of the peer the credentials are for.
 * Undefined when it cannot be answered. The caller makes sure that only the configured peer gets one, and says by `isKnown` which
 * realms are that peer's (digest leak, ES2021-05).
 */
export function answerChallenge(
  challenges: readonly string[],
  credentials: OutboundCredentials | readonly OutboundCredentials[],
  request: { method: string; uri: string },
  cnonce: string,
  isKnown?: (realm: string) => boolean,
): string | undefined {
  const accepted = choose(challenges, 'username' in credentials ? [credentials] : credentials, isKnown);
  return accepted && answerTo(accepted, request, '00000001', cnonce);
}

/**
 * Credentials in use with one server over many requests (a registration that is refreshed): the nonce is kept and counted on, so
 * that only the first request, and one whose nonce is too old, is asked for twice.
 */
export class DigestSession {
  readonly #credentials: readonly OutboundCredentials[];
  readonly #newCnonce: () => string;
  #accepted: Accepted | undefined;
  #header: 'authorization' | 'proxy-authorization' = 'authorization';
  #cnonce = '';
  #count = 0;

  constructor(credentials: readonly OutboundCredentials[], newCnonce: () => string) {
    this.#credentials = credentials;
    this.#newCnonce = newCnonce;
  }

  /** The header to send with a request before anybody asked; undefined while there is no nonce. RFC 7616 section 3.6. */
  header(request: { method: string; uri: string }): readonly [key: string, value: string] | undefined {
    const accepted = this.#accepted;
    if (!accepted?.qop) return undefined;
    this.#count++;
    return [this.#header, answerTo(accepted, request, this.#count.toString(16).padStart(8, '0'), this.#cnonce)];
  }

  /**
   * Takes the challenges of a 401 or 407. False when they cannot be answered, or when the same credentials were just
   * refused: a new nonce without `stale` means that the password is wrong (RFC 7616 section 3.3).
   */
  accepts(status: number, challenges: readonly string[], hadCredentials: boolean): boolean {
    const accepted = choose(challenges, this.#credentials);
    const before = this.#accepted;
    this.#accepted = undefined;
    if (!accepted) return false;
    const isNew = before === undefined || accepted.nonce !== before.nonce;
    if (hadCredentials && !(accepted.stale && isNew)) return false;
    this.#accepted = accepted;
    this.#header = status === 407 ? 'proxy-authorization' : 'authorization';
    this.#cnonce = this.#newCnonce();
    this.#count = 0;
    return true;
  }
}
