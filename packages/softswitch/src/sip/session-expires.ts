import type { SipRequest, SipResponse } from './message.ts';

/** Session timers (RFC 4028): what the two ends agree on. Seconds throughout. */
export interface SessionExpires {
  seconds: number;
  /** Who refreshes, from the point of view of the request this stands in or answers. */
  refresher: 'uac' | 'uas' | undefined;
}

/** The endpoint options `timers`, `timers_sess_expires` and `timers_min_se` of pjsip.conf. */
export interface TimerPolicy {
  mode: 'no' | 'yes' | 'required' | 'always';
  sessionExpires: number;
  minSe: number;
}

/** What was agreed; undefined: the session has no timer. */
export interface TimerAgreement {
  seconds: number;
  weRefresh: boolean;
}

/** RFC 4028 section 4: below this no Min-SE may go. */
const SMALLEST = 90;
/** A week. Nobody talks longer, and a timer of the machine holds 24 days: what is longer would fire at once. */
const LONGEST = 604_800;

export function sessionExpiresOf(message: SipRequest | SipResponse): SessionExpires | undefined {
  const [value = '', ...params] = (message.headers.get('session-expires') ?? '').split(';');
  const seconds = deltaOf(value);
  if (seconds === undefined) return undefined;
  const refresher = params.map((param) => /^\s*refresher\s*=\s*(ua[cs])\s*$/i.exec(param)?.[1]?.toLowerCase()).find(Boolean);
  return { seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}

export function minSeOf(message: SipRequest | SipResponse): number | undefined {
  return deltaOf((message.headers.get('min-se') ?? '').split(';')[0] ?? '');
}

function deltaOf(text: string): number | undefined {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
}

/** An option tag stands in Supported or in Require. */
export function supports(message: SipRequest | SipResponse, tag: string): boolean {
  return [...message.headers.list('supported'), ...message.headers.list('require')].some((name) => name.toLowerCase() === tag);
}

/** Section 9: what we make of their INVITE or UPDATE. `too-brief` is answered 422 with our Min-SE. */
export function agreeAsUas(request: SipRequest, policy: TimerPolicy): TimerAgreement | 'too-brief' | undefined {
  if (policy.mode === 'no') return undefined;
  const asked = sessionExpiresOf(request);
  const isSupported = supports(request, 'timer');
  const minSe = Math.max(policy.minSe, SMALLEST);
  // A proxy may have put the header there for a caller who would not understand a 422.
  if (asked && asked.seconds < minSe && isSupported) return 'too-brief';
  // As pjsip: `yes` takes what it is offered and asks for nothing; what the others ask for, they do themselves.
  if (!asked) {
    if (policy.mode === 'yes') return undefined;
    return { seconds: Math.max(policy.sessionExpires, minSe, minSeOf(request) ?? 0), weRefresh: true };
  }
  // Table 2: who supports no timers cannot refresh.
  return { seconds: Math.max(asked.seconds, SMALLEST), weRefresh: !isSupported || asked.refresher === 'uas' };
}

/** Section 7.2: what their 2xx to our INVITE or UPDATE says. */
export function agreeAsUac(response: SipResponse, policy: TimerPolicy): TimerAgreement | undefined {
  if (policy.mode === 'no') return undefined;
  const granted = sessionExpiresOf(response);
  if (granted) return { seconds: Math.max(granted.seconds, SMALLEST), weRefresh: granted.refresher !== 'uas' };
  // Asterisk's `always`: we refresh for a peer that has never heard of timers.
  return policy.mode === 'always' ? { seconds: Math.max(policy.sessionExpires, SMALLEST), weRefresh: true } : undefined;
}

/** When a refresh is due and when the session is given up, in milliseconds after the last one (section 10). */
export function deadlinesOf(agreement: TimerAgreement): { refreshMs: number; expireMs: number } {
  const seconds = Math.min(agreement.seconds, LONGEST);
  return { refreshMs: seconds * 500, expireMs: (seconds - Math.min(32, Math.floor(seconds / 3))) * 1000 };
}
