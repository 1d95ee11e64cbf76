import type { HttpMethod } from '@zuoxi/ari';
import type { Logger } from '@zuoxi/kit';
import { AriError } from '../switch/ari-error.ts';
import { type AriReply, type AriRequest, Parameters } from './request.ts';

export interface RouteCall {
  request: AriRequest;
  parameters: Parameters;
  /** The value of a `{name}` segment. */
  path(name: string): string;
}

export type Handler = (call: RouteCall) => AriReply | Promise<AriReply>;

interface Route {
  method: HttpMethod;
  segments: string[];
  handler: Handler;
}

/** `METHOD path` to handler; `{x}` stands for one segment, `{x...}` for the rest. */
export type RouteTable = Readonly<Record<string, Handler>>;

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'DELETE'];

/** Finds and calls the handler of a request. Errors become Asterisk's `{"message": …}`. */
export class Router {
  readonly #routes = new Map<string, Route[]>();
  readonly #logger: Logger;

  constructor(logger: Logger, tables: readonly RouteTable[]) {
    this.#logger = logger;
    for (const table of tables) {
      for (const [key, handler] of Object.entries(table)) {
        const [methodText, path = ''] = key.split(' ');
        const method = METHODS.find((name) => name === methodText);
        if (!method) throw new Error(`not a method: ${key}`);
        const segments = path.split('/');
        const first = segments[0] ?? '';
        const list = this.#routes.get(first) ?? [];
        list.push({ method, segments, handler });
        this.#routes.set(first, list);
      }
    }
  }

  async handle(request: AriRequest): Promise<AriReply> {
    try {
      let found = false;
      for (const route of this.#routes.get(request.path[0] ?? '') ?? []) {
        const values = match(route.segments, request.path);
        if (!values) continue;
        found = true;
        if (route.method !== request.method) continue;
        return await route.handler({ request, parameters: new Parameters(request), path: (name) => values.get(name) ?? '' });
      }
      throw found ? new AriError(405, 'Invalid method') : new AriError(404, 'Resource not found');
    } catch (error) {
      if (error instanceof AriError) return { status: error.status, json: { message: error.message } };
      this.#logger.error({ err: error, method: request.method, path: request.path.join('/') }, 'an ARI request failed');
      return { status: 500, json: { message: 'Internal Server Error' } };
    }
  }
}

function match(segments: readonly string[], path: readonly string[]): Map<string, string> | undefined {
  const values = new Map<string, string>();
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] ?? '';
    const value = path[i];
    if (value === undefined) return undefined;
    if (segment.endsWith('...}')) {
      values.set(segment.slice(1, -4), path.slice(i).join('/'));
      return values;
    }
    if (segment.startsWith('{')) {
      if (value === '') return undefined;
      values.set(segment.slice(1, -1), value);
    } else if (segment !== value) return undefined;
  }
  return segments.length === path.length ? values : undefined;
}
