import type { HttpMethod } from '../types.ts';

export interface Frame {
  transactionId: string;
  requestId: string;
  method: HttpMethod;
  uri: string;
  query: Record<string, string>;
  body: unknown;
  /** What is wrong with it, in the words of parse_rest_request_msg in res/ari/ari_websocket_requests.c. */
  problem?: string;
}

export function parseFrame(text: string): Frame {
  const frame: Frame = { transactionId: '', requestId: '', method: 'GET', uri: '', query: {}, body: undefined };
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return { ...frame, problem: 'Failed to parse request message JSON' };
  const fields = new Map<string, unknown>(Object.entries(value));
  const string = (name: string): string => {
    const field = fields.get(name);
    return typeof field === 'string' ? field : '';
  };
  frame.transactionId = string('transaction_id');
  frame.requestId = string('request_id');
  frame.uri = string('uri');
  if (string('type') === '') return { ...frame, problem: "No 'type' property." };
  if (string('type') !== 'RESTRequest') return { ...frame, problem: 'Unknown request type.' };
  if (frame.uri === '') return { ...frame, problem: "Empty or missing 'uri' property." };
  const method = (['GET', 'POST', 'PUT', 'DELETE'] as const).find((name) => name === string('method'));
  if (!method) return { ...frame, problem: "Unknown or missing 'method' property." };
  frame.method = method;
  const pairs = fields.get('query_strings');
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    if (typeof pair?.name === 'string') frame.query[pair.name] = String(pair.value);
  }
  const body = string('message_body');
  if (body === '') return frame;
  if (string('content_type') === '') return { ...frame, problem: "No 'content_type' for 'message_body'." };
  frame.body = parseJson(body);
  if (frame.body === undefined) return { ...frame, problem: "Unable to parse 'message_body' as 'application/json'." };
  return frame;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
