import { cause } from '@zuoxi/ari';
import type { MediaLeg } from '../media/api.ts';
import { ALLOW, Dialog, type IncomingInvite, parseUri, sdpOf, unescapeUser } from '../sip/index.ts';
import { causeOfStatus, reasonHeader, statusOfCause } from './causes.ts';
import { Channel, type ChannelDriver } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { callerOf, codecsOf } from './identity.ts';
import { linkUserOf, watchLeg } from './leg-events.ts';
import { type ConfigObject, isYes, listOf } from './pjsip-config.ts';
import { isHold, SipLink, statusOfMediaError } from './sip-link.ts';

/**
 * A call to us.
 *
 *   negotiating ──▶ proceeding ──answer──▶ up ──▶ ended
 *       │               └──CANCEL, DELETE────────▲
 *       └──488, CANCEL───────────────────────────┘
 */
export type InboundState = 'negotiating' | 'proceeding' | 'up' | 'ended';

export class InboundCall implements ChannelDriver {
  readonly #context: SwitchContext;
  readonly #invite: IncomingInvite;
  readonly #dialog: Dialog;
  #state: InboundState = 'negotiating';
  #link: SipLink | undefined;
  #channel: Channel | undefined;
  #leg: MediaLeg | undefined;
  /** Our answer, or our offer when theirs was missing. */
  #sdp = '';
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
    const { stack, media, config } = this.#context;
    const { transaction, request, endpoint: endpointId } = this.#invite;
    const endpoint = config.get('endpoint', endpointId);
    if (!endpoint) {
      this.#refuse(403);
      return;
    }
    stack.respond(transaction, 100);
    try {
      const leg = await media.createLeg({
        kind: isYes(endpoint.get('webrtc')) ? 'webrtc' : 'rtp',
        codecs: codecsOf(endpoint),
        advertisedAddress: this.#invite.flow.localHost,
      });
      this.#leg = leg;
      let onHold = false;
      if (this.#offerless) this.#sdp = await leg.createOffer();
      else {
        const { answer, remoteDirection } = await leg.acceptOffer(sdpOf(request));
        this.#sdp = answer;
        onHold = isHold(remoteDirection);
      }
      if (this.#state !== 'negotiating') {
        await leg.close();
        return;
      }
      this.#proceed(endpoint, leg, onHold);
    } catch (error) {
      void this.#leg?.close().catch(() => {});
      this.#refuse(statusOfMediaError(error));
    }
  }

  #refuse(status: number): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    const headers: [string, string][] = status === 503 ? [['retry-after', '10']] : [];
    this.#context.stack.respond(this.#invite.transaction, status, { toTag: this.#dialog.localTag, headers });
  }

  #proceed(endpoint: ConfigObject, leg: MediaLeg, onHold: boolean): void {
    const { channels, ids, clock, config, defaultApp } = this.#context;
    const { request, endpoint: endpointId } = this.#invite;
    this.#state = 'proceeding';
    const exten = unescapeUser(parseUri(request.uri)?.user ?? '') || 's';
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
    for (const assignment of listOf(config.get('endpoint', endpointId)?.get('set_var'))) {
      const equals = assignment.indexOf('=');
      if (equals > 0) channel.variables.set(assignment.slice(0, equals).trim(), assignment.slice(equals + 1).trim());
    }
    channel.inviteHeaders = request.headers;
    this.#channel = channel;
    watchLeg(this.#context, channel, leg);
    channels.add(channel);
    channels.enterApp(channel, defaultApp, []);
  }

  #onCancel(): void {
    if (this.#state !== 'negotiating' && this.#state !== 'proceeding') return;
    this.#refuse(487);
    if (this.#channel) this.#channel.techCause = 487;
    if (this.#channel) void this.#context.channels.end(this.#channel, causeOfStatus(487), { cause: causeOfStatus(487) });
  }

  #provisional(status: 180 | 183): void {
    if (this.#state !== 'proceeding') return;
    const { stack } = this.#context;
    const headers: [string, string][] = [
      ['contact', stack.contactFor(this.#invite.transaction.flow, this.#invite.endpoint)],
      ['allow', ALLOW],
    ];
    for (const value of this.#invite.request.headers.all('record-route')) headers.unshift(['record-route', value]);
    // RFC 3261 section 13.2.1: only an answer may stand in an unreliable provisional response.
    const body = status === 183 && !this.#offerless ? { type: 'application/sdp', content: this.#sdp } : undefined;
    stack.respond(this.#invite.transaction, status, { toTag: this.#dialog.localTag, headers, body });
  }

  ring(): void {
    this.#provisional(180);
  }

  progress(): void {
    this.#provisional(183);
  }

  async answer(): Promise<void> {
    const { transaction, endpoint, identifiedBy } = this.#invite;
    const channel = this.#channel;
    if (this.#state !== 'proceeding' || !channel || !this.#leg) return;
    this.#state = 'up';
    this.#link = new SipLink({
      context: this.#context,
      dialog: this.#dialog,
      endpoint,
      symmetric: identifiedBy === 'digest',
      leg: this.#leg,
      user: linkUserOf(this.#context, channel),
    });
    this.#link.accept(transaction, this.#sdp, this.#offerless);
    this.#context.channels.setState(channel, 'Up');
    if (channel.hold) {
      channel.hold = false;
      linkUserOf(this.#context, channel).onHold(true);
    }
  }

  hangup(code: number): void {
    if (this.#state === 'ended') return;
    const wasUp = this.#state === 'up';
    if (wasUp) {
      this.#state = 'ended';
      this.#link?.bye(code);
      return;
    }
    this.#state = 'ended';
    // Asterisk declines (603) what has no SIP code of its own, such as a normal clearing before the answer.
    this.#context.stack.respond(this.#invite.transaction, statusOfCause(code), {
      toTag: this.#dialog.localTag,
      headers: [['reason', reasonHeader(code === 0 ? cause.normalClearing : code)]],
    });
  }
}
