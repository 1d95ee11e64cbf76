import { cause } from '@zuoxi/ari';
import type { MediaLeg } from '../media/api.ts';
import {
  ALLOW,
  Dialog,
  type IncomingInvite,
  numberOfUri,
  ReliableProvisionals,
  type ServerTransaction,
  type SipRequest,
  sdpOf,
} from '../sip/index.ts';
import { causeOfStatus, reasonHeader, statusOfCause } from './causes.ts';
import { Channel, type ChannelDriver } from './channel.ts';
import { writeVariable } from './channel-variables.ts';
import type { SwitchContext } from './context.ts';
import { callerOf, isPrivateCall, PRESENTATION, PROHIBITED } from './identity.ts';
import { linkUserOf, watchLeg } from './leg-events.ts';
import { mediaOptionsOf } from './media-options.ts';
import { reliabilityOf } from './option-tags.ts';
import { type ConfigObject, isYes, listOf } from './pjsip-config.ts';
import { timerPolicyOf, timerRefusalOf } from './session-refresh.ts';
import { headersOfMediaError, isHold, SipLink, statusOfMediaError } from './sip-link.ts';

/**
 * A call to us.
 *
 *   negotiating ──▶ proceeding ──answer──▶ answering ──PRACK of what was offered or answered before──▶ up ──▶ ended
 *       │               └──CANCEL, BYE, DELETE, no PRACK────────────────────────────────────────────────▲
 *       └──4xx, CANCEL──────────────────────────────────────────────────────────────────────────────────┘
 */
export type InboundState = 'negotiating' | 'proceeding' | 'answering' | 'up' | 'ended';

export class InboundCall implements ChannelDriver {
  readonly #context: SwitchContext;
  readonly #invite: IncomingInvite;
  readonly #dialog: Dialog;
  #state: InboundState = 'negotiating';
  #link: SipLink | undefined;
  #channel: Channel | undefined;
  #leg: MediaLeg | undefined;
  /** Undefined: provisional responses are not repeated. */
  #reliable: ReliableProvisionals | undefined;
  /** Our answer, or our offer when theirs was missing. */
  #sdp = '';
  /** `#sdp` went out in a response that has to be acknowledged. */
  #isSdpSent = false;
  readonly #offerless: boolean;

