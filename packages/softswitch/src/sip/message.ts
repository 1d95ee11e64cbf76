import { headerKey, headerSpelling, SipHeaders, splitList } from './headers.ts';
import { hostForUri, type NameAddr, type Params, parseHostPort, parseNameAddr, parseParams } from './uri.ts';

/** RFC 3261 section 20.42. */
export interface Via {
  transport: string;
  host: string;
  port: number | undefined;
  params: Params;
}

interface MessageCore {
  headers: SipHeaders;
  body: string;
  /** The topmost Via; undefined on messages we build before the transaction layer adds it. */
  via: Via | undefined;
  from: NameAddr;
  to: NameAddr;
  callId: string;
  cseq: number;
  /** The method in CSeq. */
  method: string;
}

export interface SipRequest extends MessageCore {
  kind: 'request';
  uri: string;
}

export interface SipResponse extends MessageCore {
  kind: 'response';
  status: number;
  reason: string;
}

export type SipMessage = SipRequest | SipResponse;

export type ParseResult =
  | { type: 'message'; message: SipMessage }
  /** RFC 5626 section 4.4.1: a keep-alive. */
  | { type: 'keep-alive' }
  /** Broken. With `answer`, enough could be read to answer `status`; without it, the message is dropped in silence. */
  | { type: 'invalid'; status: number; reason: string; answer?: SipRequest };

export const LIMITS = { messageBytes: 65_536, headerFields: 200, headerBytes: 8_192, vias: 70, uriBytes: 2_048 } as const;

const METHOD = /^[A-Za-z0-9\-.!%*_+`'~]{1,64}$/;
/** RFC 3261 section 8.1.1.5: sequence numbers are below 2^31. */
const MAX_CSEQ = 2 ** 31 - 1;

export function parseVia(value: string): Via | undefined {
  // Nearly every Via there is, without regular expressions.
  let rest: string;
  let transport: string;
  const space = value.indexOf(' ');
  if (space > 8 && value.startsWith('SIP/2.0/')) {
    transport = value.slice(8, space);
    rest = value.slice(space + 1).trimStart();
  } else {
    // RFC 3261 section 25.1: white space may surround the slashes; another version is refused by the request line.
    const match = /^SIP\s*\/\s*\d\.\d\s*\/\s*([A-Za-z0-9\-.!%*_+`'~]+)\s+/i.exec(value);
    if (!match?.[1]) return undefined;
    transport = match[1];
    rest = value.slice(match[0].length);
  }
  const semicolon = rest.indexOf(';');
  const sentBy = (semicolon < 0 ? rest : rest.slice(0, semicolon)).trim();
  const hostPort = parseHostPort(sentBy.includes(' ') ? sentBy.replace(/\s+/g, '') : sentBy);
  if (!hostPort) return undefined;
  // Lenient: without a Via not even an error can be answered.
  const params = semicolon < 0 ? new Map<string, string>() : parseParams(rest.slice(semicolon), true);
  return params ? { transport: transport.toUpperCase(), host: hostPort.host, port: hostPort.port, params } : undefined;
}

export function formatVia(via: Via): string {
  let text = `SIP/2.0/${via.transport} ${hostForUri(via.host)}`;
  if (via.port !== undefined) text += `:${via.port}`;
  for (const [name, value] of via.params) text += value === '' ? `;${name}` : `;${name}=${value}`;
  return text;
}

function invalid(status: number, reason: string, answer?: SipRequest): ParseResult {
  return { type: 'invalid', status, reason, answer };
}

/** Finds the empty line that ends the head: offsets of the end of the head and the start of the body. */
function findBody(buffer: Buffer): { headEnd: number; bodyStart: number } {
  const crlf = buffer.indexOf('\r\n\r\n');
  if (crlf >= 0) return { headEnd: crlf, bodyStart: crlf + 4 };
  const lf = buffer.indexOf('\n\n');
  if (lf >= 0) return { headEnd: lf, bodyStart: lf + 2 };
  return { headEnd: buffer.length, bodyStart: buffer.length };
}

/** Takes the head apart into start line and header fields. A string names what is wrong; what could be read stays in `headers`. */
function readHead(head: string, headers: SipHeaders): { startLine: string; problem?: string; status?: number } {
  let position = head.indexOf('\n');
  const firstEnd = position < 0 ? head.length : position;
  const startLine = head.charCodeAt(firstEnd - 1) === 0x0d ? head.slice(0, firstEnd - 1) : head.slice(0, firstEnd);
  let problem: string | undefined;
  let status: number | undefined;
  while (position >= 0 && position < head.length) {
    const start = position + 1;
    let next = head.indexOf('\n', start);
    let end = next < 0 ? head.length : next;
    // RFC 3261 section 7.3.1: a line that starts with white space continues the one before.
    let folded = false;
    while (next >= 0 && (head.charCodeAt(next + 1) === 0x20 || head.charCodeAt(next + 1) === 0x09)) {
      folded = true;
      next = head.indexOf('\n', next + 1);
      end = next < 0 ? head.length : next;
    }
    position = next;
    if (end > start && head.charCodeAt(end - 1) === 0x0d) end--;
    if (end <= start) continue;
    if (end - start > LIMITS.headerBytes || headers.keys.length >= LIMITS.headerFields) {
      return { startLine, problem: 'too many or too long header fields', status: 513 };
    }
    const colon = head.indexOf(':', start);
    if (colon < 0 || colon > end) {
      problem ??= 'a header line has no colon';
      continue;
    }
    const key = headerKey(head.slice(start, colon));
    if (key === undefined) {
      problem ??= 'a header name is no token';
      continue;
    }
    let value = head.slice(colon + 1, end).trim();
    if (folded) value = value.replace(/[ \t]*\r?\n[ \t]+/g, ' ').trim();
    headers.add(key, value);
  }
  return { startLine, problem, status };
}

