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
}

/** RFC 7616 section 3.4.1 and RFC 8760; without qop RFC 2069. */
export function digestResponse(input: DigestInput): string {
  const ha1 = input.ha1 ?? hash(input.algorithm, `${input.username}:${input.realm}:${input.password}`);
  const ha2 = hash(input.algorithm, `${input.method}:${input.uri}`);
  if (!input.qop) return hash(input.algorithm, `${ha1}:${input.nonce}:${ha2}`);
  return hash(input.algorithm, `${ha1}:${input.nonce}:${input.nc ?? ''}:${input.cnonce ?? ''}:${input.qop}:${ha2}`);
}

/**
 * The client's side (RFC 3261 section 22.3): the answer to a challenge of the peer the credentials are for.
 * Undefined when it cannot be answered. The caller makes sure that only the configured peer gets one (digest leak, ES2021-05).
 */
export function answerChallenge(
  challenges: readonly string[],
  credentials: { username: string; password: string; realm?: string },
  request: { method: string; uri: string },
  cnonce: string,
): string | undefined {
  for (const value of challenges) {
    const challenge = parseChallenge(value);
    if (challenge?.scheme !== 'digest') continue;
    const algorithm = (challenge.params.get('algorithm') ?? 'MD5').toUpperCase();
    if (algorithm !== 'MD5' && algorithm !== 'SHA-256') continue;
    const realm = challenge.params.get('realm') ?? '';
    if (credentials.realm && credentials.realm !== realm) continue;
    const nonce = challenge.params.get('nonce') ?? '';
    const offered = challenge.params.get('qop');
    const qop = offered?.split(',').some((q) => q.trim() === 'auth') ? 'auth' : undefined;
    if (offered && !qop) continue;
    const nc = '00000001';
    const response = digestResponse({ algorithm, ...credentials, realm, nonce, ...request, qop, nc, cnonce });
    const escapeQuotes = (text: string) => text.replace(/(["\\])/g, '\\$1');
    let header = `Digest username="${escapeQuotes(credentials.username)}", realm="${escapeQuotes(realm)}", nonce="${nonce}", uri="${request.uri}", response="${response}", algorithm=${algorithm}`;
    if (qop) header += `, qop=auth, nc=${nc}, cnonce="${cnonce}"`;
    const opaque = challenge.params.get('opaque');
    if (opaque !== undefined) header += `, opaque="${opaque}"`;
    return header;
  }
  return undefined;
}