  constructor(context: SwitchContext, invite: IncomingInvite) {
    this.#context = context;
    this.#invite = invite;
    this.#offerless = sdpOf(invite.request) === '';
    this.#dialog = Dialog.fromInvite(invite.request, context.ids.token(12), invite.flow);
    invite.transaction.user = { onCancel: () => this.#onCancel() };
  }

  /** Takes the call as far as the application. Never rejects. */
  async start(): Promise<void> {
    const channel = await this.prepare();
    if (channel) this.#context.channels.enterApp(channel, this.#context.defaultApp, []);
  }

  /** Its channel, which has entered no application yet; undefined when the call was refused. Never rejects. */
  async prepare(): Promise<Channel | undefined> {
    const { stack, media, config } = this.#context;
    const { transaction, request, endpoint: endpointId } = this.#invite;
    const endpoint = config.get('endpoint', endpointId);
    if (!endpoint) {
      this.#refuse(403);
      return undefined;
    }
    const reliability = reliabilityOf(request, endpoint);
    const refusal = typeof reliability === 'object' ? reliability : timerRefusalOf(request, timerPolicyOf(endpoint));
    if (refusal) {
      this.#refuse(refusal.status, refusal.headers);
      return undefined;
    }
    stack.respond(transaction, 100);
    try {
      const leg = await media.createLeg({
        ...mediaOptionsOf(endpoint),
        advertisedAddress: this.#invite.flow.localHost,
      });
      this.#leg = leg;
      let onHold = false;
      if (this.#offerless) this.#sdp = await leg.createOffer();
      else {
        const { answer, remoteDirection } = await leg.acceptOffer(sdpOf(request), this.#invite.flow.remoteAddress);
        this.#sdp = answer;
        onHold = isHold(remoteDirection);
      }
      if (this.#state !== 'negotiating') {
        await leg.close();
        return undefined;
      }
      return this.#proceed(endpoint, leg, onHold, reliability === 'reliable');
    } catch (error) {
      void this.#leg?.close().catch(() => {});
      this.#refuse(statusOfMediaError(error), headersOfMediaError(error));
      return undefined;
    }
  }

  /** The final refusal, whoever wants it; nothing of the dialog is kept. */
  #refuse(status: number, headers: [string, string][] = []): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#reliable?.stop();
    this.#link?.drop();
    if (status === 503) headers.push(['retry-after', '10']);
    this.#context.stack.respond(this.#invite.transaction, status, { toTag: this.#dialog.localTag, headers });
  }

  #proceed(endpoint: ConfigObject, leg: MediaLeg, onHold: boolean, isReliable: boolean): Channel {
    const { channels, ids, clock, config } = this.#context;
    const { request, endpoint: endpointId } = this.#invite;
    this.#state = 'proceeding';
    const exten = numberOfUri(request.uri) || 's';
    const channel = new Channel({
      id: ids.uuid(),
      name: channels.nextName(endpointId),
      endpoint: endpointId,
      state: 'Ring',
      protocolId: request.callId,
      caller: callerOf(request, endpoint),
      connected: { name: '', number: '' },
      dialplan: { context: endpoint.get('context') || 'default', exten, priority: 1, app_name: '', app_data: '' },
      createdAt: clock.now(),
      driver: this,
    });
    channel.leg = leg;
    channel.hold = onHold;
    channel.accountcode = endpoint.get('accountcode') ?? '';
    // As the dialplan of deploy/asterisk/ does it: what a phone wants transferred is the application's to do.
    channel.transferHandling = 'ari-only';
    for (const assignment of listOf(config.get('endpoint', endpointId)?.get('set_var'))) {
      const equals = assignment.indexOf('=');
      if (equals > 0) writeVariable(channel, assignment.slice(0, equals).trim(), assignment.slice(equals + 1).trim());
    }
    channel.inviteHeaders = request.headers;
    if (isPrivateCall(request, endpoint)) channel.variables.set(PRESENTATION, PROHIBITED);
    this.#channel = channel;
    if (isReliable) this.#reliable = this.#reliableProvisionals();
    this.#openLink(channel, leg);
    watchLeg(this.#context, channel, leg);
    channels.add(channel);
    return channel;
  }

  /** The dialog is there from now on: PRACK, UPDATE and BYE may come before the answer (RFC 3261 section 12.1). */
  #openLink(channel: Channel, leg: MediaLeg): void {
    const { endpoint, identifiedBy, request } = this.#invite;
    const user = linkUserOf(this.#context, channel);
    this.#link = new SipLink({
      context: this.#context,
      dialog: this.#dialog,
      endpoint,
      // Also over a connection of its own making, or where the carrier sits behind a NAT (`rewrite_contact`).
      symmetric: identifiedBy === 'digest' || this.#invite.flow.reliable || this.#rewritesContact(endpoint),
      leg,
      isCaller: false,
      user: {
        ...user,
        onRemoteBye: (code) => {
          // RFC 3261 section 15.1.2: the INVITE still needs its end.
          this.#refuse(487);
          user.onRemoteBye(code);
        },
      },
      onPrack: (prack, transaction) => void this.#onPrack(prack, transaction),
    });
    this.#link.noteCapabilities(request);
    this.#link.offers.beginInvite('theirs');
    if (!this.#offerless) this.#link.offers.offered('theirs');
    channel.link = this.#link;
  }

  #reliableProvisionals(): ReliableProvisionals {
    const { clock, random } = this.#context;
    return new ReliableProvisionals({
      clock,
      inviteCseq: this.#invite.request.cseq,
      firstRseq: 1 + Math.floor(random() * 0x3fff_ffff),
      // RFC 3262 section 3
      onNoPrack: () => this.#fail(504, 102),
    });
  }

  /** The call ends before it was answered, and not by anybody's wish. */
  #fail(status: number, code: number): void {
    this.#refuse(status);
    if (this.#channel) void this.#context.channels.end(this.#channel, code, { cause: code });
  }

