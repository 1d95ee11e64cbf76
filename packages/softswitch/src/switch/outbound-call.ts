import { type CallerId, cause, type DialStatus, dialStatusOfCause } from '@zuoxi/ari';
import type { Timer } from '@zuoxi/kit';
import type { MediaLeg } from '../media/api.ts';
import {
  ALLOW,
  answerChallenge,
  type ClientTransaction,
  Dialog,
  escapeUser,
  type Flow,
  formatNameAddr,
  formatUri,
  parseNameAddr,
  SipHeaders,
  type SipRequest,
  type SipResponse,
  sdpOf,
  USER_AGENT,
} from '../sip/index.ts';
import { causeOfReason, causeOfStatus, reasonHeader } from './causes.ts';
import type { Channel, ChannelDriver } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { linkUserOf } from './leg-events.ts';
import { isYes } from './pjsip-config.ts';
import { isHold, SipLink } from './sip-link.ts';

/** One place the called party may be. */
export interface Target {
  uri: string;
  flow: Flow;
  symmetric: boolean;
}

interface Fork {
  target: Target;
  transaction: ClientTransaction | undefined;
  request: SipRequest;
  provisional: boolean;
  cancelled: boolean;
  challenged: boolean;
  /** The final failure. */
  failure: number | undefined;
  reason: number | undefined;
}

/**
 * A call from us, to all contacts of an endpoint at once; the first to answer has it.
 *
 *   idle ──dial──▶ calling ──2xx──▶ up ──▶ ended
 *                     └──all failed, time-out, DELETE──▲
 */
export type OutboundState = 'idle' | 'calling' | 'up' | 'ended';

export interface OutboundOptions {
  context: SwitchContext;
  channel: Channel;
  leg: MediaLeg;
  targets: readonly Target[];
  dialString: string;
  from: CallerId;
  headers: readonly (readonly [string, string])[];
  onAnswer(): void;
}

/** Which failure speaks for all forks: a refusal by the person outweighs a phone that is away (RFC 3261 section 16.7 step 6). */
function weight(status: number): number {
  if (status >= 600) return 4;
  if (status === 486) return 3;
  if (status === 408 || status === 480 || status === 503) return 1;
  return 2;
}

export class OutboundCall implements ChannelDriver {
  readonly #o: OutboundOptions;
  readonly #callId: string;
  readonly #localTag: string;
  #state: OutboundState = 'idle';
  #forks: Fork[] = [];
  #link: SipLink | undefined;
  #winner: Fork | undefined;
  #ackAgain: (() => void) | undefined;
  #timer: Timer | undefined;
  #earlyAnswer = '';
  #dialled = false;

  constructor(options: OutboundOptions) {
    this.#o = options;
    this.#callId = `${options.context.ids.token(20)}@zuoxi`;
    this.#localTag = options.context.ids.token(12);
  }

  get callId(): string {
    return this.#callId;
  }

