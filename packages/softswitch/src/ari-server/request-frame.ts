import { type AriRequest, decodeSegments, methodOf } from './request.ts';

/** A text message of the WebSocket, read: who is answered, and either the request or what is wrong with it. */
export type RequestFrame = { transactionId: string; requestId: string; uri: string } & (
  | { request: AriRequest; problem?: never }
  | { request?: never; problem: string }
);

/** As parse_rest_request_msg in res/ari/ari_websocket_requests.c, in its order and words; each problem is answered 400. */
export function parseRequestFrame(text: string): RequestFrame {
  const fields = fieldsOf(text);
  const string = (name: string): string => {
    const field = fields?.get(name);
    return typeof field === 'string' ? field : '';
  };
  const head = { transactionId: string('transaction_id'), requestId: string('request_id'), uri: string('uri') };
  if (!fields) return { ...head, problem: 'Failed to parse request message JSON' };
  if (string('type') === '') return { ...head, problem: "No 'type' property." };
  if (string('type') !== 'RESTRequest') return { ...head, problem: 'Unknown request type.' };
  if (head.uri === '') return { ...head, problem: "Empty or missing 'uri' property." };
  const method = methodOf(string('method'));
  if (!method) return { ...head, problem: "Unknown or missing 'method' property." };
  const body = string('message_body');
  const contentType = string('content_type');
  if (body !== '' && contentType === '') return { ...head, problem: "No 'content_type' for 'message_body'." };

  const [rawPath = '', rawQuery = ''] = head.uri.split('?');
  const path = decodeSegments(rawPath.replace(/^\/?(ari\/)?/, ''));
  if (!path) return { ...head, problem: 'Invalid URI' };
  const query = new URLSearchParams(rawQuery);
  const pairs = fields.get('query_strings');
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    if (typeof pair?.name === 'string' && pair.value !== undefined) query.append(pair.name, String(pair.value));
  }
  return { ...head, request: { method, path, query, contentType, body, binary: undefined, carrier: 'websocket' } };
}

function fieldsOf(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}
