import { createHash, timingSafeEqual } from 'node:crypto';

export interface PhoneSecrets {
  /** The endpoint that the browser phone registers as. */
  username: string;
  /** What the page was given; ends with its session. */
  password: string;
  /** What the engine knows. It never leaves the server. */
  enginePassword: string;
}

const HASHES: Readonly<Record<string, string>> = { md5: 'md5', 'sha-256': 'sha256' };
/** One header line; a folded one (RFC 3261, section 7.3.1) does not fit and reaches the engine as it is, which refuses it. */
const AUTHORIZATION = /^((?:Proxy-)?Authorization\s*:\s*Digest\s)(.*)$/gim;
const PARAMETER = /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/**
 * A SIP message of a browser phone as the engine is to get it: where the page has proved its own password (RFC 7616), the proof
 * is made anew with the engine's. Any other proof is left as it is, and the engine refuses it.
 */
export function withEngineProof(message: string, secrets: PhoneSecrets): string {
  const end = message.indexOf('\r\n\r\n');
  const head = end < 0 ? message : message.slice(0, end);
  const method = head.slice(0, Math.max(0, head.indexOf(' ')));
  const proved = head.replace(AUTHORIZATION, (line, name: string, text: string) => {
    const given = parametersOf(text);
    const response = given.get('response');
    if (response === undefined || given.get('username') !== secrets.username) return line;
    const expected = responseOf(method, given, secrets.password);
    if (expected === undefined || !isSame(expected, response)) return line;
    const forEngine = responseOf(method, given, secrets.enginePassword) ?? '';
    return `${name}${text.replace(/(\bresponse\s*=\s*")[^"]*(")/i, `$1${forEngine}$2`)}`;
  });
  return end < 0 ? proved : proved + message.slice(end);
}

function parametersOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of text.matchAll(PARAMETER)) {
    // The first one counts, as it does for the engine.
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), quoted ?? plain);
  }
  return found;
}

/** Undefined: a kind of proof that is not spoken here (auth-int, -sess). */
function responseOf(method: string, given: ReadonlyMap<string, string>, password: string): string | undefined {
  const hash = HASHES[(given.get('algorithm') ?? 'md5').toLowerCase()];
  const qop = given.get('qop');
  const isComplete = ['username', 'realm', 'nonce', 'uri'].every((name) => given.has(name));
  if (!hash || !isComplete || (qop !== undefined && qop !== 'auth')) return undefined;
  const digest = (...parts: (string | undefined)[]) => createHash(hash).update(parts.join(':')).digest('hex');
  const ha1 = digest(given.get('username'), given.get('realm'), password);
  const ha2 = digest(method, given.get('uri'));
  if (qop === undefined) return digest(ha1, given.get('nonce'), ha2);
  return digest(ha1, given.get('nonce'), given.get('nc'), given.get('cnonce'), qop, ha2);
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given.toLowerCase())];
  return a.length === b.length && timingSafeEqual(a, b);
}
