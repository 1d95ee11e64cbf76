import { type CallerId, cause, type DialStatus, dialStatusOfCause } from '@zuoxi/ari';
import type { Timer } from '@zuoxi/kit';
import type { MediaLeg } from '../media/api.ts';
import { Dialog, ProvisionalOrder, rseqOf, type SipResponse, sdpOf } from '../sip/index.ts';
import { causeOfReason, causeOfStatus, reasonHeader } from './causes.ts';
import type { Channel, ChannelDriver } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { isRestricted } from './identity.ts';
import { linkUserOf } from './leg-events.ts';
import { rel100Of } from './option-tags.ts';
import { type Branch, type Fork, NOBODY, speaksForAll, type Target } from './outbound-fork.ts';
import { buildInvite } from './outbound-invite.ts';
import { SessionRefresh, timerPolicyOf } from './session-refresh.ts';
import { isHold, type LinkUser, SipLink } from './sip-link.ts';

/**
 * A call from us, to all contacts of an endpoint at once; the first to answer has it.
 *
 *   idle ──dial──▶ calling ──2xx──▶ up ──▶ ended
 *                     └──all failed, time-out, DELETE──▲
 */
export type OutboundState = 'idle' | 'calling' | 'up' | 'ended';

export type { Target } from './outbound-fork.ts';

export interface OutboundOptions {
  context: SwitchContext;
  channel: Channel;
  leg: MediaLeg;
  targets: readonly Target[];
  dialString: string;
  /** Whom the called party sees, asked when it is called. */
  from(): CallerId;
  headers: readonly (readonly [string, string])[];
  maxForwards: number;
  onAnswer(): void;
}

export class OutboundCall implements ChannelDriver {
  readonly #o: OutboundOptions;
  readonly #callId: string;
  readonly #localTag: string;
  #state: OutboundState = 'idle';
  #forks: Fork[] = [];
  #link: SipLink | undefined;
  #winner: Fork | undefined;
  #timer: Timer | undefined;
  /** Whose early media is heard: the first to say where it comes from, until a newer one sends some. */
  #earlyBranch: Branch | undefined;
  #earlyAnswer = '';
  /** All with early media, the newest last. */
  readonly #earlyBranches = new Set<Branch>();
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
    for (const target of targets) this.#fork(target, sdp, 1);
    for (const fork of this.#forks) this.#send(fork);
  }

  #fork(target: Target, sdp: string, cseq: number): Fork {
    const { context, channel } = this.#o;
    const policy = timerPolicyOf(context.config.get('endpoint', channel.endpoint));
    const refresh = new SessionRefresh({ clock: context.clock, policy, onRefreshDue: () => {}, onExpired: () => {} });
    const fork: Fork = {
      target,
      transaction: undefined,
      request: buildInvite(context, {
        callId: this.#callId,
        localTag: this.#localTag,
        endpoint: channel.endpoint,
        target,
        sdp,
        from: this.#o.from(),
        headers: [...refresh.requestHeaders(), ...this.#o.headers],
        maxForwards: this.#o.maxForwards,
        restricted: isRestricted(channel.variables, this.#o.headers),
        cseq,
      }),
      provisional: false,
      cancelled: false,
      cancelSent: false,
      challenged: false,
      branches: new Map(),
      refresh,
      failure: undefined,
      reason: undefined,
      superseded: false,
      patience: undefined,
    };
    this.#forks.push(fork);
    return fork;
  }

  #publish(dialstatus: DialStatus): void {
    const { context, channel, dialString } = this.#o;
    context.channels.publish(channel, { type: 'Dial', dialstatus, forward: '', dialstring: dialString, peer: channel.toJson() });
  }

