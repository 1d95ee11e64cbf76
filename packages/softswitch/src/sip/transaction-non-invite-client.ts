import type { Clock, Timer } from '@zuoxi/kit';
import type { Flow } from './flow.ts';
import { type SipRequest, type SipResponse, serialise } from './message.ts';
import { SIXTY_FOUR_T1, T1, T2, T4 } from './timers.ts';
import type { ClientUser } from './transaction-invite-client.ts';

/**
 * RFC 3261 section 17.1.2:
 *
 *   trying ──1xx──▶ proceeding ──2xx-6xx──▶ completed ──K──▶ terminated
 *     │ E: again, doubling up to T2 │ E: every T2      copies absorbed
 *     └──F──▶ terminated (time-out) ◀──F──┘
 */
export type NonInviteClientState = 'trying' | 'proceeding' | 'completed' | 'terminated';

export class NonInviteClientTransaction {
  readonly kind = 'non-invite-client';
  readonly key: string;
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly #user: ClientUser;
  readonly #clock: Clock;
  readonly #onTerminated: () => void;
  readonly #wire: Buffer;
  #state: NonInviteClientState = 'trying';
  #again: Timer | undefined;
  #deadline: Timer | undefined;

  constructor(key: string, request: SipRequest, flow: Flow, user: ClientUser, clock: Clock, onTerminated: () => void) {
    this.key = key;
    this.request = request;
    this.flow = flow;
    this.#user = user;
    this.#clock = clock;
    this.#onTerminated = onTerminated;
    this.#wire = serialise(request);
  }

  get state(): NonInviteClientState {
    return this.#state;
  }

  start(): void {
    this.flow.send(this.#wire);
    if (!this.flow.reliable) this.#armTimerE(T1);
    this.#deadline = this.#clock.setTimer(SIXTY_FOUR_T1, () => this.#timeout()); // Timer F
  }

  #armTimerE(ms: number): void {
    this.#again = this.#clock.setTimer(ms, () => {
      this.flow.send(this.#wire);
      this.#armTimerE(this.#state === 'proceeding' ? T2 : Math.min(ms * 2, T2));
    });
  }

  onResponse(response: SipResponse): void {
    if (this.#state === 'completed' || this.#state === 'terminated') return;
    if (response.status < 200) this.#state = 'proceeding';
    else {
      this.#state = 'completed';
      this.#again?.cancel();
      this.#deadline?.cancel();
      this.#deadline = this.#clock.setTimer(this.flow.reliable ? 0 : T4, () => this.terminate()); // Timer K
    }
    this.#user.onResponse(response);
  }

  #timeout(): void {
    this.terminate();
    this.#user.onTimeout();
  }

  terminate(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#again?.cancel();
    this.#deadline?.cancel();
    this.#onTerminated();
  }
}
