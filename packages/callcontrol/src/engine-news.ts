import type { AriEvent, Channel, Endpoint } from '@zuoxi/ari';
import { LEG_ARG } from './command-runner.ts';
import type { Directory } from './directory.ts';
import type { Input } from './inputs.ts';

/** A channel made to listen, not a party of a call. */
export const isSnoop = (channel: Channel) => channel.name.startsWith('Snoop/');

/** `PJSIP/demo-8001-0000000a` → `demo-8001` */
export function endpointOf(channelName: string): string {
  return channelName.replace(/^[^/]*\//, '').replace(/-[0-9a-f]{8}$/, '');
}

export function arrivalOf(channel: Channel, callId: string): Input {
  return {
    type: 'callArrived',
    callId,
    channelId: channel.id,
    endpoint: endpointOf(channel.name),
    calledNumber: channel.dialplan.exten,
    callerNumber: channel.caller.number,
    callerName: channel.caller.name,
  };
}

export function phoneNews(endpoint: Endpoint, directory: Directory): Input | undefined {
  const owner = directory.endpoint(endpoint.resource);
  if (owner?.kind !== 'extension') return undefined;
  return { type: 'phone', agentId: owner.agentId, online: endpoint.state === 'online' };
}

/** What an ARI event means to call control; undefined = nothing. */
export function newsOf(event: AriEvent, directory: Directory, newCallId: () => string): Input | undefined {
  switch (event.type) {
    case 'StasisStart':
      if (isSnoop(event.channel)) return undefined;
      return event.args[0] === LEG_ARG ? { type: 'channelUp', channelId: event.channel.id } : arrivalOf(event.channel, newCallId());
    case 'ChannelStateChange':
      return event.channel.state === 'Ringing' ? { type: 'channelRinging', channelId: event.channel.id } : undefined;
    case 'ChannelHangupRequest':
      // The far end hung up. Told before what was playing "finishes": a greeting cut short is not a greeting heard. A
      // soft request is one of ours, and its cause is not of Q.850; ChannelDestroyed brings that one.
      return event.soft ? undefined : { type: 'channelGone', channelId: event.channel.id, cause: event.cause ?? NORMAL_CLEARING };
    case 'ChannelDestroyed':
      return { type: 'channelGone', channelId: event.channel.id, cause: causeOf(event.cause, event.channel) };
    case 'ChannelHold':
      return { type: 'channelHeld', channelId: event.channel.id, on: true };
    case 'ChannelUnhold':
      return { type: 'channelHeld', channelId: event.channel.id, on: false };
    case 'PlaybackFinished':
      return { type: 'playbackFinished', playbackId: event.playback.id };
    case 'RecordingFinished':
      return { type: 'recordingFinished', name: event.recording.name, durationMs: (event.recording.duration ?? 0) * 1000 };
    case 'RecordingFailed':
      return { type: 'recordingFailed', name: event.recording.name, problem: event.recording.cause ?? 'unknown' };
    case 'PeerStatusChange':
      return phoneNews(event.endpoint, directory);
    default:
      return undefined;
  }
}

const NORMAL_CLEARING = 16;

/** Asterisk says 0 when a party that had answered hangs up with a BYE that gives no Reason. */
function causeOf(cause: number, channel: Channel): number {
  return cause === 0 && channel.state === 'Up' ? NORMAL_CLEARING : cause;
}
