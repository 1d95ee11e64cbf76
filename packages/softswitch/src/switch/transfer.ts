import type { ReferTarget as AriReferTo, TransferProgress, TransferState } from '@zuoxi/ari';
import type { Timer } from '@zuoxi/kit';
import {
  numberOfUser,
  parseNameAddr,
  parseReplaces,
  type ReferTarget,
  type Replaces,
  referTargetOf,
  type ServerTransaction,
  type SipRequest,
} from '../sip/index.ts';
import type { Channel } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { groupOf, isYes } from './pjsip-config.ts';

/** refer_ari_progress_framehook in res_pjsip_refer.c. */
const STATUS_OF: Readonly<Record<TransferProgress, 100 | 200 | 503 | 603>> = {
  channel_progress: 100,
  channel_answered: 200,
  channel_unavailable: 503,
  channel_declined: 603,
};
const PHRASE = { 100: 'Trying', 200: 'OK', 503: 'Service Unavailable', 603: 'Decline' } as const;

/** Transfers of one call that nobody has decided on. */
const MAX_WISHES = 5;

/** What `POST /channels/{id}/transfer_progress` may say. */
export function isTransferProgress(text: string): text is TransferProgress {
  return Object.hasOwn(STATUS_OF, text);
}

/** A REFER's subscription lives this long when nobody says how the transfer goes (RFC 3515 section 2.4.4). */
const SUBSCRIPTION_S = 600;

/**
 * REFER in a call (RFC 3515). With `ari-only` the application does what it asks for and says how it goes; without, Asterisk would
 * look the target up in a dialplan, which we do not have: 603.
 */
export function onRefer(context: SwitchContext, channel: Channel, request: SipRequest, transaction: ServerTransaction): void {
  const { stack, config } = context;
  const { link } = channel;
  if (channel.ending || !link) {
    stack.respond(transaction, 404);
    return;
  }
  const allowed = config.get('endpoint', channel.endpoint)?.get('allow_transfer');
  if (allowed !== undefined && !isYes(allowed)) {
    stack.respond(transaction, 603);
    return;
  }
  const wish = wishOf(request);
  if (!wish) {
    stack.respond(transaction, 400);
    return;
  }
  if (channel.transferHandling !== 'ari-only' || channel.transfers.size >= MAX_WISHES) {
    stack.respond(transaction, 603);
    return;
  }
  // RFC 4488 section 4: without the subscription nobody is told how it goes; the application is asked all the same.
  const referSub = request.headers.get('refer-sub')?.trim().toLowerCase();
  const isReported = referSub === undefined || referSub.startsWith('true');
  stack.respond(transaction, 202, {
    toTag: link.dialog.localTag,
    headers: [
      ['contact', stack.contactFor(transaction.flow, channel.endpoint)],
      ...(referSub === undefined ? [] : [['refer-sub', String(isReported)] as const]),
    ],
  });
  const asked = ++channel.transfersAsked;
  const transfer = new Transfer(context, channel, wish, isReported ? { id: asked > 1 ? request.cseq : undefined } : undefined);
  channel.transfers.add(transfer);
  transfer.tell();
}

interface Wish {
  target: ReferTarget;
  replaces: Replaces | undefined;
}

/** Undefined: there is no Refer-To, or none that can be read. */
function wishOf(request: SipRequest): Wish | undefined {
  const values = request.headers.all('refer-to');
  const address = values.length === 1 ? parseNameAddr(values[0] ?? '') : undefined;
  const target = address && referTargetOf(address.uri);
  if (!target) return undefined;
  const replaces = target.replaces === undefined ? undefined : parseReplaces(target.replaces);
  return target.replaces !== undefined && !replaces ? undefined : { target, replaces };
}

/**
 * The channel whose dialog a Replaces names (RFC 3891 section 3), as far as that party may know of it: of endpoints in its own
 * context and with its own account code, so that nobody reaches into the calls of another call centre.
 */
export function replacedChannel(context: SwitchContext, replaces: Replaces, asker: string): Channel | undefined {
  const { channels, config } = context;
  const found = channels.list().find(({ link }) => {
    const dialog = link?.dialog;
    return dialog?.callId === replaces.callId && dialog.localTag === replaces.toTag && dialog.remoteTag === replaces.fromTag;
  });
  return found && groupOf(config, found.endpoint) === groupOf(config, asker) ? found : undefined;
}

