import type { Registration } from '@zuoxi/ari';
import type { Timer } from '@zuoxi/kit';
import {
  type ClientTransaction,
  DigestSession,
  type Flow,
  parseNameAddr,
  parseUri,
  SipHeaders,
  type SipRequest,
  type SipResponse,
  USER_AGENT,
  type Way,
} from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import { wayOptionsOf } from './outbound-way.ts';
import { type ConfigObject, isYes } from './pjsip-config.ts';

/**
 * RFC 3261 section 10.2, with the words of Asterisk's `pjsip show registrations`:
 *
 *   Unregistered ──200──▶ Registered ──10 s before the end──▶ asked again
 *        │  ▲                 │
 *        │  └──stop, removed──┘
 *        └──failure──▶ Rejected ──retry_interval, Retry-After──▶ asked again
 *                         └──final failure, max_retries──▶ stays until it is put again
 */
export type RegistrationStatus = Registration['state'];

/** Asterisk registers again this long before the end (REREGISTER_BUFFER_TIME). */
const BUFFER_S = 10;
/** What a registrar that answers at once and for no time must not drive us below. */
const SHORTEST_S = 5;
/** How long the answer to taking it back is waited for at a stop. */
const GOODBYE_MS = 1_000;

/** sip_outbound_registration_is_temporal in res_pjsip_outbound_registration.c. */
function isTemporary(status: number, authRejectionPermanent: boolean): boolean {
  if (status === 401 || status === 407) return !authRejectionPermanent;
  return [408, 500, 502, 503, 504].includes(status) || status >= 600;
}

/** One `registration`: tells a carrier where we are, and keeps telling. */
export class OutboundRegistration {
  readonly id: string;
  readonly #context: SwitchContext;
  readonly #settings: ConfigObject;
  /** All that this was made from, to see whether it is still so. */
  readonly #basis: string;
  readonly #onChanged: () => void;
  readonly #digest: DigestSession;
  readonly #callId: string;
  readonly #tag: string;
  /** Names our Contact, so that calls to it are known (`line=yes`). */
  readonly #line: string;
  #status: RegistrationStatus = 'Unregistered';
  #lastStatus = 0;
  #told = 'Unregistered ';
  #retries = 0;
  #cseq = 0;
  #expiration: number;
  #expiresAt = 0;
  #ways: readonly Way[] = [];
  #flow: Flow | undefined;
  #timer: Timer | undefined;
  #transaction: ClientTransaction | undefined;
  #offClosed: (() => void) | undefined;
  #stopping: (() => void) | undefined;
  #stopped = false;

  constructor(context: SwitchContext, id: string, onChanged: () => void) {
    this.#context = context;
    this.id = id;
    this.#onChanged = onChanged;
    const { ids, config } = context;
    const settings: ConfigObject = config.get('registration', id) ?? new Map();
    this.#settings = settings;
    this.#basis = this.#basisNow();
    this.#digest = new DigestSession(config.credentialsOf(settings.get('outbound_auth')), () => ids.token(16));
    this.#callId = ids.token(20);
    this.#tag = ids.token(12);
    this.#line = isYes(settings.get('line')) && settings.get('endpoint') ? ids.token(12) : '';
    this.#expiration = this.#seconds('expiration') || 3600;
  }

