import type { Timer } from '@zuoxi/kit';
import type { MediaLeg } from '../media/api.ts';
import { type ClientTransaction, type Dialog, SIXTY_FOUR_T1, type SipResponse, sdpOf } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import type { Question, QuestionUser } from './dialog-requests.ts';
import type { OfferAnswer } from './offer-answer.ts';
import type { SessionRefresh } from './session-refresh.ts';

/** How a session change sends and what it reports; the dialog's link is this. */
export interface SessionChangeHost {
  readonly context: SwitchContext;
  readonly dialog: Dialog;
  readonly leg: MediaLeg;
  readonly offers: OfferAnswer;
  readonly refresh: SessionRefresh;
  /** We made the Call-ID: RFC 3261 section 14.1 lets us wait the longer time. */
  readonly ownsCallId: boolean;
  readonly isEnded: boolean;
  ask(method: string, question: Question, user: QuestionUser): Promise<void>;
  ack(cseq: number): Promise<() => void>;
  onAnswer(sdp: string): Promise<void>;
  /** The peer has forgotten the call, or its answer is of no use. */
  giveUp(why: 'forgotten' | 'bad-answer'): void;
}

/** A change that is refused so often in a row is given up; a session that needed it ends by its timer. */
const MAX_REFUSALS = 10;

/**
 * An INVITE or UPDATE of ours in a call that stands: refreshes the session or offers anew.
 *
 *   idle ──refresh, renegotiate──▶ waiting ──nothing else under way──▶ asked ──2xx, refusal──▶ idle
 *                                     ▲──────491, 500 with Retry-After─────┤
 *                                                                          └──481, 408──▶ the call ends
 */
export class SessionChange {
  readonly #host: SessionChangeHost;
  /** What is to be asked next. */
  #wanted: 'nothing' | 'refresh' | 'offer' = 'nothing';
  /** What has been asked last; asked again when it is refused for now. */
  #asked: 'refresh' | 'offer' = 'refresh';
  #isAsking = false;
  #refusals = 0;
  #retry: Timer | undefined;
  #patience: Timer | undefined;
  #transaction: ClientTransaction | undefined;
  /** The peer's Allow names UPDATE. */
  allowsUpdate = false;

  constructor(host: SessionChangeHost) {
    this.#host = host;
  }

  /** Says that we are still there: UPDATE when the peer takes it (RFC 4028 section 7.4), else a re-INVITE. */
  refresh(): void {
    this.#want('refresh');
  }

  /** Offers what the media leg wants now. */
  renegotiate(): void {
    this.#want('offer');
  }