/**
 * A transfer asked for by a phone, from its REFER to the last NOTIFY:
 *
 *   asked ──channel_progress──▶ asked ──channel_answered, _unavailable, _declined──▶ over
 *     └──the channel ends: 503; nobody says anything for 600 s: reason=timeout──────────▲
 */
export class Transfer {
  readonly #context: SwitchContext;
  readonly #channel: Channel;
  readonly #wish: Wish;
  /** Undefined: the phone does not want to be told. `id`: RFC 3515 section 2.4.6. */
  readonly #subscription: { id: number | undefined } | undefined;
  #state: TransferState | undefined;
  #isOver = false;
  #has100 = false;
  #expiry: Timer | undefined;

  constructor(context: SwitchContext, channel: Channel, wish: Wish, subscription: { id: number | undefined } | undefined) {
    this.#context = context;
    this.#channel = channel;
    this.#wish = wish;
    this.#subscription = subscription;
    if (subscription) this.#expiry = context.clock.setTimer(SUBSCRIPTION_S * 1000, () => this.#onTimeout());
  }

  /** The application says how it goes. */
  report(progress: TransferProgress): void {
    if (this.#isOver) return;
    // Asterisk has one word for both in its event (ast_channel_transfer_state2str).
    this.#state = progress === 'channel_unavailable' ? 'channel_declined' : progress;
    const status = STATUS_OF[progress];
    const isLast = status !== 100;
    // The first news of all is that it is being tried.
    if (!this.#has100 && isLast) this.#notify(100, false);
    this.#has100 = true;
    this.#notify(status, isLast);
    if (isLast) this.#end();
    this.tell();
  }

  /** The phone's call is over before its transfer is: Asterisk says so to the phone, and once more to the application what was wished. */
  abandon(): void {
    if (this.#isOver) return;
    if (!this.#has100) this.#notify(100, false);
    this.#notify(503, true);
    this.#end();
    if (this.#subscription) this.tell();
  }

  #onTimeout(): void {
    this.#notify(100, true, 'timeout');
    this.#end();
  }

  #end(): void {
    this.#isOver = true;
    this.#expiry?.cancel();
    this.#channel.transfers.delete(this);
  }

  #notify(status: 100 | 200 | 503 | 603, isLast: boolean, reason = 'noresource'): void {
    if (!this.#subscription || this.#isOver) return;
    const { id } = this.#subscription;
    const body = { type: 'message/sipfrag;version=2.0', content: `SIP/2.0 ${status} ${PHRASE[status]}\r\n` };
    const headers: [string, string][] = [
      ['event', id === undefined ? 'refer' : `refer;id=${id}`],
      ['subscription-state', isLast ? `terminated;reason=${reason}` : `active;expires=${SUBSCRIPTION_S}`],
    ];
    void this.#channel.link?.ask(
      'NOTIFY',
      { headers, body },
      {
        // RFC 6665 section 4.2.2: whoever does not know the subscription is told no more.
        onFinal: (response) => {
          if (response.status === 481 || response.status === 489) this.#end();
        },
        onTimeout: () => this.#end(),
      },
    );
  }

  /** ChannelTransfer, as ari_transfer_to_json in stasis_channels.c writes it. */
  tell(): void {
    const { target, replaces } = this.#wish;
    const destination = numberOfUser(target.uri.user);
    const other = replaces && replacedChannel(this.#context, replaces, this.#channel.endpoint);
    const referTo: AriReferTo = {
      requested_destination: {
        destination,
        ...(replaces
          ? {
              protocol_id: replaces.callId,
              additional_protocol_params: [
                { parameter_name: 'from', parameter_value: replaces.fromTag },
                { parameter_name: 'to', parameter_value: replaces.toTag },
              ],
            }
          : {}),
      },
      ...(other ? { destination_channel: other.toJson(), ...companyOf(other) } : {}),
    };
    this.#context.channels.publish(this.#channel, {
      type: 'ChannelTransfer',
      refer_to: referTo,
      referred_by: { source_channel: this.#channel.toJson(), ...companyOf(this.#channel) },
      ...(this.#state === undefined ? {} : { state: this.#state }),
    });
  }
}

/** Who is on the other side of a channel's bridge, when that is one party. */
function companyOf(channel: Channel): Pick<AriReferTo, 'connected_channel' | 'bridge'> {
  const { bridge } = channel;
  if (!bridge) return {};
  const [peer, ...more] = [...bridge.channels].filter((other) => other !== channel);
  return { ...(peer && more.length === 0 ? { connected_channel: peer.toJson() } : {}), bridge: bridge.toJson() };
}
