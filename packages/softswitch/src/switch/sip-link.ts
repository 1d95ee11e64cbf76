import { MediaError, type MediaLeg, type RemoteDirection } from '../media/api.ts';
import {
  AcceptRetransmitter,
  ALLOW,
  type Dialog,
  type DialogUser,
  type Flow,
  quote,
  type ServerTransaction,
  type SipRequest,
  type SipResponse,
  sdpOf,
  USER_AGENT,
} from '../sip/index.ts';
import { causeOfReason, reasonHeader } from './causes.ts';
import type { SwitchContext } from './context.ts';
import { DialogPeer } from './dialog-peer.ts';
import { DialogRequests, type Question, type QuestionUser } from './dialog-requests.ts';
import { digitOfInfo } from './info-digit.ts';
import { OfferAnswer } from './offer-answer.ts';
import { supportedOf } from './option-tags.ts';
import { SessionChange, type SessionChangeHost } from './session-change.ts';
import { SessionRefresh, timerPolicyOf } from './session-refresh.ts';

export interface LinkUser {
  /** BYE came; `cause` is Q.850. */
  onRemoteBye(cause: number): void;
  onHold(on: boolean): void;
  onDtmf(digit: string, durationMs: number): void;
  /**
   * Nobody has hung up: our 200 was never acknowledged or the session was not refreshed (408), the peer has forgotten the call (481), or what
   * it answered cannot be used (58). `status`: what SIP says of it, as Asterisk's `tech_cause`.
   */
  onLost(cause: number, status: number): void;
  /** To be answered by whoever takes it. */
  onRefer(request: SipRequest, transaction: ServerTransaction): void;
}

export interface LinkOptions {
  context: SwitchContext;
  dialog: Dialog;
  endpoint: string;
  /** Phones that signed in are answered where they were heard (NAT); trunks where their Contact says. */
  symmetric: boolean;
  leg: MediaLeg;
  user: LinkUser;
  /** The INVITE that made the dialog was ours. */
  isCaller: boolean;
  /** PRACK, while an INVITE of theirs is being answered. */
  onPrack?(request: SipRequest, transaction: ServerTransaction): void;
}

/** What a 2xx to their INVITE says. */
export interface Acceptance {
  /** '' when the answer has been given before, reliably. */
  sdp: string;
  /** Our 2xx makes the offer, the ACK brings the answer. */
  isOffer: boolean;
  /** Of the session timer. */
  headers: readonly [string, string][];
}

/** RFC 3264 section 8.4: they put us on hold when they no longer want to hear. */
export function isHold(direction: RemoteDirection): boolean {
  return direction === 'sendonly' || direction === 'inactive';
}

export function statusOfMediaError(error: unknown): number {
  if (!(error instanceof MediaError)) return 500;
  if (error.reason === 'not-acceptable') return 488;
  if (error.reason === 'bad-sdp') return 400;
  return error.reason === 'no-port' ? 503 : 500;
}

/** RFC 3261 section 20.43: 305 is an incompatible media format; the text says it in more words. */
export function headersOfMediaError(error: unknown): [string, string][] {
  const isRefused = error instanceof MediaError && error.reason === 'not-acceptable';
  return isRefused ? [['warning', `305 ${USER_AGENT} ${quote(error.message)}`]] : [];
}

const NOT_ACCEPTABLE = 58;
/** Recovery on timer expiry. */
const TIMER_EXPIRED = 102;

/**
 * A dialog at work, from the response or request that makes it to its BYE: what comes inside it, and what we ask inside it.
 * The same for calls in and out, early and answered.
 */
export class SipLink implements DialogUser, SessionChangeHost {
  readonly dialog: Dialog;
  readonly context: SwitchContext;
  readonly leg: MediaLeg;
  readonly offers = new OfferAnswer();
  readonly refresh: SessionRefresh;
  readonly ownsCallId: boolean;
  readonly #change: SessionChange;
  readonly #requests: DialogRequests;
  readonly #peer: DialogPeer;
  readonly #o: LinkOptions;
  #user: LinkUser;
  readonly #accept: AcceptRetransmitter;
  readonly #detach: () => void;
  /** CSeq of the INVITE whose 2xx waits for its ACK. */
  #acceptedCseq: number | undefined;
  #byeWhenAcknowledged: number | undefined;
  #isConfirmed = false;
  #ended = false;

