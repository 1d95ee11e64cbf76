import { type ErrorBody, errorMessage, isErrorCode } from '@zuoxi/contract';
import i18next from 'i18next';
import createClient from 'openapi-fetch';
import { currentLanguage } from '../i18n/language.ts';
import { fieldLabel } from './field-labels.ts';
import type { paths } from './schema.d.ts';
import { observeServerTime } from './server-clock.ts';

type ErrorParams = Readonly<Record<string, string | number>>;

/** The server refused, with a code of the catalogue; or could not be reached (`network`). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly params: ErrorParams;
  /** What was asked: the first part of the path, `inbound-routes`. */
  readonly word: string;

  constructor(code: string, status: number, params: ErrorParams, message: string, word = '') {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.params = params;
    this.word = word;
  }
}

/** What is shown to the user for any thrown value, in the language they read now. */
export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return i18next.t('error.unexpected');
  if (error.code === 'network') return i18next.t('error.network');
  if (error.code === 'request.invalid') return invalidText(error);
  if (isErrorCode(error.code)) return errorMessage(error.code, currentLanguage(), error.params);
  return error.message || i18next.t('error.status', { status: error.status });
}

/** What is wrong with which field: called as its form calls it, or not at all where no form has it. */
function invalidText({ params, word }: ApiError): string {
  const { field, problem = i18next.t('admin.fieldInvalid') } = params;
  const label = fieldLabel(word, String(field ?? ''));
  if (label === undefined) return i18next.t('error.invalid', { problem });
  return errorMessage('request.invalid', currentLanguage(), { field: label, problem });
}

type SessionLostListener = () => void;
let onSessionLost: SessionLostListener = () => {};
/** Called when any answer says that the session is gone. */
export function setSessionLostListener(listener: SessionLostListener): void {
  onSessionLost = listener;
}

/** Without the fields that are empty. */
function queryString(query: object): string {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return new URLSearchParams(asked.map(([key, value]) => [key, String(value)])).toString();
}

/** Throws `ApiError` for every status of 400 and above: callers get successful answers only. */
async function send(request: Request): Promise<Response> {
  const sentAt = performance.now();
  request.headers.set('Accept-Language', currentLanguage() === 'zh' ? 'zh-CN' : 'en');
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError('network', 0, {}, '');
  }
  observeServerTime(response.headers, sentAt, performance.now());
  if (!response.ok) {
    const error = await readError(response, wordOf(request.url));
    if (error.code === 'session.required') onSessionLost();
    throw error;
  }
  return response;
}

const wordOf = (url: string): string => new URL(url).pathname.split('/')[2] ?? '';

async function readError(response: Response, word: string): Promise<ApiError> {
  try {
    // A proxy in between may answer with anything, hence the checks below.
    const body = (await response.json()) as Partial<ErrorBody>;
    if (typeof body.code === 'string') return new ApiError(body.code, response.status, body.params ?? {}, body.message ?? '', word);
  } catch {
    // Not JSON: a proxy's error page.
  }
  return new ApiError(response.status >= 502 && response.status <= 504 ? 'network' : 'http', response.status, {}, '');
}

const client = createClient<paths>({
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  querySerializer: queryString,
  fetch: send,
});

export type Path = keyof paths;
type Method = 'get' | 'post' | 'put' | 'delete';
export type PathWith<M extends Method> = { [P in Path]: paths[P] extends Readonly<Record<M, object>> ? P : never }[Path];

/** What the server answers, as its description has it; nothing with a 204. */
export type Answer<P extends Path, M extends Method> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : undefined;
export type BodyOf<P extends Path, M extends Method> = paths[P][M] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;
type Init<P extends Path, M extends Method> = ParamsInit<paths[P][M]> & BodyInit<BodyOf<P, M>> & { signal?: AbortSignal };
type ParamsInit<Operation> = Operation extends { parameters: infer Params }
  ? Record<never, never> extends Params
    ? { params?: Params }
    : { params: Params }
  : never;
type BodyInit<Body> = [Body] extends [never] ? { body?: never } : { body: Body };
/** Paths that take neither parameters nor a body. */
type BarePath<M extends Method> = {
  [P in PathWith<M>]: paths[P][M] extends { parameters: { query?: never; path?: never }; requestBody?: never } ? P : never;
}[PathWith<M>];
interface Call<M extends Method> {
  <P extends BarePath<M>>(path: P, init?: { signal?: AbortSignal }): Promise<Answer<P, M>>;
  <P extends PathWith<M>>(path: P, init: Init<P, M>): Promise<Answer<P, M>>;
}

/** Without the types of `client.request`: TypeScript resolves them for a path that it knows, not for a type parameter. `Call` types each call instead. */
type AnyRequest = (method: Method, path: string, init?: object) => Promise<{ data?: unknown }>;
export const request = client.request as unknown as AnyRequest;

function call<M extends Method>(method: M): Call<M> {
  return async <P extends PathWith<M>>(path: P, init?: object) => {
    const { data } = await request(method, path, init);
    // Client and server are built from one description; validating every page of 100 rows again would cost more than it finds.
    return data as Answer<P, M>;
  };
}

/** The server's API: `api.get('/api/calls/{id}', { params: { path: { id } } })`, typed by path and method. */
export const api = {
  get: call('get'),
  post: call('post'),
  put: call('put'),
  delete: call('delete'),
  /** An answer that is no JSON. */
  async blob<P extends PathWith<'post'>>(path: P, init: Init<P, 'post'>): Promise<Blob> {
    const { data } = await request('post', path, { ...init, parseAs: 'blob' });
    // That is what `parseAs` says.
    return data as Blob;
  },
};

export type ParamsOf<P extends Path, M extends Method> = paths[P][M] extends { parameters: { path?: infer InPath; query?: infer Query } }
  ? { path?: InPath; query?: Query }
  : never;

/** The address of what is not fetched by this client: sounds that are played, files that are sent or saved. */
export function urlOf<P extends Path, M extends Method>(path: P, _method: M, params: ParamsOf<P, M>): string {
  const inPath = new Map(Object.entries(params.path ?? {}));
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(inPath.get(name))));
  const query = queryString(params.query ?? {});
  return query === '' ? filled : `${filled}?${query}`;
}
