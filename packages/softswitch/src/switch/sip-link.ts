import { MediaError, type MediaLeg, type RemoteDirection } from '../media/api.ts';
import {
  AcceptRetransmitter,
  ALLOW,
  type Dialog,
  type DialogUser,
  type Flow,
  type ServerTransaction,
  type SipRequest,
  sdpOf,
} from '../sip/index.ts';
import { causeOfReason, reasonHeader } from './causes.ts';
import type { SwitchContext } from './context.ts';
import { listOf } from './pjsip-config.ts';

export interface LinkUser {
  /** BYE came; `cause` is Q.850. */
  onRemoteBye(cause: number): void;
  onHold(on: boolean): void;
  onDtmf(digit: string, durationMs: number): void;
  /** Our 200 was never acknowledged, or the peer has forgotten the call. */
  onLost(): void;
}

export interface LinkOptions {
  context: SwitchContext;
  dialog: Dialog;
  endpoint: string;
  /** Phones that signed in are answered where they were heard (NAT); trunks where their Contact says. */
  symmetric: boolean;
  leg: MediaLeg;
  user: LinkUser;
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

/** A dialog at work: what comes inside it, and the BYE that ends it. Same for calls in and out. */
export class SipLink implements DialogUser {
  readonly dialog: Dialog;
  readonly #context: SwitchContext;
  readonly #endpoint: string;
  readonly #symmetric: boolean;
  readonly #leg: MediaLeg;
  readonly #user: LinkUser;
  readonly #accept: AcceptRetransmitter;
  readonly #detach: () => void;
  #onAnswerInAck = false;
  #byeWhenAcknowledged: number | undefined;
  #negotiating = false;
  #ended = false;

  constructor(options: LinkOptions) {
    this.dialog = options.dialog;
    this.#context = options.context;
    this.#endpoint = options.endpoint;
    this.#symmetric = options.symmetric;
    this.#leg = options.leg;
    this.#user = options.user;
    this.#accept = new AcceptRetransmitter(options.context.clock);
    this.#detach = options.context.stack.addDialog(this.dialog.callId, this.dialog.localTag, this);
  }

  /** Sends a 2xx to an INVITE and repeats it until its ACK. `offerInAnswer`: our 2xx made the offer, the ACK brings the answer. */
  accept(transaction: ServerTransaction, sdp: string, offerInAnswer: boolean): void {
    const { stack } = this.#context;
    const send = (): void =>
      stack.respond(transaction, 200, {
        toTag: this.dialog.localTag,
        headers: this.#headers(transaction),
        body: { type: 'application/sdp', content: sdp },
      });
    send();
    this.#onAnswerInAck = offerInAnswer;
    this.#accept.start(send, () => this.#onNoAck());
  }

  #headers(transaction: ServerTransaction): [string, string][] {
    const headers: [string, string][] = transaction.request.headers.all('record-route').map((value) => ['record-route', value]);
    headers.push(['contact', this.#context.stack.contactFor(transaction.flow, this.#endpoint)], ['allow', ALLOW]);
    return headers;
  }

  /** RFC 3261 section 14.2: without an ACK the session is ended by BYE. */
  #onNoAck(): void {
    this.#byeWhenAcknowledged = undefined;
    void this.#sendBye(102);
    this.#user.onLost();
  }

