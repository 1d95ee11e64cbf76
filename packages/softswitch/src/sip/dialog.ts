import type { Clock, Timer } from '@zuoxi/kit';
import type { Flow } from './flow.ts';
import { SipHeaders } from './headers.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { SIXTY_FOUR_T1, T1, T2 } from './timers.ts';
import { formatNameAddr, formatUri, parseNameAddr, parseUri } from './uri.ts';

/** What a dialog needs to begin; `fromInvite` and `fromResponse` fill it in. */
export interface DialogState {
  callId: string;
  localTag: string;
  remoteTag: string;
  /** Header values without tags. */
  localParty: string;
  remoteParty: string;
  localSeq: number;
  remoteSeq: number;
  remoteTarget: string;
  routeSet: string[];
  flow: Flow;
}

function partyWithoutTag(value: string): string {
  const address = parseNameAddr(value);
  return address ? formatNameAddr({ display: address.display, uri: address.uri }) : value;
}

/** RFC 3261 section 12: what two ends know of a call, and the requests made from it. */
export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  remoteTag: string;
  readonly #localParty: string;
  readonly #remoteParty: string;
  #localSeq: number;
  #remoteSeq: number;
  remoteTarget: string;
  routeSet: string[];
  /** Where the peer was last heard. */
  flow: Flow;

  constructor(state: DialogState) {
    this.callId = state.callId;
    this.localTag = state.localTag;
    this.remoteTag = state.remoteTag;
    this.#localParty = state.localParty;
    this.#remoteParty = state.remoteParty;
    this.#localSeq = state.localSeq;
    this.#remoteSeq = state.remoteSeq;
    this.remoteTarget = state.remoteTarget;
    this.routeSet = state.routeSet;
    this.flow = state.flow;
  }

  /** RFC 3261 section 12.1.1: they call us. */
  static fromInvite(request: SipRequest, localTag: string, flow: Flow): Dialog {
    return new Dialog({
      callId: request.callId,
      localTag,
      remoteTag: request.from.params.get('tag') ?? '',
      localParty: partyWithoutTag(request.headers.get('to') ?? ''),
      remoteParty: partyWithoutTag(request.headers.get('from') ?? ''),
      localSeq: 0,
      remoteSeq: request.cseq,
      remoteTarget: contactOf(request) ?? request.from.uri,
      routeSet: request.headers.list('record-route'),
      flow,
    });
  }

  /** RFC 3261 section 12.1.2: we called them. */
  static fromResponse(request: SipRequest, response: SipResponse, flow: Flow): Dialog {
    return new Dialog({
      callId: request.callId,
      localTag: request.from.params.get('tag') ?? '',
      remoteTag: response.to.params.get('tag') ?? '',
      localParty: partyWithoutTag(request.headers.get('from') ?? ''),
      remoteParty: partyWithoutTag(request.headers.get('to') ?? ''),
      localSeq: request.cseq,
      remoteSeq: 0,
      remoteTarget: contactOf(response) ?? request.uri,
      routeSet: response.headers.list('record-route').reverse(),
      flow,
    });
  }

  /** RFC 3261 section 12.2.1.1. ACK and CANCEL take the number of their INVITE. */
  request(
    method: string,
    options: { cseq?: number; headers?: Iterable<readonly [string, string]>; body?: { type: string; content: string } } = {},
  ): SipRequest {
    const cseq = options.cseq ?? ++this.#localSeq;
    const headers = new SipHeaders();
    headers.add('max-forwards', '70');
    const { uri, routes } = this.#way();
    for (const route of routes) headers.add('route', route);
    const from = `${this.#localParty};tag=${this.localTag}`;
    const to = this.remoteTag === '' ? this.#remoteParty : `${this.#remoteParty};tag=${this.remoteTag}`;
    headers.add('from', from).add('to', to).add('call-id', this.callId).add('cseq', `${cseq} ${method}`);
    for (const [key, value] of options.headers ?? []) headers.add(key, value);
    if (options.body) headers.add('content-type', options.body.type);
    const nobody = { display: '', uri: this.remoteTarget, params: new Map<string, string>() };
    return {
      kind: 'request',
      method,
      uri,
      headers,
      body: options.body?.content ?? '',
      via: undefined,
      from: parseNameAddr(from) ?? nobody,
      to: parseNameAddr(to) ?? nobody,
      callId: this.callId,
      cseq,
    };
  }

  /** RFC 3261 section 12.2.1.1: a first proxy without `lr` wants to be the Request-URI itself, and the target at the end of the routes. */
  #way(): { uri: string; routes: readonly string[] } {
    const [first, ...rest] = this.routeSet;
    const strict = first === undefined ? undefined : parseUri(parseNameAddr(first)?.uri ?? '');
    if (!strict || strict.params.has('lr')) return { uri: this.remoteTarget, routes: this.routeSet };
    // Section 19.1.1: what may not stand in a Request-URI.
    const params = new Map([...strict.params].filter(([name]) => name !== 'method'));
    return { uri: formatUri({ ...strict, params }), routes: [...rest, `<${this.remoteTarget}>`] };
  }

  /** RFC 3261 section 12.2.2: false for a request that is older than what was seen; it is answered 500. */
  accepts(request: SipRequest): boolean {
    if (request.cseq <= this.#remoteSeq && request.method !== 'ACK') return false;
    this.#remoteSeq = Math.max(this.#remoteSeq, request.cseq);
    return true;
  }

  /** RFC 3261 section 13.2.2.4: the 2xx settles the route that a provisional response gave an early dialog. */
  confirm(response: SipResponse): void {
    this.routeSet = response.headers.list('record-route').reverse();
    this.refreshTarget(response);
  }

  /** Target refresh by re-INVITE, UPDATE or their 2xx (RFC 3261 section 12.2). */
  refreshTarget(message: SipRequest | SipResponse): void {
    const contact = contactOf(message);
    if (contact) this.remoteTarget = contact;
  }

  /** Where the next request goes: the first route, else the target. */
  nextHop(): string {
    const route = this.routeSet[0];
    const address = route === undefined ? undefined : parseNameAddr(route);
    return address?.uri ?? this.remoteTarget;
  }
}

export function contactOf(message: SipRequest | SipResponse): string | undefined {
  const contact = message.headers.list('contact')[0];
  return contact === undefined ? undefined : parseNameAddr(contact)?.uri;
}

/** RFC 3261 section 13.3.1.4: the 2xx of an INVITE is sent again until its ACK comes, for 64·T1 at most. */
export class AcceptRetransmitter {
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #deadline: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(send: () => void, onNoAck: () => void): void {
    this.stop();
    const arm = (ms: number): void => {
      this.#timer = this.#clock.setTimer(ms, () => {
        send();
        arm(Math.min(ms * 2, T2));
      });
    };
    arm(T1);
    this.#deadline = this.#clock.setTimer(SIXTY_FOUR_T1, () => {
      this.stop();
      onNoAck();
    });
  }

  get waiting(): boolean {
    return this.#timer !== undefined;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#deadline?.cancel();
    this.#timer = undefined;
    this.#deadline = undefined;
  }
}
