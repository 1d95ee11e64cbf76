import type { Clock, Timer } from '@zuoxi/kit';
import type { SipRequest, SipResponse } from './message.ts';
import { SIXTY_FOUR_T1, T1 } from './timers.ts';

/** `RAck: 776656 1 INVITE` (RFC 3262 section 7.2). */
export function rackOf(prack: SipRequest): { rseq: number; cseq: number; method: string } | undefined {
  const match = /^\s*(\d{1,10})\s+(\d{1,10})\s+([A-Z]+)\s*$/.exec(prack.headers.get('rack') ?? '');
  return match ? { rseq: Number(match[1]), cseq: Number(match[2]), method: match[3] ?? '' } : undefined;
}

/** The number of a provisional response that asks for a PRACK; undefined when it asks for none (RFC 3262 section 4). */
export function rseqOf(response: SipResponse): number | undefined {
  if (response.status <= 100 || response.status >= 200) return undefined;
  if (!response.headers.list('require').some((tag) => tag.toLowerCase() === '100rel')) return undefined;
  const text = response.headers.get('rseq') ?? '';
  const rseq = Number(text);
  return /^\d{1,10}$/.test(text) && rseq > 0 && rseq < 2 ** 32 ? rseq : undefined;
}

/**
 * The provisional responses of one INVITE that are sent reliably (RFC 3262 section 3): one at a time, each repeated until its
 * PRACK comes. The next one waits for it, so that PRACKs arrive in order.
 */
export class ReliableProvisionals {
  readonly #clock: Clock;
  readonly #inviteCseq: number;
  readonly #onNoPrack: () => void;
  readonly #queue: ((rseq: number) => void)[] = [];
  readonly #whenAcknowledged: (() => void)[] = [];
  #rseq: number;
  #outstanding: number | undefined;
  #repeat: Timer | undefined;
  #deadline: Timer | undefined;

  /** `firstRseq`: 1 to 2^31 − 1, at random (section 3). `onNoPrack`: none came for 64·T1; the INVITE is to be refused. */
  constructor(options: { clock: Clock; inviteCseq: number; firstRseq: number; onNoPrack: () => void }) {
    this.#clock = options.clock;
    this.#inviteCseq = options.inviteCseq;
    this.#rseq = options.firstRseq;
    this.#onNoPrack = options.onNoPrack;
  }

  /** Something was sent and has not been acknowledged. */
  get pending(): boolean {
    return this.#outstanding !== undefined;
  }

  /** `transmit` is called for each copy, with the number the response carries. */
  send(transmit: (rseq: number) => void): void {
    if (this.pending) this.#queue.push(transmit);
    else this.#begin(transmit);
  }

  #begin(transmit: (rseq: number) => void): void {
    const rseq = this.#rseq++;
    this.#outstanding = rseq;
    transmit(rseq);
    const repeat = (ms: number): void => {
      this.#repeat = this.#clock.setTimer(ms, () => {
        transmit(rseq);
        // Section 3: doubled each time, without the ceiling of T2.
        repeat(ms * 2);
      });
    };
    repeat(T1);
    this.#deadline = this.#clock.setTimer(SIXTY_FOUR_T1, () => {
      this.stop();
      this.#onNoPrack();
    });
  }

  /** Whether that PRACK is for what is outstanding. The caller answers it, then calls `acknowledged`. */
  matches(prack: SipRequest): boolean {
    const rack = rackOf(prack);
    return rack !== undefined && rack.rseq === this.#outstanding && rack.cseq === this.#inviteCseq && rack.method === 'INVITE';
  }

  acknowledged(): void {
    this.#outstanding = undefined;
    this.#cancelTimers();
    const next = this.#queue.shift();
    if (next) this.#begin(next);
    else for (const fn of this.#whenAcknowledged.splice(0)) fn();
  }

  /** Calls `fn` once nothing is outstanding; at once when nothing is. */
  whenAcknowledged(fn: () => void): void {
    if (this.pending) this.#whenAcknowledged.push(fn);
    else fn();
  }

  #cancelTimers(): void {
    this.#repeat?.cancel();
    this.#deadline?.cancel();
  }

  /** The INVITE has its final response: nothing is repeated any more. */
  stop(): void {
    this.#cancelTimers();
    this.#queue.length = 0;
    this.#whenAcknowledged.length = 0;
    this.#outstanding = undefined;
  }
}

/** The other side of it: which reliable responses of one early dialog are new and in order (RFC 3262 section 4). */
export class ProvisionalOrder {
  #last: number | undefined;

  /** False for a copy, and for one that came before its predecessor: neither is acknowledged, the peer sends it again. */
  accepts(rseq: number): boolean {
    if (this.#last !== undefined && rseq !== this.#last + 1) return false;
    this.#last = rseq;
    return true;
  }
}