  #send(fork: Fork): void {
    const { context, channel } = this.#o;
    const { stack, clock, challenges } = context;
    fork.patience?.cancel();
    challenges.noteServer(channel.endpoint, fork.target.flow);
    fork.patience = fork.target.hasNext ? clock.setTimer(PATIENCE_MS, () => this.#onSilence(fork, 408)) : undefined;
    fork.transaction = stack.send(fork.request, fork.target.flow, {
      onResponse: (response) => {
        fork.patience?.cancel();
        this.#onResponse(fork, response);
      },
      onTimeout: () => this.#onSilence(fork, 408),
      onTransportError: () => this.#onSilence(fork, 503),
    });
    if (!fork.transaction) this.#onSilence(fork, 503);
  }

  /** Nobody answered, or the connection failed. */
  #onSilence(fork: Fork, status: number): void {
    if (fork.provisional || !this.#failOver(fork, status)) this.#onFailure(fork, status);
  }

  /**
   * RFC 3263 section 4.3: the next server of the trunk is asked, with a new branch. What the first one may still say ends
   * there: a late ringing is cancelled, a late answer acknowledged and ended.
   */
  #failOver(fork: Fork, status: number): boolean {
    fork.patience?.cancel();
    const next = this.#state === 'calling' && !fork.cancelled ? fork.target.next?.() : undefined;
    if (!next) return false;
    const { logger } = this.#o.context;
    logger.warn(
      { endpoint: this.#o.channel.endpoint, uri: fork.target.uri, status, next: next.uri },
      'the next server of a trunk is tried',
    );
    fork.failure = status;
    fork.superseded = true;
    fork.cancelled = true;
    this.#send(this.#fork(next, fork.request.body, fork.request.cseq + 1));
    return true;
  }

  #onResponse(fork: Fork, response: SipResponse): void {
    const { status } = response;
    if (status < 200) this.#onProvisional(fork, response);
    else if (status < 300) void this.#onAccepted(fork, response);
    else {
      // RFC 3261 section 13.2.2.3: with the final failure all its early dialogs are gone.
      for (const branch of fork.branches.values()) branch.link.drop();
      fork.branches.clear();
      if ((status === 401 || status === 407) && this.#authenticate(fork, response)) return;
      if (status === 422 && this.#lengthen(fork, response)) return;
      fork.reason = causeOfReason(response.headers.get('reason'));
      if (status !== 503 || !this.#failOver(fork, status)) this.#onFailure(fork, status);
    }
  }

  /** RFC 3261 section 22.2. Only the peer the credentials were configured for is answered, and once. */
  #authenticate(fork: Fork, response: SipResponse): boolean {
    const { context, channel } = this.#o;
    if (fork.challenged) return false;
    const answer = context.challenges.toCall(channel.endpoint, fork.request, response, fork.target.flow);
    if (!answer) return false;
    fork.challenged = true;
    return this.#again(fork, [answer]);
  }

  /** RFC 4028 section 7.3: the interval was too small for somebody on the way. */
  #lengthen(fork: Fork, response: SipResponse): boolean {
    return fork.refresh.raise(response) && this.#again(fork, fork.refresh.requestHeaders());
  }

  /** The INVITE once more, with other headers. */
  #again(fork: Fork, changes: readonly (readonly [string, string])[]): boolean {
    if (this.#state !== 'calling' || fork.cancelled) return false;
    const cseq = fork.request.cseq + 1;
    const headers = fork.request.headers.clone().remove('via').set('cseq', `${cseq} INVITE`);
    for (const [key, value] of changes) if (key !== 'require') headers.set(key, value);
    fork.request = { ...fork.request, headers, cseq, via: undefined };
    fork.provisional = false;
    this.#send(fork);
    return true;
  }

