import { causeText } from '../causes.ts';
import type { CallerId, ChannelState } from '../types.ts';
import { channelJson, type FakeChannel, type FakeCore, FakeError, type FakeTask } from './core.ts';
import { writeTalkDetect } from './talk.ts';
import { abandonTransfers } from './transfer.ts';

export type ChannelInit = Pick<FakeChannel, 'id' | 'name' | 'endpoint' | 'state' | 'caller' | 'connected'> & {
  exten: string;
  snoopOf?: string;
};

export function createChannel(core: FakeCore, init: ChannelInit): FakeChannel {
  const { exten, snoopOf, ...rest } = init;
  const channel: FakeChannel = {
    ...rest,
    protocolId: snoopOf === undefined ? `call-${init.id}` : '',
    dialplan: { context: 'default', exten, priority: 1, app_name: '', app_data: '' },
    createdAt: core.clock.now(),
    variables: new Map(),
    transferHandling: 'core',
    transfers: [],
    inStasis: false,
    bridge: undefined,
    onEnded: undefined,
    onAnswered: undefined,
    heardBy: undefined,
    snoopOf,
    music: undefined,
    muted: new Set(),
    ringTimer: undefined,
    talk: undefined,
    tasks: [],
  };
  core.channels.set(channel.id, channel);
  core.publish({ type: 'ChannelCreated', channel: channelJson(core, channel) });
  return channel;
}

/** 404. */
export function getChannel(core: FakeCore, id: string): FakeChannel {
  const channel = core.channels.get(id);
  if (!channel) throw new FakeError(404, 'Channel not found');
  return channel;
}

/** 404, or 409 when it is in no application (`find_control`). */
export function controlledChannel(core: FakeCore, id: string): FakeChannel {
  const channel = getChannel(core, id);
  if (!channel.inStasis) throw new FakeError(409, 'Channel not in Stasis application');
  return channel;
}

/** As above, and 412 for an outgoing call that was not answered (`channel_state_invalid`). */
export function operableChannel(core: FakeCore, id: string): FakeChannel {
  const channel = controlledChannel(core, id);
  if (channel.state === 'Down' || channel.state === 'Ringing') throw new FakeError(412, 'Channel in invalid state');
  return channel;
}

export function setState(core: FakeCore, channel: FakeChannel, state: ChannelState): void {
  if (channel.state === state) return;
  channel.state = state;
  core.publish({ type: 'ChannelStateChange', channel: channelJson(core, channel) });
}

/** `"Name" <number>`, `<number>` or a bare number (ast_callerid_parse). */
export function parseCallerId(text: string): CallerId {
  const match = /^\s*(?:"([^"]*)"|([^<]*?))\s*<([^>]*)>\s*$/.exec(text);
  if (match) return { name: match[1] ?? match[2] ?? '', number: match[3] ?? '' };
  return /^[0-9+*#]+$/.test(text) ? { name: '', number: text } : { name: text, number: '' };
}

/** pbx_builtin_setvar_helper: false when it was a function, of which nobody is told. */
export function writeVariable(channel: FakeChannel, name: string, value: string): boolean {
  if (name === 'PJSIP_TRANSFER_HANDLING()') {
    if (value === 'ari-only') channel.transferHandling = 'ari-only';
    else if (value === 'core' || value === '') channel.transferHandling = 'core';
    return false;
  }
  if (writeTalkDetect(channel, name, value)) return false;
  const party = /^(CALLERID|CONNECTEDLINE)\(all\b[^)]*\)$/.exec(name)?.[1];
  if (party) {
    channel[party === 'CALLERID' ? 'caller' : 'connected'] = parseCallerId(value);
    return false;
  }
  channel.variables.set(name, value);
  return true;
}

/** `former`: the channel whose place it takes. */
export function enterStasis(core: FakeCore, channel: FakeChannel, app: string, args: readonly string[], former?: FakeChannel): void {
  channel.inStasis = true;
  channel.dialplan = { ...channel.dialplan, app_name: 'Stasis', app_data: [app, ...args].join(',') };
  const replaced = former ? { replace_channel: channelJson(core, former) } : {};
  core.publish({ type: 'StasisStart', args: [...args], channel: channelJson(core, channel), ...replaced });
}

export function enqueueTask(channel: FakeChannel, task: FakeTask): void {
  channel.tasks.push(task);
  if (channel.tasks[0] === task) task.start();
}

/** The task is over: the next one begins. */
export function finishTask(channel: FakeChannel, task: FakeTask): void {
  const wasCurrent = channel.tasks[0] === task;
  channel.tasks = channel.tasks.filter((other) => other !== task);
  if (wasCurrent) channel.tasks[0]?.start();
}

export interface HangupRequest {
  cause: number;
  soft?: boolean;
}

/**
 * The end of a channel, in Asterisk's order: ChannelHangupRequest, what plays and records, ChannelLeftBridge, StasisEnd,
 * ChannelDestroyed, then the snoops that listened to it. `request` undefined: nobody asked (an attempt timed out).
 */
export function endChannel(core: FakeCore, channel: FakeChannel, cause: number, request: HangupRequest | undefined): void {
  if (!core.channels.has(channel.id)) return;
  channel.ringTimer?.cancel();
  channel.talk?.timer?.cancel();
  if (request) core.publish({ type: 'ChannelHangupRequest', ...request, channel: channelJson(core, channel) });
  for (const task of channel.tasks.splice(0)) task.abandon();
  channel.bridge?.leave(channel);
  if (channel.inStasis) core.publish({ type: 'StasisEnd', channel: channelJson(core, channel) });
  abandonTransfers(core, channel);
  core.channels.delete(channel.id);
  channel.onEnded?.(cause);
  core.publish({ type: 'ChannelDestroyed', cause, cause_txt: causeText(cause), channel: channelJson(core, channel) });
  for (const other of [...core.channels.values()]) if (other.snoopOf === channel.id) endChannel(core, other, 0, undefined);
}

/** An INVITE with Replaces: `channel` enters the application, and the bridge in place of `former`; one in no bridge ends. */
export function replaceChannel(core: FakeCore, former: FakeChannel, channel: FakeChannel): void {
  const { bridge } = former;
  enterStasis(core, channel, core.app, [], former);
  if (!bridge) {
    endChannel(core, former, 16, undefined);
    return;
  }
  bridge.leave(former);
  bridge.enter(channel);
}
