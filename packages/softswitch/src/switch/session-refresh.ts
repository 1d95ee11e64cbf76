import type { Clock, Timer } from '@zuoxi/kit';
import {
  agreeAsUac,
  agreeAsUas,
  deadlinesOf,
  minSeOf,
  type SipRequest,
  type SipResponse,
  supports,
  type TimerAgreement,
  type TimerPolicy,
} from '../sip/index.ts';
import { type ConfigObject, isYes } from './pjsip-config.ts';

/** The endpoint options `timers`, `timers_sess_expires`, `timers_min_se`, with the defaults of pjsip.conf. */
export function timerPolicyOf(endpoint: ConfigObject | undefined): TimerPolicy {
  const text = (endpoint?.get('timers') ?? 'yes').toLowerCase();
  const mode = text === 'always' || text === 'forced' ? 'always' : text === 'required' ? 'required' : isYes(text) ? 'yes' : 'no';
  const seconds = (name: string, otherwise: number): number => {
    const value = Number(endpoint?.get(name) ?? otherwise);
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  return { mode, sessionExpires: seconds('timers_sess_expires', 1800), minSe: seconds('timers_min_se', 90) };
}

type Header = [string, string];

/** A proxy or two on the way may each want more; whoever goes on wanting is not followed. */
const MAX_RAISES = 3;

export interface TimerRefusal {
  status: 420 | 421 | 422;
  headers: Header[];
}

/** RFC 4028 section 9: why a request cannot be had with its session timer, or without one. */
export function timerRefusalOf(request: SipRequest, policy: TimerPolicy): TimerRefusal | undefined {
  if (policy.mode === 'no' && request.headers.list('require').some((tag) => tag.toLowerCase() === 'timer')) {
    return { status: 420, headers: [['unsupported', 'timer']] };
  }
  if (policy.mode === 'required' && !supports(request, 'timer')) return { status: 421, headers: [['require', 'timer']] };
  if (agreeAsUas(request, policy) === 'too-brief') return { status: 422, headers: [['min-se', String(policy.minSe)]] };
  return undefined;
}

/** The session timer of one dialog (RFC 4028): who refreshes, when, and when the session is given up. */
export class SessionRefresh {
  readonly #clock: Clock;
  readonly #policy: TimerPolicy;
  readonly #onRefreshDue: () => void;
  readonly #onExpired: () => void;
  #agreement: TimerAgreement | undefined;
  /** Raised by a 422. */
  #minSe: number;
  #raises = 0;
  #refresh: Timer | undefined;
  #expiry: Timer | undefined;

  constructor(options: { clock: Clock; policy: TimerPolicy; onRefreshDue: () => void; onExpired: () => void }) {
    this.#clock = options.clock;
    this.#policy = options.policy;
    this.#onRefreshDue = options.onRefreshDue;
    this.#onExpired = options.onExpired;
    this.#minSe = options.policy.minSe;
  }

  /** For an INVITE or UPDATE of ours; the first INVITE leaves the choice of the refresher to the other side. */
  requestHeaders(): Header[] {
    if (this.#policy.mode === 'no') return [];
    const seconds = Math.max(this.#agreement?.seconds ?? this.#policy.sessionExpires, this.#minSe);
    const refresher = this.#agreement ? `;refresher=${this.#agreement.weRefresh ? 'uac' : 'uas'}` : '';
    const headers: Header[] = [
      ['session-expires', `${seconds}${refresher}`],
      ['min-se', String(this.#minSe)],
    ];
    if (this.#policy.mode === 'required') headers.push(['require', 'timer']);
    return headers;
  }

  /** Section 7.3: true when the request may be tried again with the interval the 422 asks for. */
  raise(response: SipResponse): boolean {
    const minSe = minSeOf(response);
    if (this.#policy.mode === 'no' || minSe === undefined || minSe <= this.#minSe || this.#raises >= MAX_RAISES) return false;
    this.#raises++;
    this.#minSe = minSe;
    return true;
  }

  /**
   * Section 9: their INVITE or UPDATE. A refusal, or the headers of our 2xx; the timer runs from `begin` on, which is called when
   * that 2xx goes.
   */
  judge(request: SipRequest): TimerRefusal | { headers: Header[]; begin: () => void } {
    const refusal = timerRefusalOf(request, this.#policy);
    if (refusal) return refusal;
    const agreed = agreeAsUas(request, this.#policy);
    if (!agreed || agreed === 'too-brief') return { headers: [], begin: () => this.#begin(this.#agreement) };
    const headers: Header[] = [['session-expires', `${agreed.seconds};refresher=${agreed.weRefresh ? 'uas' : 'uac'}`]];
    if (!agreed.weRefresh) headers.push(['require', 'timer']);
    return { headers, begin: () => this.#begin(agreed) };
  }

  /** Their 2xx to our INVITE or UPDATE. */
  onAccepted(response: SipResponse): void {
    this.#begin(agreeAsUac(response, this.#policy));
  }

  #begin(agreement: TimerAgreement | undefined): void {
    this.stop();
    this.#agreement = agreement;
    if (!agreement) return;
    const { refreshMs, expireMs } = deadlinesOf(agreement);
    if (agreement.weRefresh) this.#refresh = this.#clock.setTimer(refreshMs, this.#onRefreshDue);
    this.#expiry = this.#clock.setTimer(expireMs, this.#onExpired);
  }

  stop(): void {
    this.#refresh?.cancel();
    this.#expiry?.cancel();
  }
}
