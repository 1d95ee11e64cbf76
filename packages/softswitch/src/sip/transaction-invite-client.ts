import type { Clock, Timer } from '@zuoxi/kit';
import type { Flow } from './flow.ts';
import { SipHeaders } from './headers.ts';
import { type SipRequest, type SipResponse, serialise } from './message.ts';
import { SIXTY_FOUR_T1, T1, TIMER_D } from './timers.ts';

/**
 * RFC 3261 section 17.1.1 with the accepted state of RFC 6026 section 7.2:
 *
 *   calling ──1xx──▶ proceeding ──2xx──▶ accepted ──M──▶ terminated
 *     │ A: again         │                  ▲ every 2xx is handed on (it needs its ACK)
 *     ├──2xx─────────────┼──────────────────┘
 *     ├──3xx-6xx────────▶┴──▶ completed ──D──▶ terminated     (ACK for each copy)
 *     └──B──▶ terminated (time-out)
 */
export type InviteClientState = 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated';

export interface ClientUser {
  onResponse(response: SipResponse): void;
  /** Nobody answered (timer B or F). */
  onTimeout(): void;
  /** The connection could not be made or broke before the answer (RFC 3261 section 8.1.3.1). Default: as a time-out. */
  onTransportError?(): void;
}

export class InviteClientTransaction {
  readonly kind = 'invite-client';
  readonly key: string;
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly #user: ClientUser;
  readonly #clock: Clock;
  readonly #onTerminated: () => void;
  readonly #timers = new Set<Timer>();
  readonly #wire: Buffer;
  #state: InviteClientState = 'calling';
  #ack: Buffer | undefined;

  constructor(key: string, request: SipRequest, flow: Flow, user: ClientUser, clock: Clock, onTerminated: () => void) {
    this.key = key;
    this.request = request;
    this.flow = flow;
    this.#user = user;
    this.#clock = clock;
    this.#onTerminated = onTerminated;
    this.#wire = serialise(request);
  }

  get state(): InviteClientState {
    return this.#state;
  }

  start(): void {
    this.flow.send(this.#wire);
    if (!this.flow.reliable) this.#armTimerA(T1);
    this.#after(SIXTY_FOUR_T1, () => this.#timeout()); // Timer B
  }

  onResponse(response: SipResponse): void {
    const { status } = response;
    switch (this.#state) {
      case 'calling':
      case 'proceeding':
        if (status < 200) this.#enter('proceeding');
        else if (status < 300) this.#enter('accepted');
        else {
          this.#ack = serialise(this.#buildAck(response));
          this.flow.send(this.#ack);
          this.#enter('completed');
        }
        this.#user.onResponse(response);
        break;
      case 'accepted':
        // RFC 6026 section 7.2: 2xx copies and those of other branches go to the core.
        if (status >= 200 && status < 300) this.#user.onResponse(response);
        break;
      case 'completed':
        if (status >= 300 && this.#ack) this.flow.send(this.#ack);
        break;
      default:
    }
  }

  /** RFC 3261 section 17.1.1.3: same branch, same Request-URI, To of the response. */
  #buildAck(response: SipResponse): SipRequest {
    const headers = new SipHeaders();
    const source = this.request.headers;
    headers.add('via', source.get('via') ?? '').add('max-forwards', '70');
    for (const route of source.all('route')) headers.add('route', route);
    headers.add('from', source.get('from') ?? '').add('to', response.headers.get('to') ?? '');
    headers.add('call-id', this.request.callId).add('cseq', `${this.request.cseq} ACK`);
    return { ...this.request, method: 'ACK', headers, body: '', to: response.to };
  }

  #after(ms: number, fn: () => void): void {
    const timer = this.#clock.setTimer(ms, () => {
      this.#timers.delete(timer);
      fn();
    });
    this.#timers.add(timer);
  }

  #armTimerA(ms: number): void {
    this.#after(ms, () => {
      this.flow.send(this.#wire);
      this.#armTimerA(ms * 2);
    });
  }

  #timeout(): void {
    this.terminate();
    this.#user.onTimeout();
  }

  /** RFC 3261 section 9.1: a CANCEL was sent; a peer that then says nothing more for 64·T1 is not waited for. */
  expectEnd(): void {
    if (this.#state === 'proceeding') this.#after(SIXTY_FOUR_T1, () => this.#timeout());
  }

  #enter(state: InviteClientState): void {
    if (this.#state === 'terminated' || (this.#state === 'proceeding' && state === 'proceeding')) return;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#state = state;
    switch (state) {
      case 'accepted':
        this.#after(SIXTY_FOUR_T1, () => this.terminate()); // Timer M
        break;
      case 'completed':
        this.#after(this.flow.reliable ? 0 : TIMER_D, () => this.terminate()); // Timer D
        break;
      case 'terminated':
        this.#onTerminated();
        break;
      default:
    }
  }

  terminate(): void {
    this.#enter('terminated');
  }
}
