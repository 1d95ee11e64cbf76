import { cause } from '@zuoxi/ari';
import type { LegEvent, MediaLeg } from '../media/api.ts';
import type { Channel } from './channel.ts';
import type { SwitchContext } from './context.ts';
import type { KeyWay } from './key-presses.ts';
import type { LinkUser } from './sip-link.ts';
import { onRefer } from './transfer.ts';

/** What a channel makes of news from its dialog. */
export function linkUserOf(context: SwitchContext, channel: Channel): LinkUser {
  const { channels } = context;
  return {
    onRemoteBye: (code) => void channels.end(channel, code, { cause: code }),
    onLost: (code, status) => {
      if (!channel.ending) channel.techCause = status;
      void channels.end(channel, code, { cause: code });
    },
    onRefer: (request, transaction) => onRefer(context, channel, request, transaction),
    onDtmf: (digit, durationMs) => onDtmf(context, channel, 'info', digit, durationMs),
    onHold: (on) => {
      if (channel.hold === on || channel.ending) return;
      channel.hold = on;
      if (on) channels.publish(channel, { type: 'ChannelHold', musicclass: 'default', channel: channel.toJson() });
      else channels.publish(channel, { type: 'ChannelUnhold', channel: channel.toJson() });
    },
  };
}

function onDtmf(context: SwitchContext, channel: Channel, way: KeyWay, digit: string, durationMs: number): void {
  if (channel.ending || !channel.keys.isNew(digit, way, durationMs, context.clock.monotonic())) return;
  context.channels.publish(channel, { type: 'ChannelDtmfReceived', digit, duration_ms: durationMs, channel: channel.toJson() });
}

const channelOfLeg = new WeakMap<SwitchContext, Map<string, Channel>>();

/** News of that leg are news of that channel from now on. */
export function watchLeg(context: SwitchContext, channel: Channel, leg: MediaLeg): void {
  let legs = channelOfLeg.get(context);
  if (!legs) {
    legs = new Map();
    channelOfLeg.set(context, legs);
  }
  legs.set(leg.id, channel);
}

export function unwatchLeg(context: SwitchContext, leg: MediaLeg): void {
  channelOfLeg.get(context)?.delete(leg.id);
}

export function onLegEvent(context: SwitchContext, event: LegEvent): void {
  const channel = channelOfLeg.get(context)?.get(event.legId);
  if (!channel || channel.ending) return;
  switch (event.type) {
    case 'dtmf':
      onDtmf(context, channel, 'media', event.digit, event.durationMs);
      break;
    case 'talking-started':
      context.channels.publish(channel, { type: 'ChannelTalkingStarted', channel: channel.toJson() });
      break;
    case 'talking-finished':
      context.channels.publish(channel, { type: 'ChannelTalkingFinished', duration: event.durationMs, channel: channel.toJson() });
      break;
    case 'sound-elsewhere':
      channel.driver.onSoundElsewhere?.(event.answer);
      break;
    case 'media-timeout':
      // Early media may be silent (183 and a phone that rings): only a call that was answered is known to be dead by it.
      if (channel.state === 'Up') endDead(context, channel, event.type);
      break;
    case 'transport-failed':
      endDead(context, channel, event.type);
      break;
    default:
  }
}

/** As rtp_timeout in chan_pjsip: the call is dead, its other end only has not said so. */
function endDead(context: SwitchContext, channel: Channel, reason: string): void {
  context.logger.info({ channel: channel.name, reason }, 'media is gone, the call is ended');
  const dead = cause.requestedChannelUnavailable;
  void context.channels.hangup(channel, dead, { cause: dead });
}