  constructor(options: LinkOptions) {
    const { context, dialog, endpoint } = options;
    this.dialog = dialog;
    this.context = context;
    this.leg = options.leg;
    this.ownsCallId = options.isCaller;
    this.#o = options;
    this.#user = options.user;
    this.#accept = new AcceptRetransmitter(context.clock);
    this.#change = new SessionChange(this);
    this.#peer = new DialogPeer(context, dialog, endpoint, options.symmetric);
    this.#requests = new DialogRequests(context, dialog, endpoint, options.symmetric, this.#peer);
    this.refresh = new SessionRefresh({
      clock: context.clock,
      policy: timerPolicyOf(context.config.get('endpoint', endpoint)),
      onRefreshDue: () => this.#change.refresh(),
      onExpired: () => this.#lose(TIMER_EXPIRED, 408),
    });
    this.#detach = context.stack.addDialog(dialog, this);
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  /** The call of this dialog was answered; before that it is early (RFC 3261 section 12). */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** News go to somebody else from now on. */
  set user(user: LinkUser) {
    this.#user = user;
  }

  /** What their INVITE or 2xx says of what they can do. */
  noteCapabilities(message: SipRequest | SipResponse): void {
    this.#change.allowsUpdate = message.headers.list('allow').some((method) => method.toUpperCase() === 'UPDATE');
  }

  /** Their answer to an INVITE of ours stands: the dialog is a call. */
  confirm(): void {
    this.#isConfirmed = true;
  }

  /** Sends a 2xx to an INVITE and repeats it until its ACK. */
  accept(transaction: ServerTransaction, acceptance: Acceptance): void {
    const { stack } = this.context;
    const { sdp, isOffer } = acceptance;
    const headers = [...this.#headers(transaction), ...acceptance.headers];
    const body = sdp === '' ? undefined : { type: 'application/sdp', content: sdp };
    const send = (): void => stack.respond(transaction, 200, { toTag: this.dialog.localTag, headers, body });
    this.#isConfirmed = true;
    this.#acceptedCseq = transaction.request.cseq;
    this.offers.acceptInvite();
    if (isOffer) this.offers.offered('ours');
    else this.offers.settled();
    send();
    this.#accept.start(send, () => this.#onNoAck());
  }

  #headers(transaction: ServerTransaction): [string, string][] {
    const { endpoint } = this.#o;
    const headers: [string, string][] = transaction.request.headers.all('record-route').map((value) => ['record-route', value]);
    headers.push(['contact', this.context.stack.contactFor(transaction.flow, endpoint)], ['allow', ALLOW]);
    headers.push(['supported', supportedOf(this.context.config.get('endpoint', endpoint))]);
    return headers;
  }

  /** RFC 3261 section 14.2: without an ACK the session is ended by BYE. */
  #onNoAck(): void {
    this.#byeWhenAcknowledged = undefined;
    this.#lose(TIMER_EXPIRED, 408);
  }

  /** Ends the call from below: BYE to the peer, news to the channel. */
  #lose(cause: number, status: number): void {
    if (this.#ended) return;
    void this.#sendBye(cause);
    this.#user.onLost(cause, status);
  }

  giveUp(why: 'forgotten' | 'bad-answer'): void {
    if (why === 'forgotten') this.#lose(TIMER_EXPIRED, 481);
    else this.#lose(NOT_ACCEPTABLE, 488);
  }

