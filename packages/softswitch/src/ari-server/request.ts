import type { Readable } from 'node:stream';
import type { HttpMethod } from '@zuoxi/ari';
import { AriError } from '../switch/ari-error.ts';

/** A request of either carrier, HTTP or WebSocket. */
export interface AriRequest {
  method: HttpMethod;
  /** Decoded path segments below `/ari`. */
  path: readonly string[];
  query: URLSearchParams;
  contentType: string;
  /** Text of the body; binary bodies are in `binary`. */
  body: string;
  binary: Buffer | undefined;
  /** Only HTTP can carry files. */
  carrier: 'http' | 'websocket';
}

export interface AriReply {
  status: number;
  /** Sent as JSON; undefined for no content. */
  json?: unknown;
  /** A file, over HTTP only. */
  file?: { stream: Readable; bytes: number; type: string };
}

export const NO_CONTENT: AriReply = { status: 204 };

/** Parameters of a request: from the query, or from a JSON body, as Asterisk takes them from both. */
export class Parameters {
  readonly #query: URLSearchParams;
  readonly #body: Readonly<Record<string, unknown>>;

  constructor(request: AriRequest) {
    this.#query = request.query;
    this.#body = parseBody(request);
  }

  text(name: string, otherwise = ''): string {
    const value = this.#query.get(name) ?? this.#body[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return otherwise;
  }

  has(name: string): boolean {
    return this.#query.has(name) || this.#body[name] !== undefined;
  }

  number(name: string, otherwise: number): number {
    const text = this.text(name);
    if (text === '') return otherwise;
    const value = Number(text);
    if (!Number.isFinite(value)) throw new AriError(400, `Invalid value for parameter '${name}'`);
    return value;
  }

  flag(name: string): boolean {
    return ['true', 'yes', '1', 'on'].includes(this.text(name).toLowerCase());
  }

  /** Repeated, comma-separated or a JSON array. */
  list(name: string): string[] {
    const values = this.#query.getAll(name);
    const body = this.#body[name];
    if (Array.isArray(body)) values.push(...body.filter((value) => typeof value === 'string'));
    else if (typeof body === 'string') values.push(body);
    return values.flatMap((value) => value.split(',')).filter((value) => value !== '');
  }

  /** `{"variables": {"NAME": "value"}}`. */
  variables(): Record<string, string> {
    const value = this.#body.variables;
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) throw new AriError(400, "The 'variables' field must be a JSON object");
    const out: Record<string, string> = {};
    for (const [name, text] of Object.entries(value)) {
      if (typeof text === 'string') out[name] = text;
      else if (typeof text === 'object' && text !== null && typeof text.value === 'string') out[name] = text.value;
      else throw new AriError(400, "Each value in 'variables' must be a string");
    }
    return out;
  }

  get body(): Readonly<Record<string, unknown>> {
    return this.#body;
  }
}

function parseBody(request: AriRequest): Record<string, unknown> {
  if (request.body === '' || request.contentType.startsWith('application/x-www-form-urlencoded')) {
    return request.body === '' ? {} : Object.fromEntries(new URLSearchParams(request.body));
  }
  try {
    const value: unknown = JSON.parse(request.body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // falls through to the one answer for all that is no JSON object
  }
  throw new AriError(400, 'Request body is invalid JSON');
}

export function methodOf(text: string | undefined): HttpMethod | undefined {
  return text === 'GET' || text === 'POST' || text === 'PUT' || text === 'DELETE' ? text : undefined;
}

/** Path segments; undefined when they are wrongly encoded. */
export function decodeSegments(path: string): string[] | undefined {
  try {
    return path.replace(/\/$/, '').split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
