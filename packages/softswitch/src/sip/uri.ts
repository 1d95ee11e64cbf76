/** Parameters of a URI or header value; a parameter without `=` has the value ''. Keys are lower case. */
export type Params = Map<string, string>;

export interface SipUri {
  scheme: 'sip' | 'sips';
  /** As written, still percent-encoded. '' when absent. */
  user: string;
  password: string | undefined;
  /** IPv6 without its brackets. */
  host: string;
  port: number | undefined;
  params: Params;
  headers: string | undefined;
}

export interface NameAddr {
  display: string;
  uri: string;
  params: Params;
}

const HOST = /^[A-Za-z0-9._-]+$/;
const IPV6 = /^[0-9A-Fa-f:.]+$/;
// RFC 3261 section 25.1: unreserved, escaped and user-unreserved; semicolons and question marks are allowed in the user part.
const USER = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/#[\]^`{|}\x80-\uffff]|%[0-9A-Fa-f]{2})*$/;

function parsePort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port > 0 && port < 65536 ? port : undefined;
}

/** `host`, `host:port`, `[v6]:port`. Undefined when it is none of these. */
export function parseHostPort(text: string): { host: string; port: number | undefined } | undefined {
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    if (end < 0) return undefined;
    const host = text.slice(1, end);
    if (!IPV6.test(host) || !host.includes(':')) return undefined;
    const rest = text.slice(end + 1);
    if (rest === '') return { host, port: undefined };
    const port = rest.startsWith(':') ? parsePort(rest.slice(1)) : undefined;
    return port === undefined ? undefined : { host, port };
  }
  const colon = text.indexOf(':');
  const host = colon < 0 ? text : text.slice(0, colon);
  if (!HOST.test(host)) return undefined;
  if (colon < 0) return { host, port: undefined };
  const port = parsePort(text.slice(colon + 1));
  return port === undefined ? undefined : { host, port };
}

/** `;a=b;c` into a map; quoted values lose their quotes. Undefined when the grammar is broken. */
export function parseParams(text: string, lenient = false): Params | undefined {
  const params: Params = new Map();
  let i = 0;
  while (i < text.length) {
    while (i < text.length && (text[i] === ' ' || text[i] === '\t')) i++;
    if (i >= text.length) break;
    if (text[i] !== ';') return undefined;
    i++;
    let end = i;
    let quoted = false;
    for (; end < text.length; end++) {
      const c = text[end];
      if (quoted) {
        if (c === '\\') end++;
        else if (c === '"') quoted = false;
      } else if (c === '"') quoted = true;
      else if (c === ';') break;
    }
    if (quoted) return undefined;
    const part = text.slice(i, end);
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    // RFC 4475 section 3.1.2.1: `;;` is broken; a semicolon at the very end is forgiven.
    if (name === '' && end < text.length && !lenient) return undefined;
    if (name !== '') params.set(name, equals < 0 ? '' : unquote(part.slice(equals + 1).trim()));
    i = end;
  }
  return params;
}

export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const inner = text.slice(1, -1);
  return inner.includes('\\') ? inner.replace(/\\(.)/g, '$1') : inner;
}

/** For display names: RFC 3261 section 25.1 quoted-string; line ends never survive (header injection). */
export function quote(text: string): string {
  return `"${text.replace(/[\r\n\0]+/g, ' ').replace(/(["\\])/g, '\\$1')}"`;
}

export function uriScheme(text: string): string | undefined {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  return match?.[1]?.toLowerCase();
}

/** RFC 3261 section 19.1. Undefined for other schemes and for what breaks the grammar. */
export function parseUri(text: string): SipUri | undefined {
  const colon = text.indexOf(':');
  if (colon !== 3 && colon !== 4) return undefined;
  const scheme = text.slice(0, colon).toLowerCase();
  if (scheme !== 'sip' && scheme !== 'sips') return undefined;
  let rest = text.slice(colon + 1);
  if (/[\s<>"]/.test(rest)) return undefined;
  let user = '';
  let password: string | undefined;
  const at = rest.lastIndexOf('@');
  if (at >= 0) {
    const info = rest.slice(0, at);
    const separator = info.indexOf(':');
    user = separator < 0 ? info : info.slice(0, separator);
    password = separator < 0 ? undefined : info.slice(separator + 1);
    if (user === '' || !USER.test(user)) return undefined;
    rest = rest.slice(at + 1);
  }
  let headers: string | undefined;
  const question = rest.indexOf('?');
  if (question >= 0) {
    headers = rest.slice(question + 1);
    rest = rest.slice(0, question);
  }
  const semicolon = rest.indexOf(';');
  const hostPort = parseHostPort(semicolon < 0 ? rest : rest.slice(0, semicolon));
  if (!hostPort) return undefined;
  const params = semicolon < 0 ? new Map<string, string>() : parseParams(rest.slice(semicolon));
  if (!params) return undefined;
  return { scheme, user, password, host: hostPort.host, port: hostPort.port, params, headers };
}

/** An IPv6 address stands in brackets wherever a port may follow: in URIs, in Via. Names and IPv4 as they are. */
export function hostForUri(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Percent-encodes what may not stand in the user part. */
export function escapeUser(user: string): string {
  return user.replace(/[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/g, (c) => encodeURIComponent(c));
}

export function unescapeUser(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

export function formatUri(uri: Pick<SipUri, 'scheme' | 'user' | 'host' | 'port'> & { params?: Params }): string {
  let text = `${uri.scheme}:${uri.user === '' ? '' : `${uri.user}@`}${hostForUri(uri.host)}`;
  if (uri.port !== undefined) text += `:${uri.port}`;
  for (const [name, value] of uri.params ?? []) text += value === '' ? `;${name}` : `;${name}=${value}`;
  return text;
}

/** RFC 3261 section 20.10: `"Display" <uri>;params`, `token <uri>` or `uri;params`. */
export function parseNameAddr(value: string): NameAddr | undefined {
  const text = value.trim();
  let display = '';
  let rest = text;
  if (text.startsWith('"')) {
    let end = 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) return undefined;
    display = unquote(text.slice(0, end + 1));
    rest = text.slice(end + 1).trimStart();
    if (!rest.startsWith('<')) return undefined;
  }
  const open = rest.indexOf('<');
  if (open >= 0) {
    const before = rest.slice(0, open).trim();
    if (before.includes('"') || before.includes(':') || before.includes(';')) return undefined;
    if (display === '') display = before;
    const close = rest.indexOf('>', open);
    if (close < 0) return undefined;
    const uri = rest.slice(open + 1, close).trim();
    if (uri === '' || uri.includes('<')) return undefined;
    const params = parseParams(rest.slice(close + 1));
    return params ? { display, uri, params } : undefined;
  }
  // RFC 3261 section 20.10: without brackets, what follows a semicolon belongs to the header, and a comma or question mark is not allowed.
  const semicolon = rest.indexOf(';');
  const uri = (semicolon < 0 ? rest : rest.slice(0, semicolon)).trim();
  if (uri === '' || uriScheme(uri) === undefined || /[\s,?>"]/.test(uri)) return undefined;
  const params = semicolon < 0 ? new Map<string, string>() : parseParams(rest.slice(semicolon));
  return params ? { display, uri, params } : undefined;
}

export function formatNameAddr(address: { display?: string; uri: string; params?: Params }): string {
  let text = address.display ? `${quote(address.display)} <${address.uri}>` : `<${address.uri}>`;
  for (const [name, value] of address.params ?? []) text += value === '' ? `;${name}` : `;${name}=${value}`;
  return text;
}
