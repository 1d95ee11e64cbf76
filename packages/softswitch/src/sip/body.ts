import type { SipMessage } from './message.ts';

function mediaType(value: string): string {
  return (value.split(';')[0] ?? '').trim().toLowerCase();
}

/** The session description of a message: its body, or the SDP part of a multipart body (RFC 5621). '' when there is none. */
export function sdpOf(message: SipMessage): string {
  if (message.body === '') return '';
  const type = message.headers.get('content-type');
  if (type === undefined) return '';
  if (mediaType(type) === 'application/sdp') return message.body;
  if (!mediaType(type).startsWith('multipart/')) return '';
  const boundary = /boundary\s*=\s*(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(type);
  const name = boundary?.[1] ?? boundary?.[2];
  if (!name) return '';
  for (const part of message.body.split(`--${name}`).slice(1, 20)) {
    const headEnd = part.indexOf('\r\n\r\n');
    if (headEnd < 0) continue;
    if (/^content-type\s*:\s*application\/sdp/im.test(part.slice(0, headEnd))) return `${part.slice(headEnd + 4).trimEnd()}\r\n`;
  }
  return '';
}

/** RFC 3261 section 8.2.3: can we understand the body of this offer? */
export function understandsBody(message: SipMessage): boolean {
  if (message.body === '') return true;
  const encoding = message.headers.get('content-encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return false;
  const type = message.headers.get('content-type');
  if (type === undefined) return false;
  return mediaType(type) === 'application/sdp' || (mediaType(type).startsWith('multipart/') && sdpOf(message) !== '');
}
