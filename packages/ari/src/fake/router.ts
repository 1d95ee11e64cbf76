import type { HttpMethod } from '../types.ts';
import { FakeError } from './core.ts';

/** A request with its parameters, which Asterisk takes from the query and from a JSON body alike. */
export class FakeRequest {
  readonly method: HttpMethod;
  readonly path: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly #query: ReadonlyMap<string, string>;

  constructor(method: HttpMethod, uri: string, query: Readonly<Record<string, string>>, body: unknown) {
    const [path = '', search = ''] = uri.split('?');
    this.method = method;
    this.path = path
      .replace(/^\/?(ari\/)?/, '')
      .split('/')
      .map(decodeURIComponent);
    this.#query = new Map([...new URLSearchParams(search), ...Object.entries(query)]);
    this.body = typeof body === 'object' && body !== null ? { ...body } : {};
  }

  text(name: string, otherwise = ''): string {
    const value = this.#query.get(name) ?? this.body[name];
    return value === undefined ? otherwise : String(value);
  }

  number(name: string, otherwise: number): number {
    const text = this.text(name);
    return text === '' ? otherwise : Number(text);
  }

  list(name: string): string[] {
    return this.text(name)
      .split(',')
      .filter((part) => part !== '');
  }

  /** `{"variables": {"NAME": "value"}}` */
  variables(): Record<string, string> {
    const given = this.body.variables;
    if (typeof given !== 'object' || given === null) return {};
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  }
}

/** `path` gives the value of a `{name}` segment. */
export type FakeHandler = (request: FakeRequest, path: (name: string) => string) => object | undefined;
/** `METHOD path` to handler. The answer is sent with 200 (201 when `created` wraps it), nothing with 204. */
export type FakeRoutes = Readonly<Record<string, FakeHandler>>;

export class Created {
  readonly json: object;

  constructor(json: object) {
    this.json = json;
  }
}

export interface FakeReply {
  status: number;
  json?: object;
}

export function route(routes: FakeRoutes, request: FakeRequest): FakeReply {
  let pathExists = false;
  for (const [key, handler] of Object.entries(routes)) {
    const [method, pattern = ''] = key.split(' ');
    const values = match(pattern.split('/'), request.path);
    if (!values) continue;
    pathExists = true;
    if (method !== request.method) continue;
    const json = handler(request, (name) => values.get(name) ?? '');
    if (json === undefined) return { status: 204 };
    return json instanceof Created ? { status: 201, json: json.json } : { status: 200, json };
  }
  throw pathExists ? new FakeError(405, 'Invalid method') : new FakeError(404, 'Resource not found');
}

function match(pattern: readonly string[], path: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const values = new Map<string, string>();
  for (const [index, segment] of pattern.entries()) {
    const value = path[index] ?? '';
    if (segment.startsWith('{')) {
      if (value === '') return undefined;
      values.set(segment.slice(1, -1), value);
    } else if (segment !== value) return undefined;
  }
  return values;
}