interface Mandatory {
  via: Via;
  from: NameAddr;
  to: NameAddr;
  callId: string;
  cseq: number;
  cseqMethod: string;
}

/** RFC 3261 section 8.1.1: the fields every message has. A string says which one is missing or broken. */
function readMandatory(headers: SipHeaders): Mandatory | { problem: string; partial: Partial<Mandatory> } {
  const partial: Partial<Mandatory> = {};
  let problem: string | undefined;
  const viaField = headers.get('via');
  const via = viaField === undefined ? undefined : parseVia(viaField.includes(',') ? (splitList(viaField)[0] ?? '') : viaField);
  if (!via) return { problem: 'Via is missing or broken', partial };
  partial.via = via;
  if (headers.count('via') > LIMITS.vias) return { problem: 'too many Via fields', partial };
  const callId = headers.get('call-id');
  if (!callId || callId.length > 512) return { problem: 'Call-ID is missing or too long', partial };
  partial.callId = callId;
  const fromField = headers.get('from');
  const from = fromField === undefined ? undefined : parseNameAddr(fromField);
  if (from) partial.from = from;
  else problem = 'From is missing or broken';
  const toField = headers.get('to');
  const to = toField === undefined ? undefined : parseNameAddr(toField);
  if (to) partial.to = to;
  else problem ??= 'To is missing or broken';
  const cseqField = headers.get('cseq') ?? '';
  const match = /^(\d{1,15})[ \t]+(\S{1,64})$/.exec(cseqField);
  const cseq = Number(match?.[1]);
  if (!match?.[2] || cseq > MAX_CSEQ) return { problem: problem ?? 'CSeq is missing or broken', partial };
  partial.cseq = cseq;
  partial.cseqMethod = match[2];
  if (!from || !to) return { problem: problem ?? 'broken', partial };
  for (const single of ['call-id', 'from', 'to', 'cseq', 'max-forwards', 'content-length', 'content-type']) {
    // RFC 4475 section 3.3.8 and 3.3.9: several values of a field that may stand once.
    if (headers.count(single) > 1) return { problem: `${headerSpelling(single)} stands more than once`, partial };
  }
  return { via, from, to, callId, cseq, cseqMethod: match[2] };
}

function readNumbers(headers: SipHeaders): string | undefined {
  const maxForwards = headers.get('max-forwards');
  // RFC 3261 section 20.22: 0 to 255.
  if (maxForwards !== undefined && !(/^\d{1,9}$/.test(maxForwards) && Number(maxForwards) <= 255)) return 'Max-Forwards is out of range';
  const expires = headers.get('expires');
  if (expires !== undefined && !(/^\d{1,15}$/.test(expires) && Number(expires) < 2 ** 32)) return 'Expires is out of range';
  return undefined;
}

const gb18030 = new TextDecoder('gb18030', { fatal: true });

/**
 * RFC 3261 section 7.3.1 has UTF-8; gateways in China send display names in GB 18030 (GBK) all the same. No byte of it is a line end, so the
 * head was found without knowing. What is neither stays UTF-8 with replacement characters.
 */
function textOf(head: Buffer): string {
  const text = head.toString('utf8');
  if (!text.includes('\ufffd')) return text;
  try {
    return gb18030.decode(head);
  } catch {
    return text;
  }
}

/** One datagram, WebSocket message or framed part of a stream. Never throws. */
export function parseMessage(buffer: Buffer): ParseResult {
  let offset = 0;
  while (offset < buffer.length && (buffer[offset] === 0x0d || buffer[offset] === 0x0a)) offset++;
  if (offset === buffer.length) return { type: 'keep-alive' };
  const data = offset === 0 ? buffer : buffer.subarray(offset);
  if (data.length > LIMITS.messageBytes) return invalid(513, 'message too large');
  const { headEnd, bodyStart } = findBody(data);
  const head = textOf(data.subarray(0, headEnd));
  const headers = new SipHeaders();
  const { startLine, problem, status } = readHead(head, headers);
  if (startLine.startsWith('SIP/')) return parseResponse(startLine, headers, problem, data, bodyStart);
  return parseRequest(startLine, headers, problem, status ?? 400, data, bodyStart);
}

