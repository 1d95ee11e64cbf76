import type { AriEvent } from '@zuoxi/ari';

/** Id of the channel that the event is about, itself or by what is played to it; '' = of none. */
export function channelOfEvent(event: AriEvent): string {
  if ('channel' in event && event.channel) return event.channel.id;
  return 'playback' in event ? event.playback.target_uri.slice('channel:'.length) : '';
}
