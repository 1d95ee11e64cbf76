import type { Clock, Timer } from '@zuoxi/kit';
import type { Flow } from './flow.ts';
import { type SipRequest, type SipResponse, serialise } from './message.ts';
import { SIXTY_FOUR_T1 } from './timers.ts';

/**
 * RFC 3261 section 17.2.2:
 *
 *   trying ──1xx──▶ proceeding ──2xx-6xx──▶ completed ──J──▶ terminated
 *      └──────────2xx-6xx───────────────────────▲ request again: last response again
 */
export type NonInviteServerState = 'trying' | 'proceeding' | 'completed' | 'terminated';

export class NonInviteServerTransaction {
  readonly kind = 'non-invite-server';
  readonly key: string;
  readonly request: SipRequest;
  readonly flow: Flow;
  #state: NonInviteServerState = 'trying';
  #last: Buffer | undefined;
  #timer: Timer | undefined;
  readonly #clock: Clock;
  readonly #onTerminated: () => void;

  constructor(key: string, request: SipRequest, flow: Flow, clock: Clock, onTerminated: () => void) {
    this.key = key;
    this.request = request;
    this.flow = flow;
    this.#clock = clock;
    this.#onTerminated = onTerminated;
    // Whoever forgets to answer must not keep the transaction for ever.
    this.#timer = clock.setTimer(2 * SIXTY_FOUR_T1, () => this.terminate());
  }

  get state(): NonInviteServerState {
    return this.#state;
  }

  respond(response: SipResponse): void {
    if (this.#state === 'completed' || this.#state === 'terminated') return;
    this.#last = serialise(response);
    this.flow.send(this.#last);
    if (response.status < 200) {
      this.#state = 'proceeding';
      return;
    }
    this.#state = 'completed';
    this.#timer?.cancel();
    this.#timer = this.#clock.setTimer(this.flow.reliable ? 0 : SIXTY_FOUR_T1, () => this.terminate()); // Timer J
  }

  onRetransmission(): void {
    if (this.#last) this.flow.send(this.#last);
  }

  terminate(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#timer?.cancel();
    this.#onTerminated();
  }
}
