import { SipHeaders } from './headers.ts';
import type { SipRequest, SipResponse } from './message.ts';

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  181: 'Call Is Being Forwarded',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  410: 'Gone',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  421: 'Extension Required',
  422: 'Session Interval Too Small',
  423: 'Interval Too Brief',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  483: 'Too Many Hops',
  484: 'Address Incomplete',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  489: 'Bad Event',
  491: 'Request Pending',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Server Time-out',
  505: 'Version Not Supported',
  513: 'Message Too Large',
  600: 'Busy Everywhere',
  603: 'Decline',
  604: 'Does Not Exist Anywhere',
  606: 'Not Acceptable',
};

export function reasonPhrase(status: number): string {
  return REASONS[status] ?? 'Unknown';
}

export interface ResponseOptions {
  reason?: string;
  toTag?: string;
  headers?: Iterable<readonly [key: string, value: string]>;
  body?: { type: string; content: string };
}

/** RFC 3261 section 8.2.6: Via, From, To, Call-ID and CSeq are copied; To gets our tag unless it has one. */
export function buildResponse(request: SipRequest, status: number, options: ResponseOptions = {}): SipResponse {
  const headers = new SipHeaders();
  let to = request.headers.get('to');
  const toParams = new Map(request.to.params);
  if (status > 100 && to !== undefined && options.toTag !== undefined && !toParams.has('tag')) {
    to += `;tag=${options.toTag}`;
    toParams.set('tag', options.toTag);
  }
  for (const via of request.headers.all('via')) headers.add('via', via);
  // A request that lacks one of these is answered without it (RFC 4475 section 3.3.1).
  for (const key of ['from', 'to', 'call-id', 'cseq']) {
    const value = key === 'to' ? to : request.headers.get(key);
    if (value !== undefined) headers.add(key, value);
  }
  for (const [key, value] of options.headers ?? []) headers.add(key, value);
  if (options.body) headers.add('content-type', options.body.type);
  return {
    kind: 'response',
    status,
    reason: options.reason ?? reasonPhrase(status),
    headers,
    body: options.body?.content ?? '',
    via: request.via,
    from: request.from,
    to: { ...request.to, params: toParams },
    callId: request.callId,
    cseq: request.cseq,
    method: request.method,
  };
}