  #onCancel(): void {
    if (this.#state === 'up' || this.#state === 'ended') return;
    this.#refuse(487);
    if (this.#channel) this.#channel.techCause = 487;
    if (this.#channel) void this.#context.channels.end(this.#channel, causeOfStatus(487), { cause: causeOfStatus(487) });
  }

  /** RFC 3262 section 3: answered 2xx when it is for what is outstanding; it may bring an answer, or an offer of its own. */
  async #onPrack(prack: SipRequest, transaction: ServerTransaction): Promise<void> {
    const { stack } = this.#context;
    const [link, leg, reliable] = [this.#link, this.#leg, this.#reliable];
    if (!reliable?.matches(prack) || !link || !leg) {
      stack.respond(transaction, 481);
      return;
    }
    const sdp = sdpOf(prack);
    try {
      if (link.offers.pending === 'ours') {
        // Section 5: our offer is answered here and nowhere else.
        const { remoteDirection } = await leg.acceptAnswer(sdp, transaction.flow.remoteAddress);
        link.offers.settled();
        this.#onDirection(isHold(remoteDirection));
        stack.respond(transaction, 200);
      } else if (sdp !== '') {
        const { answer } = await leg.acceptOffer(sdp, transaction.flow.remoteAddress);
        stack.respond(transaction, 200, { body: { type: 'application/sdp', content: answer } });
      } else stack.respond(transaction, 200);
    } catch (error) {
      stack.respond(transaction, statusOfMediaError(error), { headers: headersOfMediaError(error) });
      // Without an answer there is nothing to talk about; an offer that was refused changes nothing.
      if (link.offers.pending === 'ours') this.#fail(488, 58);
    }
    if (reliable.matches(prack)) reliable.acknowledged();
  }

  /** Told when the call is answered, if it is not yet. */
  #onDirection(onHold: boolean): void {
    const channel = this.#channel;
    if (!channel) return;
    if (this.#state === 'proceeding') channel.hold = onHold;
    else linkUserOf(this.#context, channel).onHold(onHold);
  }

  #provisional(status: 180 | 183): void {
    if (this.#state !== 'proceeding') return;
    const { stack } = this.#context;
    const { transaction, request, endpoint } = this.#invite;
    const headers: [string, string][] = [
      ['contact', stack.contactFor(transaction.flow, endpoint)],
      ['allow', ALLOW],
    ];
    for (const value of request.headers.all('record-route')) headers.unshift(['record-route', value]);
    const respond = (extra: [string, string][], hasBody: boolean): void => {
      const body = hasBody ? { type: 'application/sdp', content: this.#sdp } : undefined;
      stack.respond(transaction, status, { toTag: this.#dialog.localTag, headers: [...headers, ...extra], body });
    };
    if (!this.#reliable) {
      // RFC 3261 section 13.2.1: only an answer may stand in an unreliable provisional response.
      respond([], status === 183 && !this.#offerless);
      return;
    }
    // RFC 3262 section 5: the first reliable response brings the offer the INVITE did not; a 180 brings no answer, so that the phone rings by itself.
    const hasBody = !this.#isSdpSent && (status === 183 || this.#offerless);
    if (hasBody) {
      this.#isSdpSent = true;
      if (this.#offerless) this.#link?.offers.offered('ours');
      else this.#link?.offers.settled();
    }
    this.#reliable.send((rseq) =>
      respond(
        [
          ['require', '100rel'],
          ['rseq', String(rseq)],
        ],
        hasBody,
      ),
    );
  }

  ring(): void {
    this.#provisional(180);
  }

  progress(): void {
    this.#provisional(183);
  }

  #rewritesContact(endpoint: string): boolean {
    return isYes(this.#context.config.get('endpoint', endpoint)?.get('rewrite_contact'));
  }

  async answer(): Promise<void> {
    const channel = this.#channel;
    if (this.#state !== 'proceeding' || !channel || !this.#link) return;
    this.#state = 'answering';
    // RFC 3262 section 3: no 2xx before the PRACK of a response with a session description.
    if (this.#reliable) this.#reliable.whenAcknowledged(() => this.#accept());
    else this.#accept();
    this.#context.channels.setState(channel, 'Up');
    if (channel.hold) {
      channel.hold = false;
      linkUserOf(this.#context, channel).onHold(true);
    }
  }

  #accept(): void {
    const { request, transaction } = this.#invite;
    if (this.#state !== 'answering' || !this.#link) return;
    this.#state = 'up';
    this.#reliable?.stop();
    const timer = this.#link.refresh.judge(request);
    const headers = 'status' in timer ? [] : timer.headers;
    if (!('status' in timer)) timer.begin();
    const isSettled = this.#isSdpSent;
    this.#link.accept(transaction, { sdp: isSettled ? '' : this.#sdp, isOffer: this.#offerless && !isSettled, headers });
  }

  hangup(code: number): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'up') {
      this.#state = 'ended';
      this.#link?.bye(code);
      return;
    }
    // Asterisk declines (603) what has no SIP code of its own, such as a normal clearing before the answer.
    this.#refuse(statusOfCause(code), [['reason', reasonHeader(code === 0 ? cause.normalClearing : code)]]);
  }
}