  #text(name: string): string {
    return this.#settings.get(name) ?? '';
  }

  #seconds(name: string): number {
    const value = Number(this.#text(name));
    return Number.isFinite(value) && value > 0 ? value : 0;
  }

  #basisNow(): string {
    const { config } = this.#context;
    const settings = config.get('registration', this.id);
    const transport = config.get('transport', settings?.get('transport') ?? '');
    return JSON.stringify([[...(settings ?? [])], config.credentialsOf(settings?.get('outbound_auth')), [...(transport ?? [])]]);
  }

  /** Nothing it was made from has changed: what is pushed again and again (at each start of the server) disturbs no registration. */
  isCurrent(): boolean {
    return this.#basis === this.#basisNow();
  }

  toJson(): Registration {
    const left = Math.max(0, Math.round((this.#expiresAt - this.#context.clock.monotonic()) / 1000));
    return {
      id: this.id,
      server_uri: this.#text('server_uri'),
      client_uri: this.#text('client_uri'),
      endpoint: this.#text('endpoint'),
      state: this.#status,
      last_status: this.#lastStatus,
      ...(this.#status === 'Registered' ? { expires_in: left } : {}),
    };
  }

  start(): void {
    if (this.#stopped) return;
    if (this.#line !== '') this.#context.config.setLine(this.#line, this.#text('endpoint'));
    void this.#begin();
  }

  /** A round: all servers of the name, one after the other, until one of them answers. */
  async #begin(): Promise<void> {
    this.#timer?.cancel();
    const { stack, config } = this.#context;
    const ways = await stack.waysTo(
      this.#text('outbound_proxy') || this.#text('server_uri'),
      wayOptionsOf(config, this.#text('transport')),
    );
    if (this.#stopped) return;
    this.#ways = ways;
    const addresses = ways.map((way) => way.destination.address);
    // A name server that is away does not take back what was known.
    if (addresses.length > 0) config.setRegistrarAddresses(this.id, this.#text('endpoint'), addresses);
    this.#try(0);
  }

  #try(index: number): void {
    const way = this.#ways[index];
    if (!way) {
      // RFC 3261 section 8.1.3.1: nobody could be asked.
      this.#onFailure(index === 0 ? 503 : 408, undefined);
      return;
    }
    const flow = way.open();
    if (flow)
      this.#send(
        flow,
        this.#expiration,
        (response) => this.#onFinal(response, index),
        () => this.#try(index + 1),
      );
    else this.#try(index + 1);
  }

  /** `onNothing`: time-out, or no connection. */
  #send(flow: Flow, expires: number, onFinal: (response: SipResponse) => void, onNothing: () => void): void {
    this.#flow = flow;
    let transaction: ClientTransaction | undefined;
    const current = (fn: () => void): void => {
      if (transaction === undefined || this.#transaction === transaction) fn();
    };
    const { stack } = this.#context;
    const request = this.#request(flow, expires);
    const hadCredentials = request.headers.has('authorization') || request.headers.has('proxy-authorization');
    transaction = stack.send(request, flow, {
      onResponse: (response) =>
        current(() => {
          if (response.status < 200) return;
          if (this.#isAnswered(response, hadCredentials, flow)) this.#send(flow, expires, onFinal, onNothing);
          else onFinal(response);
        }),
      onTimeout: () => current(onNothing),
      onTransportError: () => current(onNothing),
    });
    this.#transaction = transaction;
    if (!transaction) onNothing();
  }

  /** RFC 3261 section 22.2: signs in when that can help. */
  #isAnswered(response: SipResponse, hadCredentials: boolean, flow: Flow): boolean {
    const { status, headers } = response;
    if (status !== 401 && status !== 407) return false;
    const challenges = headers.all(status === 401 ? 'www-authenticate' : 'proxy-authenticate');
    const isAnswered = this.#digest.accepts(status, challenges, hadCredentials);
    if (isAnswered) this.#context.challenges.noteRegistrar(this.#text('endpoint'), challenges, flow);
    return isAnswered;
  }

  #request(flow: Flow, expires: number): SipRequest {
    const { stack } = this.#context;
    const uri = this.#text('server_uri');
    const client = this.#text('client_uri');
    const cseq = ++this.#cseq;
    const headers = new SipHeaders();
    const proxy = this.#text('outbound_proxy');
    headers.add('max-forwards', '70');
    if (proxy !== '') headers.add('route', proxy.includes(';lr') ? `<${proxy}>` : `<${proxy};lr>`);
    headers.add('from', `<${client}>;tag=${this.#tag}`).add('to', `<${client}>`);
    headers.add('call-id', this.#callId).add('cseq', `${cseq} REGISTER`);
    headers.add('contact', this.#contact(stack.contactFor(flow, this.#contactUser())));
    headers.add('expires', String(expires)).add('user-agent', this.#text('user_agent') || USER_AGENT);
    const credentials = this.#digest.header({ method: 'REGISTER', uri });
    if (credentials) headers.add(credentials[0], credentials[1]);
    return {
      kind: 'request',
      method: 'REGISTER',
      uri,
      headers,
      body: '',
      via: undefined,
      from: { display: '', uri: client, params: new Map([['tag', this.#tag]]) },
      to: { display: '', uri: client, params: new Map() },
      callId: this.#callId,
      cseq,
    };
  }

  /** Asterisk's default for `contact_user` is `s`; the user of the account tells carriers more. */
  #contactUser(): string {
    return this.#text('contact_user') || parseUri(this.#text('client_uri'))?.user || 's';
  }

  #contact(plain: string): string {
    const line = this.#line === '' ? '' : `;line=${this.#line}`;
    const params = this.#text('contact_header_params');
    return `${plain.replace(/>$/, `${line}>`)}${params === '' ? '' : `;${params}`}`;
  }

  #onFinal(response: SipResponse, index: number): void {
    const { status } = response;
    this.#lastStatus = status;
    if (status >= 200 && status < 300) {
      this.#onRegistered(response);
      return;
    }
    // RFC 3261 section 10.2.8.
    const least = Number(response.headers.get('min-expires'));
    if (status === 423 && least > this.#expiration && least <= 86_400) {
      this.#expiration = least;
      this.#try(index);
      return;
    }
    // RFC 3263 section 4.3.
    if (status === 503 && index + 1 < this.#ways.length) this.#try(index + 1);
    else this.#onFailure(status, response);
  }

  #onRegistered(response: SipResponse): void {
    const granted = this.#granted(response);
    this.#retries = 0;
    this.#expiresAt = this.#context.clock.monotonic() + granted * 1000;
    this.#setStatus('Registered');
    this.#schedule(Math.max(SHORTEST_S, granted - BUFFER_S));
    const { stack } = this.#context;
    this.#offClosed?.();
    // The carrier reaches us over this connection only: when it is gone, so are we.
    if (this.#flow?.reliable) {
      this.#offClosed = stack.onFlowClosed(this.#flow, () => {
        this.#setStatus('Unregistered');
        this.#schedule(SHORTEST_S);
      });
    }
  }

  /**
   * RFC 3261 section 10.2.4: what the registrar made of it, from our Contact among those it lists. Many carriers list it rewritten to the
   * address that they see behind a NAT: then the shortest of all that are listed is kept.
   */
  #granted(response: SipResponse): number {
    const ours = parseNameAddr(this.#flow ? this.#contact(this.#context.stack.contactFor(this.#flow, this.#contactUser())) : '')?.uri ?? '';
    const wanted = parseUri(ours);
    let shortest: number | undefined;
    for (const value of response.headers.list('contact')) {
      const address = parseNameAddr(value);
      const expires = secondsIn(address?.params.get('expires'));
      const uri = address && parseUri(address.uri);
      if (expires === undefined || !uri) continue;
      const isOurs = wanted && uri.user === wanted.user && uri.host.toLowerCase() === wanted.host.toLowerCase();
      if (isOurs && (uri.port ?? 5060) === (wanted.port ?? 5060)) return expires;
      if (expires > 0) shortest = Math.min(shortest ?? expires, expires);
    }
    return shortest ?? secondsIn(response.headers.get('expires')) ?? this.#expiration;
  }

  #onFailure(status: number, response: SipResponse | undefined): void {
    this.#lastStatus = status;
    const after = Number(/^\s*(\d{1,6})/.exec(response?.headers.get('retry-after') ?? '')?.[1] ?? 0);
    const mayRetry = this.#retries < this.#seconds('max_retries');
    let seconds = 0;
    if (after > 0) seconds = after;
    else if (isTemporary(status, isYes(this.#text('auth_rejection_permanent')))) seconds = mayRetry ? this.#seconds('retry_interval') : 0;
    else if (status === 403 && this.#seconds('forbidden_retry_interval') > 0)
      seconds = mayRetry ? this.#seconds('forbidden_retry_interval') : 0;
    else if (mayRetry) seconds = this.#seconds('fatal_retry_interval');
    if (seconds > 0) {
      if (after === 0) this.#retries++;
      this.#schedule(seconds);
    }
    const { logger } = this.#context;
    logger.warn({ registration: this.id, status, retryInSeconds: seconds || undefined }, 'a trunk could not be registered');
    this.#setStatus('Rejected');
  }

  #schedule(seconds: number): void {
    if (this.#stopped) return;
    this.#timer?.cancel();
    this.#timer = this.#context.clock.setTimer(seconds * 1000, () => void this.#begin());
  }

  #setStatus(status: RegistrationStatus): void {
    if (this.#stopped && status !== 'Unregistered') return;
    this.#status = status;
    // Another reason for the same is news, too: nobody answered, now the password is refused.
    const news = `${status} ${status === 'Rejected' ? this.#lastStatus : ''}`;
    if (news === this.#told) return;
    this.#told = news;
    this.#onChanged();
  }

  /** Takes it back (section 10.2.2). Idempotent; resolves when that was answered, or after a moment. */
  stop(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    const { config, clock } = this.#context;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#offClosed?.();
    config.setRegistrarAddresses(this.id, '', []);
    if (this.#line !== '') config.setLine(this.#line, undefined);
    const flow = this.#flow;
    // A REGISTER under way may still be granted: that is taken back, too.
    const mayBeKnown = this.#status === 'Registered' || this.#transaction !== undefined;
    this.#setStatus('Unregistered');
    if (!flow?.open || !mayBeKnown) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = clock.setTimer(GOODBYE_MS, () => this.#stopping?.());
      this.#stopping = () => {
        timer.cancel();
        resolve();
      };
      const done = (): void => this.#stopping?.();
      this.#send(flow, 0, done, done);
    });
  }
}

/** Undefined: there is none, or it is no number. */
const secondsIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