  /** The dialog that this response of the fork belongs to (RFC 3261 section 12.1.2); made by its first response with a tag. */
  #branchOf(fork: Fork, response: SipResponse, user: LinkUser): Branch | undefined {
    const tag = response.to.params.get('tag') ?? '';
    const known = fork.branches.get(tag);
    if (known) return known;
    if (fork.branches.size >= MAX_BRANCHES) return undefined;
    const { context, channel, leg } = this.#o;
    const link = new SipLink({
      context,
      dialog: Dialog.fromResponse(fork.request, response, fork.target.flow),
      endpoint: channel.endpoint,
      symmetric: fork.target.symmetric,
      leg,
      isCaller: true,
      user,
    });
    link.offers.beginInvite('ours');
    link.offers.offered('ours');
    const branch: Branch = { link, order: new ProvisionalOrder(), answer: undefined, early: '', ackAgain: undefined, isAccepted: false };
    fork.branches.set(tag, branch);
    return branch;
  }

  #onProvisional(fork: Fork, response: SipResponse): void {
    fork.provisional = true;
    const rseq = rseqOf(response);
    const hasDialog = response.status > 100 && response.to.params.has('tag') && this.#state !== 'up';
    const branch = hasDialog && !fork.cancelled ? this.#branchOf(fork, response, NOBODY) : undefined;
    if (rseq !== undefined && branch && this.#isReliable) {
      if (!branch.order.accepts(rseq)) return;
      this.#acknowledge(fork, branch, rseq);
    }
    if (fork.cancelled) {
      // The CANCEL had to wait for this (RFC 3261 section 9.1).
      if (fork.transaction?.kind === 'invite-client' && !fork.cancelSent) this.#sendCancel(fork, []);
      return;
    }
    if (this.#state !== 'calling' || response.status === 100) return;
    const sdp = sdpOf(response);
    if (sdp !== '' && branch) this.#onEarlyAnswer(branch, sdp, rseq !== undefined && this.#isReliable);
    const { context, channel } = this.#o;
    if (response.status === 180) {
      if (channel.state !== 'Ringing') {
        context.channels.setState(channel, 'Ringing');
        this.#publish('RINGING');
      }
      // Ringing that can be heard is progress, too.
      if (sdp !== '') this.#publish('PROGRESS');
    } else if (response.status === 183) this.#publish('PROGRESS');
  }

  get #isReliable(): boolean {
    const { context, channel } = this.#o;
    return rel100Of(context.config.get('endpoint', channel.endpoint)) !== 'no';
  }

  /** RFC 3262 section 4: PRACK, a request of its own in the early dialog. */
  #acknowledge(fork: Fork, branch: Branch, rseq: number): void {
    const headers: [string, string][] = [['rack', `${rseq} ${fork.request.cseq} INVITE`]];
    void branch.link.ask('PRACK', { headers }, { onFinal: () => {}, onTimeout: () => {} });
  }

  /** Of several who ring the first is heard, and a newer one as soon as it sends sound (RFC 3960 section 3.1), until somebody answers. */
  #onEarlyAnswer(branch: Branch, sdp: string, isReliable: boolean): void {
    this.#earlyBranch ??= branch;
    branch.early = sdp;
    if (isReliable && branch.answer === undefined) {
      branch.answer = sdp;
      branch.link.offers.settled();
    }
    this.#earlyBranches.add(branch);
    if (this.#earlyBranch === branch) this.#hearEarly(branch);
    else this.#awaitNewer();
  }

  #hearEarly(branch: Branch): void {
    this.#earlyBranch = branch;
    if (branch.early === this.#earlyAnswer) return;
    this.#earlyAnswer = branch.early;
    void this.#o.leg.acceptAnswer(branch.early, branch.link.dialog.flow.remoteAddress).catch(() => {});
  }

  #awaitNewer(): void {
    const newestFirst = [...this.#earlyBranches].reverse();
    const newer = newestFirst.slice(0, this.#earlyBranch ? newestFirst.indexOf(this.#earlyBranch) : 0);
    this.#o.leg.awaitSound(newer.map((branch) => branch.early));
  }

  onSoundElsewhere(answer: string): void {
    const branch = [...this.#earlyBranches].findLast(({ early }) => early === answer);
    if (this.#state !== 'calling' || !branch) return;
    this.#hearEarly(branch);
    this.#awaitNewer();
  }

  async #onAccepted(fork: Fork, response: SipResponse): Promise<void> {
    const { context, channel } = this.#o;
    const branch = this.#branchOf(fork, response, NOBODY);
    if (!branch) return;
    if (branch.isAccepted) {
      // RFC 3261 section 13.2.2.4: each copy of the 2xx gets the ACK again.
      branch.ackAgain?.();
      return;
    }
    branch.isAccepted = true;
    const { link } = branch;
    link.dialog.confirm(response);
    link.confirm();
    if (this.#state !== 'calling' || fork.cancelled) {
      // RFC 3261 section 13.2.2.4: an answer that came too late is acknowledged and ended.
      branch.ackAgain = await link.ack(fork.request.cseq);
      link.bye(cause.answeredElsewhere);
      return;
    }
    this.#state = 'up';
    this.#winner = fork;
    this.#link = link;
    this.#timer?.cancel();
    link.user = linkUserOf(context, channel);
    link.noteCapabilities(response);
    link.refresh.onAccepted(response);
    channel.link = link;
    for (const other of this.#forks) if (other !== fork) this.#cancel(other, ELSEWHERE, reasonHeader(cause.answeredElsewhere));
    this.#dropEarly(branch);
    if (this.#earlyBranches.size > 1) this.#o.leg.awaitSound([]);
    branch.ackAgain = await link.ack(fork.request.cseq);
    await this.#connect(branch, sdpOf(response));
  }

  /** The dialogs of those who did not answer; a late 2xx of theirs makes one again. */
  #dropEarly(except?: Branch): void {
    for (const fork of this.#forks) {
      for (const [tag, branch] of fork.branches) {
        if (branch === except || branch.isAccepted) continue;
        branch.link.drop();
        fork.branches.delete(tag);
        this.#earlyBranches.delete(branch);
      }
    }
  }

  async #connect(branch: Branch, sdp: string): Promise<void> {
    const { context, channel, leg } = this.#o;
    const { link } = branch;
    try {
      // An answer that was given reliably stands (and UPDATE may have changed it since), unless another branch was heard till now.
      const isHeard = branch.answer !== undefined && this.#earlyBranch === branch;
      const remoteDirection = isHeard
        ? 'sendrecv'
        : (await leg.acceptAnswer(branch.answer ?? (sdp || branch.early), link.dialog.flow.remoteAddress)).remoteDirection;
      link.offers.settled();
      link.offers.endInvite();
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
    if (fork.superseded) return;
    fork.patience?.cancel();
    fork.failure = status;
    if (this.#state !== 'calling' || this.#forks.some((other) => other.failure === undefined)) return;
    const worst = speaksForAll(this.#forks.filter((other) => !other.superseded)) ?? fork;
    this.#fail(worst.reason ?? causeOfStatus(worst.failure ?? 503), worst.failure);
  }

  #fail(code: number, status?: number): void {
    if (this.#state !== 'calling') return;
    this.#state = 'ended';
    this.#timer?.cancel();
    this.#dropEarly();
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
    fork.patience?.cancel();
    if (fork.failure !== undefined || fork.cancelled) return;
    fork.cancelled = true;
    if (fork.provisional) this.#sendCancel(fork, reasons);
  }

  #sendCancel(fork: Fork, reasons: string[]): void {
    fork.cancelSent = true;
    if (fork.transaction) this.#o.context.stack.cancel(fork.transaction, reasons);
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
      this.#dropEarly();
    }
  }

  async answer(): Promise<void> {}
  ring(): void {}
  progress(): void {}
}

/** What a server that is there needs for its first word at most; timer B (32 s) is for the last one. */
const PATIENCE_MS = 5_000;
/** Far more than any proxy forks to; whoever answers under ever new tags is not followed. */
const MAX_BRANCHES = 50;
/** RFC 3326: the phone shows no missed call. */
const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