  onAck(request: SipRequest): void {
    if (!this.#accept.waiting) return;
    this.#accept.stop();
    if (this.#byeWhenAcknowledged !== undefined) {
      void this.#sendBye(this.#byeWhenAcknowledged);
      return;
    }
    const sdp = sdpOf(request);
    if (!this.#onAnswerInAck || sdp === '') return;
    this.#onAnswerInAck = false;
    this.#leg.acceptAnswer(sdp).then(
      ({ remoteDirection }) => this.#user.onHold(isHold(remoteDirection)),
      () => {
        this.bye(58);
        this.#user.onLost();
      },
    );
  }

  onRequest(request: SipRequest, transaction: ServerTransaction): void {
    const { stack } = this.#context;
    if ((request.from.params.get('tag') ?? '') !== this.dialog.remoteTag) {
      stack.respond(transaction, 481);
      return;
    }
    // RFC 3261 section 12.2.2
    if (!this.dialog.accepts(request)) {
      stack.respond(transaction, 500);
      return;
    }
    if (this.#symmetric) this.dialog.flow = transaction.flow;
    switch (request.method) {
      case 'BYE':
        stack.respond(transaction, 200);
        this.#end();
        this.#user.onRemoteBye(causeOfReason(request.headers.get('reason')) ?? 16);
        break;
      case 'INVITE':
      case 'UPDATE':
        void this.#onOffer(request, transaction);
        break;
      case 'INFO':
        this.#onInfo(request, transaction);
        break;
      case 'OPTIONS':
        stack.respond(transaction, 200, { headers: [['allow', ALLOW]] });
        break;
      default:
        stack.respond(transaction, 405, { headers: [['allow', ALLOW]] });
    }
  }

  async #onOffer(request: SipRequest, transaction: ServerTransaction): Promise<void> {
    const { stack } = this.#context;
    // RFC 3261 section 14.2: one offer at a time.
    if (this.#negotiating || this.#accept.waiting) {
      stack.respond(transaction, 491, { headers: [['retry-after', '1']] });
      return;
    }
    this.#negotiating = true;
    try {
      const sdp = sdpOf(request);
      if (request.method === 'UPDATE' && sdp === '') {
        this.dialog.refreshTarget(request);
        stack.respond(transaction, 200, { headers: this.#headers(transaction) });
        return;
      }
      if (request.method === 'INVITE') stack.respond(transaction, 100);
      const { answer, remoteDirection } =
        sdp === '' ? { answer: await this.#leg.createOffer(), remoteDirection: undefined } : await this.#leg.acceptOffer(sdp);
      if (this.#ended) {
        stack.respond(transaction, 481);
        return;
      }
      this.dialog.refreshTarget(request);
      if (request.method === 'UPDATE') {
        stack.respond(transaction, 200, { headers: this.#headers(transaction), body: { type: 'application/sdp', content: answer } });
      } else this.accept(transaction, answer, sdp === '');
      if (remoteDirection) this.#user.onHold(isHold(remoteDirection));
    } catch (error) {
      // RFC 3261 section 14.2: a refused re-INVITE leaves the call as it was.
      stack.respond(transaction, statusOfMediaError(error));
    } finally {
      this.#negotiating = false;
    }
  }

  #onInfo(request: SipRequest, transaction: ServerTransaction): void {
    const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
    let digit: string | undefined;
    let duration = 100;
    if (type === 'application/dtmf-relay') {
      digit = /^\s*Signal\s*=\s*([0-9*#A-D])/im.exec(request.body)?.[1];
      duration = Number(/^\s*Duration\s*=\s*(\d{1,5})/im.exec(request.body)?.[1] ?? duration);
    } else if (type === 'application/dtmf') digit = /^\s*([0-9*#A-D])/i.exec(request.body)?.[1];
    if (digit === undefined && request.body !== '') {
      this.#context.stack.respond(transaction, 415, { headers: [['accept', 'application/dtmf-relay, application/dtmf']] });
      return;
    }
    this.#context.stack.respond(transaction, 200);
    if (digit !== undefined) this.#user.onDtmf(digit.toUpperCase(), duration);
  }

  /** RFC 3261 section 15: not before our 2xx was acknowledged. Idempotent. */
  bye(cause: number): void {
    if (this.#ended || this.#byeWhenAcknowledged !== undefined) return;
    if (this.#accept.waiting) this.#byeWhenAcknowledged = cause;
    else void this.#sendBye(cause);
  }

  async #sendBye(cause: number): Promise<void> {
    if (this.#ended) return;
    this.#end();
    const flow = await this.#flow();
    if (!flow) return;
    const request = this.dialog.request('BYE', { headers: [['reason', reasonHeader(cause)]] });
    this.#context.stack.send(request, flow, { onResponse: () => {}, onTimeout: () => {} });
  }

  /** ACK of a 2xx to our INVITE; gives the bytes, to be sent again for each copy of the 2xx. */
  async ack(cseq: number): Promise<() => void> {
    const flow = await this.#flow();
    if (!flow) return () => {};
    const wire = this.#context.stack.sendAck(this.dialog.request('ACK', { cseq }), flow);
    return () => flow.send(wire);
  }

  /** Where the next request goes. */
  async #flow(): Promise<Flow | undefined> {
    const { stack, config } = this.#context;
    const own = this.dialog.flow;
    if (own.transport === 'WS' || own.transport === 'WSS') {
      if (own.open) return own;
      // The browser came back over another WebSocket: its newest registration is where it is now.
      const aors = listOf(config.get('endpoint', this.#endpoint)?.get('aors'));
      return aors.flatMap((aor) => stack.registrar.contacts(aor)).find((binding) => binding.flow.reliable)?.flow;
    }
    if (this.#symmetric && this.dialog.routeSet.length === 0 && own.open) return own;
    return (await stack.flowTo(this.dialog.nextHop())) ?? own;
  }

  #end(): void {
    this.#ended = true;
    this.#accept.stop();
    this.#detach();
  }
}