  /** Sends the invitations. `timeoutMs` undefined: ring until somebody ends it. */
  async dial(timeoutMs: number | undefined): Promise<void> {
    if (this.#state !== 'idle') return;
    this.#state = 'calling';
    const { context, leg, targets, channel } = this.#o;
    let sdp: string;
    try {
      sdp = await leg.createOffer();
    } catch (error) {
      context.logger.warn({ err: error, channel: channel.name }, 'no offer could be made');
      this.#fail(cause.congestion);
      return;
    }
    if (this.#state !== 'calling') return;
    if (timeoutMs !== undefined) this.#timer = context.clock.setTimer(timeoutMs, () => this.#onTimeout());
    this.#dialled = true;
    this.#publish('');
    for (const target of targets) {
      const fork: Fork = {
        target,
        transaction: undefined,
        request: this.#buildInvite(target, sdp),
        provisional: false,
        cancelled: false,
        challenged: false,
        failure: undefined,
        reason: undefined,
      };
      this.#forks.push(fork);
    }
    for (const fork of this.#forks) this.#send(fork);
  }

  #publish(dialstatus: DialStatus): void {
    const { context, channel, dialString } = this.#o;
    context.channels.publish(channel, { type: 'Dial', dialstatus, forward: '', dialstring: dialString, peer: channel.toJson() });
  }

  #buildInvite(target: Target, sdp: string): SipRequest {
    const { context, channel, from, headers: extra } = this.#o;
    const { flow, uri } = target;
    const endpoint = context.config.get('endpoint', channel.endpoint);
    const user = endpoint?.get('from_user') || escapeUser(from.number) || 'anonymous';
    const host = endpoint?.get('from_domain') || flow.localHost;
    const fromUri = formatUri({ scheme: 'sip', user, host, port: undefined });
    const fromValue = `${formatNameAddr({ display: from.name || undefined, uri: fromUri })};tag=${this.#localTag}`;
    const headers = new SipHeaders();
    headers.add('max-forwards', '70').add('from', fromValue).add('to', `<${uri}>`).add('call-id', this.#callId).add('cseq', '1 INVITE');
    headers.add('contact', context.stack.contactFor(flow, channel.endpoint)).add('allow', ALLOW).add('user-agent', USER_AGENT);
    if (isYes(endpoint?.get('trust_id_outbound')) && from.number !== '') {
      const identity = formatUri({ scheme: 'sip', user: escapeUser(from.number), host, port: undefined });
      headers.add('p-asserted-identity', formatNameAddr({ display: from.name || undefined, uri: identity }));
    }
    for (const [key, value] of extra) headers.add(key, value);
    headers.add('content-type', 'application/sdp');
    const nobody = { display: '', uri, params: new Map<string, string>() };
    return {
      kind: 'request',
      method: 'INVITE',
      uri,
      headers,
      body: sdp,
      via: undefined,
      from: parseNameAddr(fromValue) ?? nobody,
      to: nobody,
      callId: this.#callId,
      cseq: 1,
    };
  }

  #send(fork: Fork): void {
    fork.transaction = this.#o.context.stack.send(fork.request, fork.target.flow, {
      onResponse: (response) => this.#onResponse(fork, response),
      onTimeout: () => this.#onFailure(fork, 408),
    });
    if (!fork.transaction) this.#onFailure(fork, 503);
  }

  #onResponse(fork: Fork, response: SipResponse): void {
    const { status } = response;
    if (status < 200) this.#onProvisional(fork, response);
    else if (status < 300) void this.#onAccepted(fork, response);
    else if ((status === 401 || status === 407) && this.#authenticate(fork, response)) return;
    else {
      fork.reason = causeOfReason(response.headers.get('reason'));
      this.#onFailure(fork, status);
    }
  }

  /** RFC 3261 section 22.2. Only the peer the credentials were configured for is answered, and once. */
  #authenticate(fork: Fork, response: SipResponse): boolean {
    const { context, channel } = this.#o;
    const credentials = context.config.outboundCredentials(channel.endpoint);
    if (!credentials || fork.challenged || this.#state !== 'calling' || fork.cancelled) return false;
    const [challengeKey, answerKey] =
      response.status === 401 ? ['www-authenticate', 'authorization'] : ['proxy-authenticate', 'proxy-authorization'];
    const answer = answerChallenge(
      response.headers.all(challengeKey),
      credentials,
      { method: 'INVITE', uri: fork.request.uri },
      context.ids.token(16),
    );
    if (!answer) return false;
    fork.challenged = true;
    const headers = fork.request.headers.clone().remove('via').set('cseq', '2 INVITE').set(answerKey, answer);
    fork.request = { ...fork.request, headers, cseq: 2, via: undefined };
    this.#send(fork);
    return true;
  }

  #onProvisional(fork: Fork, response: SipResponse): void {
    fork.provisional = true;
    if (fork.cancelled) {
      // The CANCEL had to wait for this (RFC 3261 section 9.1).
      if (fork.transaction) this.#o.context.stack.cancel(fork.transaction);
      return;
    }
    if (this.#state !== 'calling' || response.status === 100) return;
    const { context, channel, leg } = this.#o;
    const sdp = sdpOf(response);
    // With several phones ringing nobody's early media can be chosen.
    if (sdp !== '' && this.#forks.length === 1 && sdp !== this.#earlyAnswer) {
      this.#earlyAnswer = sdp;
      void leg.acceptAnswer(sdp).catch(() => {});
    }
    if (response.status === 180) {
      if (channel.state === 'Ringing') return;
      context.channels.setState(channel, 'Ringing');
      this.#publish('RINGING');
    } else if (response.status === 183) this.#publish('PROGRESS');
  }

  async #onAccepted(fork: Fork, response: SipResponse): Promise<void> {
    const remoteTag = response.to.params.get('tag');
    if (this.#winner === fork && this.#link?.dialog.remoteTag === remoteTag) {
      // RFC 3261 section 13.2.2.4: each copy of the 2xx gets the ACK again.
      this.#ackAgain?.();
      return;
    }
    const { context, channel, leg } = this.#o;
    const dialog = Dialog.fromResponse(fork.request, response, fork.target.flow);
    const isWinner = this.#state === 'calling' && !fork.cancelled;
    const link = new SipLink({
      context,
      dialog,
      endpoint: channel.endpoint,
      symmetric: fork.target.symmetric,
      leg,
      user: isWinner ? linkUserOf(context, channel) : NOBODY,
    });
    if (!isWinner) {
      // RFC 3261 section 13.2.2.4: an answer that came too late is acknowledged and ended.
      await link.ack(fork.request.cseq);
      link.bye(cause.answeredElsewhere);
      return;
    }
    this.#state = 'up';
    this.#winner = fork;
    this.#link = link;
    this.#timer?.cancel();
    for (const other of this.#forks) if (other !== fork) this.#cancel(other, ELSEWHERE, reasonHeader(cause.answeredElsewhere));
    this.#ackAgain = await link.ack(fork.request.cseq);
    try {
      const { remoteDirection } = await leg.acceptAnswer(sdpOf(response));
      if (channel.ending) return;
      context.channels.setState(channel, 'Up');
      this.#publish('ANSWER');
      this.#o.onAnswer();
      if (isHold(remoteDirection)) linkUserOf(context, channel).onHold(true);
    } catch (error) {
      context.logger.warn({ err: error, channel: channel.name }, 'an answer could not be used');
      link.bye(58);
      this.#state = 'ended';
      void context.channels.end(channel, 58, { cause: 58 });
    }
  }

  #onFailure(fork: Fork, status: number): void {
    fork.failure = status;
    if (this.#state !== 'calling' || this.#forks.some((other) => other.failure === undefined)) return;
    let worst = fork;
    for (const other of this.#forks) if (weight(other.failure ?? 0) > weight(worst.failure ?? 0)) worst = other;
    this.#fail(worst.reason ?? causeOfStatus(worst.failure ?? 503), worst.failure);
  }

  #fail(code: number, status?: number): void {
    if (this.#state !== 'calling') return;
    this.#state = 'ended';
    this.#timer?.cancel();
    const { context, channel } = this.#o;
    channel.techCause = status;
    void context.channels.end(channel, code, { cause: code });
  }

  onHangupRequest(code: number): void {
    if (this.#dialled && !this.#winner) this.#publish(dialStatusOfCause(code));
  }

  /** handle_timeout_trip in dial.c: no ChannelHangupRequest and no Dial, cause 19. */
  #onTimeout(): void {
    if (this.#state !== 'calling') return;
    this.hangup(cause.noAnswer);
    void this.#o.context.channels.end(this.#o.channel, cause.noAnswer, undefined, 480);
  }

  #cancel(fork: Fork, ...reasons: string[]): void {
    if (fork.failure !== undefined || fork.cancelled) return;
    fork.cancelled = true;
    if (fork.provisional && fork.transaction) this.#o.context.stack.cancel(fork.transaction, reasons);
  }

  hangup(code: number): void {
    if (this.#state === 'ended') return;
    const wasUp = this.#state === 'up';
    this.#state = 'ended';
    this.#timer?.cancel();
    if (wasUp) this.#link?.bye(code);
    else {
      const reasons = code === cause.answeredElsewhere ? [ELSEWHERE, reasonHeader(code)] : [reasonHeader(code)];
      for (const fork of this.#forks) this.#cancel(fork, ...reasons);
    }
  }

  async answer(): Promise<void> {}
  ring(): void {}
  progress(): void {}
}

/** RFC 3326: the phone shows no missed call. */
const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
const NOBODY = { onRemoteBye: () => {}, onHold: () => {}, onDtmf: () => {}, onLost: () => {} };
