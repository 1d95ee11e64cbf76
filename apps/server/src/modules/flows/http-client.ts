import { lookup as resolveName } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { FlowRequest } from '@zuoxi/callcontrol';
import type { AllowedHosts } from './addresses.ts';

/** More of an answer is refused, in bytes. */
export const LONGEST_ANSWER = 256 * 1024;
const MOST_REDIRECTS = 3;
/** Set by HTTP itself; a drawer's would let one request look like two. */
const OWN_HEADERS = ['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer', 'expect', 'accept-encoding'];
/** Not for whoever one is sent on to. */
const SECRET_HEADERS = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key', 'x-auth-token'];

export interface FlowAnswer {
  status: number;
  body: string;
}

type Resolve = (host: string) => Promise<readonly string[]>;

const resolveAll: Resolve = async (host) => (await resolveName(host, { all: true })).map(({ address }) => address);

/**
 * Makes an IVR's look-ups. The address is checked after the name is resolved, and connected to as it was checked, so that a
 * name that answers otherwise a moment later does not lead into the house; the same for every redirect.
 */
export class FlowHttp {
  readonly #allowed: AllowedHosts;
  readonly #resolve: Resolve;

  constructor(allowed: AllowedHosts, resolve: Resolve = resolveAll) {
    this.#allowed = allowed;
    this.#resolve = resolve;
  }

  /** Rejects with a sentence when there is no answer in time, it is too large, or its place is not allowed. */
  async ask({ method, url, headers, body, timeoutS }: FlowRequest): Promise<FlowAnswer> {
    const signal = AbortSignal.timeout(timeoutS * 1000);
    let next = { method, url: new URL(url), headers: sentHeaders(headers, body), body };
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await this.#send(next, signal);
      const target = redirectOf(response, next.url);
      if (!target) return { status: response.statusCode ?? 0, body: await read(response, signal) };
      response.destroy();
      next = redirected(next, response.statusCode ?? 0, target);
    }
    throw new Error('too many redirects');
  }

  async #send(request: Outgoing, signal: AbortSignal): Promise<IncomingMessage> {
    const { url, method, headers, body } = request;
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`${url.protocol} is not HTTP`);
    if (url.username !== '' || url.password !== '') throw new Error('a URL with a password is not used');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const address = await this.#addressOf(host, signal);
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const options = { method, headers, signal, agent: false as const, lookup: always(address) };
      const sent = make(url, options, resolve);
      sent.once('error', reject);
      sent.end(body);
    });
  }

  /** The one that is connected to; throws when none of the host's may be. */
  async #addressOf(host: string, signal: AbortSignal): Promise<string> {
    const addresses = isIP(host) ? [host] : await inTime(this.#resolve(host), signal);
    const allowed = addresses.find((address) => this.#allowed.allows(host, address));
    if (allowed === undefined)
      throw new Error(addresses.length > 0 ? `${host} is in a network that may not be asked` : `${host} has no address`);
    return allowed;
  }
}

interface Outgoing {
  method: FlowRequest['method'];
  url: URL;
  headers: Record<string, string>;
  body: string;
}

function sentHeaders(headers: FlowRequest['headers'], body: string): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (OWN_HEADERS.includes(name.toLowerCase()) ? [] : [[name.toLowerCase(), value]])),
  );
  const sent: Record<string, string> = { accept: 'application/json', 'user-agent': 'zuoxi' };
  if (body !== '') sent['content-type'] = 'application/json';
  Object.assign(sent, own);
  if (body !== '') sent['content-length'] = String(Buffer.byteLength(body));
  return sent;
}

/** Whatever is asked, the answer is the address that was checked. */
const always =
  (address: string): LookupFunction =>
  (_host, options, done) => {
    const family = isIP(address);
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined;
  if (!URL.canParse(headers.location, from)) throw new Error('a redirect to nowhere');
  return new URL(headers.location, from);
}

/** RFC 9110 section 15.4: 307 and 308 keep the method, the others ask for what is there. */
function redirected({ method, url, headers, body }: Outgoing, status: number, target: URL): Outgoing {
  const kept = Object.fromEntries(
    Object.entries(headers).filter(([name]) => target.origin === url.origin || !SECRET_HEADERS.includes(name)),
  );
  if (status === 307 || status === 308 || method === 'GET') return { method, url: target, headers: kept, body };
  const { 'content-type': _type, 'content-length': _length, ...rest } = kept;
  return { method: 'GET', url: target, headers: rest, body: '' };
}

async function read(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    signal.throwIfAborted();
    const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += buffer.length;
    if (bytes > LONGEST_ANSWER) {
      response.destroy();
      throw new Error('the answer is too large');
    }
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function inTime<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('the name was not resolved in time'));
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}
