import type { AriRequests } from './requests.ts';

/**
 * Records what a channel says (left) and hears (right) into one stereo WAV.
 *
 * ARI has no stereo recording. The softswitch writes stereo when a snoop that spies both directions is recorded;
 * this is one of the differences listed in docs/ari-subset.md. The snoop, and with it the recording, ends with its channel.
 */
export async function startStereoRecording(
  requests: AriRequests,
  options: { app: string; channelId: string; snoopId: string; name: string },
): Promise<void> {
  await requests.channels.snoop(options.channelId, options.snoopId, { app: options.app, spy: 'both', appArgs: ['snoop'] });
  await requests.channels.record(options.snoopId, { name: options.name, format: 'wav', ifExists: 'overwrite' });
}
