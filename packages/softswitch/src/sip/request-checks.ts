import { understandsBody } from './body.ts';
import type { SipRequest } from './message.ts';
import { isTelUri } from './telephone-number.ts';
import { parseNameAddr, parseUri, uriScheme } from './uri.ts';

export const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, REGISTER, SUBSCRIBE';
export const ALLOWED: ReadonlySet<string> = new Set(ALLOW.split(', '));
/** RFC 3261 section 9.1 and 12: methods that make sense only inside a dialog. */
const IN_DIALOG_ONLY: ReadonlySet<string> = new Set(['BYE', 'INFO', 'UPDATE', 'PRACK']);
/** Option tags that may stand in Require: RFC 3262, 4028, 3891, 4488. Whether an endpoint may use one is its own setting. */
export const OPTION_TAGS: ReadonlySet<string> = new Set(['100rel', 'timer', 'replaces', 'norefersub']);

export interface Refusal {
  status: number;
  headers?: [string, string][];
}

/** RFC 3261 section 8.2: what can be said of a request without knowing who sent it. Undefined: go on. */
export function refusalOf(request: SipRequest): Refusal | undefined {
  // Section 8.2.1
  if (!ALLOWED.has(request.method)) return { status: 405, headers: [['allow', ALLOW]] };
  // Section 8.2.2.1
  const uri = parseUri(request.uri);
  if (!uri && !isTelUri(request.uri)) {
    const scheme = uriScheme(request.uri);
    return { status: scheme === undefined || ['sip', 'sips', 'tel'].includes(scheme) ? 400 : 416 };
  }
  // Section 19.1.1: header parameters have no place in a Request-URI.
  if (uri?.headers !== undefined) return { status: 400 };
  // Section 16.3 step 3: a B2BUA sends the call on.
  if (request.headers.get('max-forwards') === '0') return { status: 483 };
  // Section 8.2.2.3
  const unsupported = request.headers.list('require').filter((tag) => !OPTION_TAGS.has(tag.toLowerCase()));
  unsupported.push(...request.headers.list('proxy-require'));
  if (unsupported.length > 0) return { status: 420, headers: [['unsupported', unsupported.join(', ')]] };
  const hasTag = request.to.params.has('tag');
  // Section 12.2.2
  if (!hasTag && IN_DIALOG_ONLY.has(request.method)) return { status: 481 };
  // Section 20.10: a Contact that cannot be read.
  const contacts = request.headers.list('contact');
  if (contacts.some((contact) => contact !== '*' && !parseNameAddr(contact))) return { status: 400 };
  // Section 8.1.1.8: whoever begins a call says where its BYE will reach them, in exactly one SIP or SIPS URI.
  if (request.method === 'INVITE' && !hasTag && !isOneTarget(contacts)) return { status: 400 };
  // RFC 6665 section 4.1.2.1: where the news go.
  if (request.method === 'SUBSCRIBE' && !hasTag && !isOneTarget(contacts)) return { status: 400 };
  // Section 8.2.3
  if ((request.method === 'INVITE' || request.method === 'UPDATE' || request.method === 'PRACK') && !understandsBody(request)) {
    return {
      status: 415,
      headers: [
        ['accept', 'application/sdp'],
        ['accept-encoding', 'identity'],
      ],
    };
  }
  // Section 21.4.7: we could only answer with a session description.
  const accept = request.headers.list('accept').map((value) => (value.split(';')[0] ?? '').trim().toLowerCase());
  if (request.method === 'INVITE' && accept.length > 0) {
    if (!accept.some((type) => type === 'application/sdp' || type === 'application/*' || type === '*/*' || type === 'multipart/mixed')) {
      return { status: 406 };
    }
  }
  return undefined;
}

function isOneTarget(contacts: readonly string[]): boolean {
  const [only, ...more] = contacts;
  return only !== undefined && more.length === 0 && parseUri(parseNameAddr(only)?.uri ?? '') !== undefined;
}
