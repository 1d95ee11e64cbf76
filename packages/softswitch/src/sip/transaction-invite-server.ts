import type { Clock, Timer } from '@zuoxi/kit';
import type { Flow } from './flow.ts';
import { type SipRequest, type SipResponse, serialise } from './message.ts';
import { SIXTY_FOUR_T1, T1, T2, T4 } from './timers.ts';

/**
 * RFC 3261 section 17.2.1 with the accepted state of RFC 6026 section 7.1:
 *
 *   proceeding ──2xx──▶ accepted ──L──▶ terminated
 *       │ 1xx ↺            │ INVITE absorbed, ACK and 2xx retransmissions pass
 *       └──3xx-6xx──▶ completed ──ACK──▶ confirmed ──I──▶ terminated
 *                        │ G: send again      │ ACK absorbed
 *                        └──H──▶ terminated (no ACK ever came)
 */
export type InviteServerState = 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';

export interface InviteServerUser {
  /** The matching CANCEL came; it is answered already. */
  onCancel(request: SipRequest): void;
  /** A final failure was never acknowledged, or the transaction ended. */
  onTerminated?(acknowledged: boolean): void;
}

export class InviteServerTransaction {
  readonly kind = 'invite-server';
  readonly key: string;
  readonly request: SipRequest;
  readonly flow: Flow;
  user: InviteServerUser | undefined;
  /** For whoever keeps books of invitations; called once. */
  onEnded: (() => void) | undefined;
  #state: InviteServerState = 'proceeding';
  #last: Buffer | undefined;
  #acknowledged = false;
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  readonly #onTerminated: () => void;

  constructor(key: string, request: SipRequest, flow: Flow, clock: Clock, onTerminated: () => void) {
    this.key = key;
    this.request = request;
    this.flow = flow;
    this.#clock = clock;
    this.#onTerminated = onTerminated;
  }

  get state(): InviteServerState {
    return this.#state;
  }

  /** Sends a response; a 2xx may be sent again in the accepted state. What the state does not allow is ignored. */
  respond(response: SipResponse): void {
    const { status } = response;
    if (this.#state === 'proceeding') {
      this.#last = serialise(response);
      this.flow.send(this.#last);
      if (status >= 300) this.#enter('completed');
      else if (status >= 200) this.#enter('accepted');
    } else if (this.#state === 'accepted' && status >= 200 && status < 300) {
      this.flow.send(serialise(response));
    }
  }

  /** The same INVITE came again. */
  onRetransmission(): void {
    // RFC 6026 section 7.1: absorbed while accepted; the core retransmits the 2xx.
    if ((this.#state === 'proceeding' || this.#state === 'completed') && this.#last) this.flow.send(this.#last);
  }

  /** True when the ACK belonged to a failure and ends here; the ACK of a 2xx is the dialog's. */
  onAck(): boolean {
    if (this.#state === 'completed') {
      this.#acknowledged = true;
      this.#enter('confirmed');
      return true;
    }
    return this.#state === 'confirmed';
  }

  onCancel(request: SipRequest): void {
    // RFC 3261 section 9.2: a CANCEL after the final response has no effect.
    if (this.#state === 'proceeding') this.user?.onCancel(request);
  }

  #after(ms: number, fn: () => void): void {
    const timer = this.#clock.setTimer(ms, () => {
      this.#timers.delete(timer);
      fn();
    });
    this.#timers.add(timer);
  }

  #enter(state: InviteServerState): void {
    if (this.#state === 'terminated') return;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#state = state;
    switch (state) {
      case 'accepted':
        this.#after(SIXTY_FOUR_T1, () => this.terminate()); // Timer L
        break;
      case 'completed':
        if (!this.flow.reliable) this.#armTimerG(T1);
        this.#after(SIXTY_FOUR_T1, () => this.terminate()); // Timer H
        break;
      case 'confirmed':
        this.#after(this.flow.reliable ? 0 : T4, () => this.terminate()); // Timer I
        break;
      case 'terminated':
        this.#onTerminated();
        this.onEnded?.();
        this.user?.onTerminated?.(this.#acknowledged);
        break;
      default:
    }
  }

  #armTimerG(ms: number): void {
    this.#after(ms, () => {
      if (this.#last) this.flow.send(this.#last);
      this.#armTimerG(Math.min(ms * 2, T2));
    });
  }

  terminate(): void {
    this.#enter('terminated');
  }
}