  #want(what: 'refresh' | 'offer'): void {
    if (this.#wanted !== 'offer') this.#wanted = what;
    if (!this.#isAsking && !this.#retry) this.#tryNow();
  }

  #tryNow(): void {
    this.#retry = undefined;
    if (this.#host.isEnded || this.#wanted === 'nothing') return;
    this.#host.offers.whenFree(() => void this.#begin());
  }

  async #begin(): Promise<void> {
    const { offers, leg, refresh } = this.#host;
    if (this.#isAsking || this.#host.isEnded || this.#wanted === 'nothing') return;
    this.#isAsking = true;
    this.#asked = this.#wanted;
    this.#wanted = 'nothing';
    const method = this.allowsUpdate ? 'UPDATE' : 'INVITE';
    const hasOffer = method === 'INVITE' || this.#asked === 'offer';
    if (method === 'INVITE') offers.beginInvite('ours');
    if (hasOffer) offers.offered('ours');
    let content = '';
    try {
      if (hasOffer) content = await leg.createOffer();
    } catch {
      // The leg is being closed: its channel ends.
      this.#over(method);
      return;
    }
    if (this.#host.isEnded) return;
    // A peer may answer 100 and nothing more.
    if (method === 'INVITE') this.#patience = this.#host.context.clock.setTimer(SIXTY_FOUR_T1, () => this.#cancel());
    const answered = { copies: undefined as (() => void) | undefined };
    await this.#host.ask(
      method,
      { headers: refresh.requestHeaders(), body: hasOffer ? { type: 'application/sdp', content } : undefined },
      {
        onSent: (transaction) => {
          this.#transaction = transaction;
        },
        onFinal: (response) => {
          if (answered.copies) {
            // RFC 3261 section 13.2.2.4
            if (response.status < 300) answered.copies();
            return;
          }
          answered.copies = () => {};
          void this.#onFinal(method, hasOffer, response).then((again) => {
            answered.copies = again;
          });
        },
        onTimeout: () => this.#onRefused(method, 408, undefined),
      },
    );
  }

  /** RFC 3261 section 9.1: not before a provisional response; without one timer B ends it. */
  #cancel(): void {
    const transaction = this.#transaction;
    if (transaction?.kind === 'invite-client' && transaction.state === 'proceeding') this.#host.context.stack.cancel(transaction);
  }

  /** Gives what sends the ACK again. */
  async #onFinal(method: 'INVITE' | 'UPDATE', hasOffer: boolean, response: SipResponse): Promise<() => void> {
    const { dialog, refresh } = this.#host;
    if (response.status >= 300) {
      this.#onRefused(method, response.status, response);
      return () => {};
    }
    const again = method === 'INVITE' ? await this.#host.ack(response.cseq) : () => {};
    // It crossed the end of the call: the ACK was still owed.
    if (this.#host.isEnded) return again;
    dialog.refreshTarget(response);
    refresh.onAccepted(response);
    this.#refusals = 0;
    // Whatever was asked, it has refreshed the session.
    if (this.#wanted === 'refresh') this.#wanted = 'nothing';
    this.#over(method, () => (hasOffer ? this.#host.onAnswer(sdpOf(response)) : undefined));
    return again;
  }

  #onRefused(method: 'INVITE' | 'UPDATE', status: number, response: SipResponse | undefined): void {
    if (this.#host.isEnded) return;
    const isForgotten = status === 481 || status === 408;
    if (!isForgotten) this.#plan(method, status, response);
    this.#over(method);
    // RFC 3261 section 14.1
    if (isForgotten) this.#host.giveUp('forgotten');
  }

  /** What becomes of a change that was refused: the session stays as it was (RFC 3261 section 14.1). */
  #plan(method: 'INVITE' | 'UPDATE', status: number, response: SipResponse | undefined): void {
    const { context, ownsCallId, refresh } = this.#host;
    if (++this.#refusals > MAX_REFUSALS) {
      this.#refusals = 0;
      return;
    }
    const retryAfter = /^\s*(\d{1,4})/.exec(response?.headers.get('retry-after') ?? '')?.[1];
    if (status === 491) {
      // RFC 3261 section 14.1: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, in units of 10 ms.
      const ms = ownsCallId ? 2_100 + Math.floor(context.random() * 191) * 10 : Math.floor(context.random() * 201) * 10;
      this.#later(ms);
    } else if ((status === 500 || status === 503) && retryAfter !== undefined) this.#later(Math.max(500, Number(retryAfter) * 1_000));
    else if (status === 422 && response && refresh.raise(response)) this.#later(0);
    else if (method === 'UPDATE' && (status === 405 || status === 501)) {
      this.allowsUpdate = false;
      this.#later(0);
    }
  }

  #later(ms: number): void {
    if (this.#asked === 'offer' || this.#wanted === 'nothing') this.#wanted = this.#asked;
    this.#retry = this.#host.context.clock.setTimer(ms, () => this.#tryNow());
  }

  #over(method: 'INVITE' | 'UPDATE', settle?: () => Promise<void> | undefined): void {
    this.#patience?.cancel();
    this.#transaction = undefined;
    this.#isAsking = false;
    const { offers } = this.#host;
    const pending = settle?.();
    const free = (): void => {
      offers.settled();
      if (method === 'INVITE') offers.endInvite();
      if (this.#wanted !== 'nothing' && !this.#retry) this.#tryNow();
    };
    if (pending) void pending.then(free);
    else free();
  }

  /** The dialog is over. An INVITE of ours that is still out is cancelled, so that nothing waits for it. */
  stop(): void {
    this.#retry?.cancel();
    this.#patience?.cancel();
    this.#wanted = 'nothing';
    this.#cancel();
  }
}
