import { type ErrorBody, errorMessage, isErrorCode } from '@zuoxi/contract';
import i18next from 'i18next';
import { currentLanguage } from '../i18n/language.ts';
import { observeServerTime } from './server-clock.ts';

type ErrorParams = Readonly<Record<string, string | number>>;

/** The server refused, with a code of the catalogue; or could not be reached (`network`). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly params: ErrorParams;

  constructor(code: string, status: number, params: ErrorParams, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.params = params;
  }
}

/** What is shown to the user for any thrown value, in the language he reads now. */
export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return i18next.t('error.unexpected');
  if (error.code === 'network') return i18next.t('error.network');
  if (isErrorCode(error.code)) return errorMessage(error.code, currentLanguage(), error.params);
  return error.message || i18next.t('error.status', { status: error.status });
}

type QueryValue = string | number | boolean | null | undefined;

export function queryString(query: Readonly<Record<string, QueryValue>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

type SessionLostListener = () => void;
let onSessionLost: SessionLostListener = () => {};
/** Called when any answer says that the session is gone. */
export function setSessionLostListener(listener: SessionLostListener): void {
  onSessionLost = listener;
}

async function answer(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const sentAt = performance.now();
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        'Accept-Language': currentLanguage() === 'zh' ? 'zh-CN' : 'en',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('network', 0, {}, '');
  }
  observeServerTime(response.headers, sentAt, performance.now());
  if (!response.ok) {
    const error = await readError(response);
    if (error.code === 'session.required') onSessionLost();
    throw error;
  }
  return response;
}

async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await answer(method, path, body, signal);
  // The server answers 204 only on paths whose T is void.
  if (response.status === 204) return undefined as T;
  // Client and server are built from one contract; validating every page of 100 rows again would cost more than it finds.
  return (await response.json()) as T;
}

async function readError(response: Response): Promise<ApiError> {
  try {
    // A proxy in between may answer with anything, hence the checks below.
    const body = (await response.json()) as Partial<ErrorBody>;
    if (typeof body.code === 'string') return new ApiError(body.code, response.status, body.params ?? {}, body.message ?? '');
  } catch {
    // Not JSON: a proxy's error page.
  }
  return new ApiError(response.status >= 502 && response.status <= 504 ? 'network' : 'http', response.status, {}, '');
}

export const http = {
  get: <T>(path: string, query: Readonly<Record<string, QueryValue>> = {}, signal?: AbortSignal) =>
    request<T>('GET', path + queryString(query), undefined, signal),
  post: <T>(path: string, body?: unknown) => request<T>('POST', path, body ?? {}),
  /** An answer that is no JSON. */
  postForBlob: async (path: string, body: unknown) => (await answer('POST', path, body)).blob(),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, body),
  delete: <T>(path: string) => request<T>('DELETE', path),
};
