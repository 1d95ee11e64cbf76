import { channelJson, type FakeChannel, type FakeCore } from './core.ts';

const DEFAULT_SILENCE_MS = 2_500;

/** Written as a variable. False: not this function. */
export function writeTalkDetect(channel: FakeChannel, name: string, value: string): boolean {
  const action = /^TALK_DETECT\((\w*)\)$/.exec(name)?.[1];
  if (action === undefined) return false;
  if (action !== 'set' && action !== 'remove') return true;
  channel.talk?.timer?.cancel();
  const silence = Number(value.split(',')[0]);
  channel.talk =
    action === 'set' ? { silenceMs: silence > 0 ? silence : DEFAULT_SILENCE_MS, beganAt: undefined, timer: undefined } : undefined;
  return true;
}

export function talk(core: FakeCore, channel: FakeChannel): void {
  const { talk: detector } = channel;
  detector?.timer?.cancel();
  if (!detector || detector.beganAt !== undefined) return;
  detector.beganAt = core.clock.monotonic();
  core.publish({ type: 'ChannelTalkingStarted', channel: channelJson(core, channel) });
}

export function fallSilent(core: FakeCore, channel: FakeChannel): void {
  const { talk: detector } = channel;
  if (detector?.beganAt === undefined) return;
  const duration = Math.round(core.clock.monotonic() - detector.beganAt);
  detector.timer?.cancel();
  detector.timer = core.clock.setTimer(detector.silenceMs, () => {
    detector.beganAt = undefined;
    if (core.channels.has(channel.id)) core.publish({ type: 'ChannelTalkingFinished', duration, channel: channelJson(core, channel) });
  });
}