  onAck(request: SipRequest, flow: Flow): void {
    if (!this.#peer.isAt(flow, 'ack')) return;
    // A late copy of the ACK of an earlier INVITE says nothing of this one.
    if (!this.#accept.waiting || request.cseq !== this.#acceptedCseq) return;
    this.#accept.stop();
    if (this.#byeWhenAcknowledged !== undefined) {
      void this.#sendBye(this.#byeWhenAcknowledged);
      return;
    }
    const free = (): void => {
      this.offers.settled();
      this.offers.endInvite();
    };
    // RFC 3261 section 13.2.2.4: we offered in the 2xx, so the answer stands here, and a call without one is ended.
    if (this.offers.pending === 'ours') void this.onAnswer(sdpOf(request)).then(free);
    else free();
  }

  /** Their answer to an offer of ours. */
  async onAnswer(sdp: string): Promise<void> {
    try {
      const { remoteDirection } = await this.leg.acceptAnswer(sdp, this.dialog.flow.remoteAddress);
      if (!this.#ended) this.#user.onHold(isHold(remoteDirection));
    } catch {
      this.giveUp('bad-answer');
    }
  }

  /** Whoever overheard a call knows its tags. True: it was answered here. */
  #isOfStranger(request: SipRequest, transaction: ServerTransaction): boolean {
    const { stack } = this.context;
    if (this.#peer.isAt(transaction.flow, 'request')) return false;
    // A phone that moved to another address is asked for its password again.
    if (this.#peer.canSign) return !stack.isSignedBy(this.#o.endpoint, request, transaction);
    stack.respond(transaction, 481);
    return true;
  }

  onRequest(request: SipRequest, transaction: ServerTransaction): void {
    const { stack } = this.context;
    if (this.#isOfStranger(request, transaction)) return;
    // RFC 3261 section 12.2.2
    if (!this.dialog.accepts(request)) {
      stack.respond(transaction, 500);
      return;
    }
    if (this.#o.symmetric) this.dialog.flow = transaction.flow;
    switch (request.method) {
      case 'BYE':
        stack.respond(transaction, 200);
        this.drop();
        this.#user.onRemoteBye(causeOfReason(request.headers.get('reason')) ?? 16);
        break;
      case 'INVITE':
      case 'UPDATE':
        void this.#onOffer(request, transaction);
        break;
      case 'PRACK':
        if (this.#o.onPrack) this.#o.onPrack(request, transaction);
        else stack.respond(transaction, 481);
        break;
      case 'INFO':
        this.#onInfo(request, transaction);
        break;
      case 'REFER':
        // A transfer is of a call that stands.
        if (this.#isConfirmed) this.#user.onRefer(request, transaction);
        else stack.respond(transaction, 403);
        break;
      case 'OPTIONS':
        stack.respond(transaction, 200, { headers: [['allow', ALLOW]] });
        break;
      default:
        stack.respond(transaction, 405, { headers: [['allow', ALLOW]] });
    }
  }

  async #onOffer(request: SipRequest, transaction: ServerTransaction): Promise<void> {
    const { stack } = this.context;
    const isInvite = request.method === 'INVITE';
    const sdp = sdpOf(request);
    const refusal = this.offers.refusalOf(isInvite ? 'INVITE' : 'UPDATE', isInvite || sdp !== '');
    if (refusal) {
      this.refuseOverlap(transaction, refusal);
      return;
    }
    const timer = this.refresh.judge(request);
    if ('status' in timer) {
      stack.respond(transaction, timer.status, { headers: timer.headers });
      return;
    }
    if (!isInvite && sdp === '') {
      this.dialog.refreshTarget(request);
      if (this.#isConfirmed) timer.begin();
      stack.respond(transaction, 200, { headers: [...this.#headers(transaction), ...timer.headers] });
      return;
    }
    if (isInvite) {
      this.offers.beginInvite('theirs');
      stack.respond(transaction, 100);
    } else this.offers.beginUpdate();
    this.offers.offered('theirs');
    try {
      const { answer, remoteDirection } =
        sdp === ''
          ? { answer: await this.leg.createOffer(), remoteDirection: undefined }
          : await this.leg.acceptOffer(sdp, transaction.flow.remoteAddress);
      if (this.#ended) {
        // RFC 3261 section 15.1.2: a BYE overtook it.
        stack.respond(transaction, 487);
        return;
      }
      this.dialog.refreshTarget(request);
      if (this.#isConfirmed) timer.begin();
      if (isInvite) this.accept(transaction, { sdp: answer, isOffer: sdp === '', headers: timer.headers });
      else {
        const headers = [...this.#headers(transaction), ...timer.headers];
        stack.respond(transaction, 200, { headers, body: { type: 'application/sdp', content: answer } });
        this.offers.settled();
        this.offers.endUpdate();
      }
      if (remoteDirection) this.#user.onHold(isHold(remoteDirection));
    } catch (error) {
      // RFC 3261 section 14.2: a refused re-INVITE leaves the call as it was.
      stack.respond(transaction, statusOfMediaError(error), { headers: headersOfMediaError(error) });
      this.offers.settled();
      if (isInvite) this.offers.endInvite();
      else this.offers.endUpdate();
    }
  }

  /** RFC 3261 section 14.2: 500 says when to come again, between 0 and 10 s. */
  refuseOverlap(transaction: ServerTransaction, status: 491 | 500): void {
    const headers: [string, string][] = status === 500 ? [['retry-after', String(Math.floor(this.context.random() * 11))]] : [];
    this.context.stack.respond(transaction, status, { headers });
  }

  #onInfo(request: SipRequest, transaction: ServerTransaction): void {
    const pressed = digitOfInfo(request);
    if (!pressed && request.body !== '') {
      this.context.stack.respond(transaction, 415, { headers: [['accept', 'application/dtmf-relay, application/dtmf']] });
      return;
    }
    this.context.stack.respond(transaction, 200);
    if (pressed) this.#user.onDtmf(pressed.digit, pressed.durationMs);
  }

  /** Offers again what the media leg wants now: an UPDATE or re-INVITE of ours. */
  renegotiate(): void {
    this.#change.renegotiate();
  }

  /** RFC 3261 section 15: not before our 2xx was acknowledged. Idempotent. */
  bye(cause: number): void {
    if (this.#ended || this.#byeWhenAcknowledged !== undefined) return;
    if (this.#accept.waiting) this.#byeWhenAcknowledged = cause;
    else void this.#sendBye(cause);
  }

  async #sendBye(cause: number): Promise<void> {
    if (this.#ended) return;
    this.drop();
    await this.ask('BYE', { headers: [['reason', reasonHeader(cause)]] }, { onFinal: () => {}, onTimeout: () => {} });
  }

  ask(method: string, question: Question, user: QuestionUser): Promise<void> {
    return this.#requests.ask(method, question, user);
  }

  ack(cseq: number): Promise<() => void> {
    return this.#requests.ack(cseq);
  }

  /** The dialog is over, and nothing of it is kept. Sends nothing but the CANCEL of an INVITE that is out. Idempotent. */
  drop(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#accept.stop();
    this.refresh.stop();
    this.offers.stop();
    this.#change.stop();
    this.#detach();
  }
}