function parseResponse(startLine: string, headers: SipHeaders, problem: string | undefined, data: Buffer, bodyStart: number): ParseResult {
  // RFC 4475 section 3.1.1.13: an empty reason phrase is allowed, some leave out the space too.
  const match = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/.exec(startLine);
  if (!match || problem) return invalid(0, problem ?? 'not a SIP/2.0 status line');
  const mandatory = readMandatory(headers);
  if ('problem' in mandatory) return invalid(0, mandatory.problem);
  const body = readBody(headers, data, bodyStart);
  if (body === undefined) return invalid(0, 'Content-Length does not match');
  const { cseqMethod, ...rest } = mandatory;
  return {
    type: 'message',
    message: { kind: 'response', status: Number(match[1]), reason: match[2] ?? '', headers, body, method: cseqMethod, ...rest },
  };
}

function parseRequest(
  startLine: string,
  headers: SipHeaders,
  headProblem: string | undefined,
  headStatus: number,
  data: Buffer,
  bodyStart: number,
): ParseResult {
  const firstSpace = startLine.indexOf(' ');
  const lastSpace = startLine.lastIndexOf(' ');
  const method = startLine.slice(0, Math.max(0, firstSpace));
  const uri = startLine.slice(firstSpace + 1, Math.max(firstSpace + 1, lastSpace));
  const version = startLine.slice(lastSpace + 1);
  if (firstSpace <= 0 || !METHOD.test(method)) return invalid(0, 'not a request line');
  const mandatory = readMandatory(headers);
  const known = 'problem' in mandatory ? mandatory.partial : mandatory;
  const answer = answerable(method, uri, headers, known);
  // RFC 3261 section 21.5.7.
  if (/^SIP\/\d+\.\d+$/i.test(version) && version.toUpperCase() !== 'SIP/2.0') return invalid(505, 'Version Not Supported', answer);
  if (version.toUpperCase() !== 'SIP/2.0' || uri === '' || /[\s<>]/.test(uri)) return invalid(400, 'Bad Request-Line', answer);
  if (uri.length > LIMITS.uriBytes) return invalid(414, 'Request-URI Too Long', answer);
  if (headProblem) return invalid(headStatus, headProblem, answer);
  if ('problem' in mandatory) return invalid(400, mandatory.problem, answer);
  // RFC 4475 section 3.1.2.17: the method of CSeq must be the one of the request line.
  if (mandatory.cseqMethod !== method) return invalid(400, 'CSeq method differs from the request line', answer);
  const numbers = readNumbers(headers);
  if (numbers) return invalid(400, numbers, answer);
  const body = readBody(headers, data, bodyStart);
  if (body === undefined) return invalid(400, 'Content-Length does not match', answer);
  const { cseqMethod: _same, ...rest } = mandatory;
  return { type: 'message', message: { kind: 'request', method, uri, headers, body, ...rest } };
}

/** Enough of a broken request to send an answer to it; an ACK is never answered (RFC 3261 section 17.1.1.3). */
function answerable(method: string, uri: string, headers: SipHeaders, known: Partial<Mandatory>): SipRequest | undefined {
  if (method === 'ACK' || !known.via || !headers.has('cseq')) return undefined;
  const nobody: NameAddr = { display: '', uri: 'sip:invalid.invalid', params: new Map() };
  return {
    kind: 'request',
    method,
    uri,
    headers,
    body: '',
    via: known.via,
    from: known.from ?? nobody,
    to: known.to ?? { ...nobody, params: new Map() },
    callId: known.callId ?? '',
    cseq: known.cseq ?? 0,
  };
}

/** RFC 3261 section 18.3: a body shorter than announced is an error, what follows it is ignored. */
function readBody(headers: SipHeaders, data: Buffer, bodyStart: number): string | undefined {
  const available = data.length - bodyStart;
  const field = headers.get('content-length');
  if (field === undefined) return available === 0 ? '' : data.toString('utf8', bodyStart);
  if (!/^\d{1,9}$/.test(field)) return undefined;
  const length = Number(field);
  if (length > available) return undefined;
  return length === 0 ? '' : data.toString('utf8', bodyStart, bodyStart + length);
}

const LINE_END = /[\r\n\0]/;

/** Values come from us or from a parsed message; a line end in one would let a peer write headers of its own. */
function safe(value: string): string {
  return LINE_END.test(value) ? value.replace(/[\r\n\0]+/g, ' ') : value;
}

export function serialise(message: SipMessage): Buffer {
  const { headers, body } = message;
  let text =
    message.kind === 'request'
      ? `${message.method} ${safe(message.uri)} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${safe(message.reason)}\r\n`;
  for (let i = 0; i < headers.keys.length; i++) {
    const key = headers.keys[i] ?? '';
    if (key === 'content-length') continue;
    text += `${headerSpelling(key)}: ${safe(headers.values[i] ?? '')}\r\n`;
  }
  text += `Content-Length: ${body === '' ? 0 : Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(body === '' ? text : text + body);
}
