import { causeOfHangupReason } from '@zuoxi/ari';
import { AriError } from '../switch/ari-error.ts';
import { readVariable } from '../switch/channel-variables.ts';
import type { SwitchContext } from '../switch/context.ts';
import { musicOf } from '../switch/media-uri.ts';
import { createChannel, dialCreated, type OriginateRequest, originate } from '../switch/originate.ts';
import { snoop } from '../switch/snoop.ts';
import { setTalkDetect } from '../switch/talk-detect.ts';
import { toneOf } from '../switch/tones.ts';
import { isTransferProgress } from '../switch/transfer.ts';
import { playRequest, recordRequest } from './media-parameters.ts';
import { type AriReply, NO_CONTENT, type Parameters } from './request.ts';
import type { RouteCall, RouteTable } from './router.ts';
import { rtpStatistics } from './rtp-statistics.ts';

export function channelRoutes(context: SwitchContext): RouteTable {
  const { channels, ids } = context;
  const id = (call: RouteCall): string => call.path('channelId');
  return {
    'GET channels': () => ({ status: 200, json: channels.list().map((channel) => channel.toJson()) }),
    'POST channels': (call) => startOriginate(context, call, call.parameters.text('channelId') || ids.uuid()),
    'POST channels/create': async ({ parameters }) => {
      const request = originateRequest(parameters, parameters.text('channelId') || ids.uuid());
      return { status: 200, json: await createChannel(context, request) };
    },
    'GET channels/{channelId}': (call) => ({ status: 200, json: channels.get(id(call)).toJson() }),
    'POST channels/{channelId}': (call) => startOriginate(context, call, id(call)),
    'DELETE channels/{channelId}': (call) => {
      const channel = channels.get(id(call));
      // AST_SOFTHANGUP_EXPLICIT, as ast_softhangup reports it.
      void channels.hangup(channel, hangupCause(call.parameters), { cause: 32, soft: true });
      return NO_CONTENT;
    },
    'POST channels/{channelId}/dial': (call) => {
      dialCreated(channels.inStasis(id(call)), call.parameters.number('timeout', 0));
      return NO_CONTENT;
    },
    'POST channels/{channelId}/answer': async (call) => {
      await channels.operable(id(call)).driver.answer();
      return NO_CONTENT;
    },
    'POST channels/{channelId}/ring': (call) => {
      const channel = channels.operable(id(call));
      // An answered caller hears the tone, one who is not is told by 180.
      if (channel.state === 'Up') {
        channel.ringing = true;
        channel.leg?.setMusic(toneOf('ring'));
      } else channel.driver.ring();
      return NO_CONTENT;
    },
    'DELETE channels/{channelId}/ring': (call) => {
      const channel = channels.operable(id(call));
      if (channel.ringing) channel.leg?.setMusic(undefined);
      channel.ringing = false;
      return NO_CONTENT;
    },
    'POST channels/{channelId}/progress': (call) => {
      channels.operable(id(call)).driver.progress();
      return NO_CONTENT;
    },
    'POST channels/{channelId}/dtmf': (call) => {
      const channel = channels.operable(id(call));
      const digits = call.parameters.text('dtmf');
      if (digits === '') throw new AriError(400, 'DTMF is required');
      const durationMs = call.parameters.number('duration', 100);
      const gapMs = call.parameters.number('between', 100);
      const valid = digits.toUpperCase().replace(/[^0-9*#A-D]/g, '');
      void channel.leg?.sendDtmf(valid, { durationMs, gapMs }).catch(() => {});
      return NO_CONTENT;
    },
    'POST channels/{channelId}/mute': (call) => mute(context, call, true),
    'DELETE channels/{channelId}/mute': (call) => mute(context, call, false),
    'POST channels/{channelId}/hold': (call) => music(context, id(call), 'default'),
    'DELETE channels/{channelId}/hold': (call) => stopMusic(context, id(call)),
    'POST channels/{channelId}/moh': (call) => music(context, id(call), call.parameters.text('mohClass', 'default')),
    'DELETE channels/{channelId}/moh': (call) => stopMusic(context, id(call)),
    'POST channels/{channelId}/silence': (call) => {
      channels.operable(id(call)).leg?.setMusic({ kind: 'silence' });
      return NO_CONTENT;
    },
    'DELETE channels/{channelId}/silence': (call) => stopMusic(context, id(call)),
    'POST channels/{channelId}/play': (call) => play(context, call, call.parameters.text('playbackId') || ids.uuid()),
    'POST channels/{channelId}/play/{playbackId}': (call) => play(context, call, call.path('playbackId')),
    'POST channels/{channelId}/record': async (call) => {
      const json = await context.recordings.onChannel(channels.inStasis(id(call)), recordRequest(call.parameters));
      return { status: 201, json };
    },
    'POST channels/{channelId}/snoop': (call) => startSnoop(context, call, call.parameters.text('snoopId') || ids.uuid()),
    'POST channels/{channelId}/snoop/{snoopId}': (call) => startSnoop(context, call, call.path('snoopId')),
    'GET channels/{channelId}/variable': (call) => {
      const channel = channels.find(id(call));
      if (!channel) throw new AriError(404, 'Provided channel was not found');
      const variable = call.parameters.text('variable');
      if (variable === '') throw new AriError(400, 'Variable name is required');
      const value = readVariable(channel, variable);
      // ast_ari_channels_get_channel_var: what ends in `)` is read as a function, and a function that cannot be read is a failure.
      if (value === undefined && variable.endsWith(')')) throw new AriError(500, 'Unable to read provided function');
      if (value === undefined) throw new AriError(404, 'Provided variable was not found');
      return { status: 200, json: { value } };
    },
    'POST channels/{channelId}/variable': (call) => {
      const variable = call.parameters.text('variable');
      if (variable === '') throw new AriError(400, 'Variable name is required');
      const channel = channels.inStasis(id(call));
      const value = call.parameters.text('value');
      if (!setTalkDetect(channel, variable, value)) channels.setVariable(channel, variable, value, true);
      return NO_CONTENT;
    },
    'POST channels/{channelId}/transfer_progress': (call) => {
      const channel = channels.inStasis(id(call));
      const states = call.parameters.text('states').toLowerCase();
      if (states === '') throw new AriError(400, 'states must not be empty');
      if (!isTransferProgress(states)) throw new AriError(400, 'Invalid states value');
      for (const transfer of [...channel.transfers]) transfer.report(states);
      return NO_CONTENT;
    },
    'GET channels/{channelId}/rtp_statistics': async (call) => {
      const channel = channels.get(id(call));
      if (!channel.leg || channel.snoopTarget !== undefined) throw new AriError(404, 'RTP info not found');
      return { status: 200, json: rtpStatistics(await channel.leg.stats(), channel.id) };
    },
  };
}

function originateRequest(parameters: Parameters, channelId: string): OriginateRequest {
  const appArgs = parameters.text('appArgs');
  return {
    endpoint: parameters.text('endpoint'),
    channelId,
    otherChannelId: parameters.text('otherChannelId'),
    app: parameters.text('app'),
    appArgs: appArgs === '' ? [] : appArgs.split(','),
    callerId: parameters.text('callerId'),
    timeout: parameters.number('timeout', 30),
    originator: parameters.text('originator'),
    formats: parameters.text('formats'),
    variables: parameters.variables(),
  };
}

async function startOriginate(context: SwitchContext, call: RouteCall, channelId: string): Promise<AriReply> {
  const channel = await originate(context, originateRequest(call.parameters, channelId));
  return { status: 200, json: channel.toJson() };
}

function hangupCause(parameters: Parameters): number {
  const reason = parameters.text('reason');
  const code = parameters.text('reason_code');
  if (reason !== '' && code !== '') throw new AriError(400, "The reason and reason_code can't both be specified");
  if (code !== '') {
    if (!/^\d{1,3}$/.test(code)) throw new AriError(400, 'Invalid reason for hangup reason code provided');
    return Number(code);
  }
  if (reason === '') return 16;
  const cause = causeOfHangupReason(reason);
  if (cause === undefined) throw new AriError(400, 'Invalid reason for hangup reason provided');
  return cause;
}

function mute(context: SwitchContext, call: RouteCall, on: boolean): AriReply {
  const channel = context.channels.operable(call.path('channelId'));
  const direction = call.parameters.text('direction', 'both');
  if (direction !== 'in' && direction !== 'out' && direction !== 'both') throw new AriError(400, 'Invalid direction specified');
  channel.leg?.mute(direction, on);
  return NO_CONTENT;
}

async function music(context: SwitchContext, id: string, mohClass: string): Promise<AriReply> {
  const channel = context.channels.operable(id);
  const source = await musicOf(context.sounds, mohClass === '' ? 'default' : mohClass);
  channel.leg?.setMusic(source);
  return NO_CONTENT;
}

function stopMusic(context: SwitchContext, id: string): AriReply {
  context.channels.operable(id).leg?.setMusic(undefined);
  return NO_CONTENT;
}

function play(context: SwitchContext, call: RouteCall, playbackId: string): AriReply {
  const channel = context.channels.operable(call.path('channelId'));
  const task = context.playbacks.onChannel(channel, playRequest(call.parameters, playbackId, channel.language));
  return { status: 201, json: task.toJson() };
}

async function startSnoop(context: SwitchContext, call: RouteCall, snoopId: string): Promise<AriReply> {
  const appArgs = call.parameters.text('appArgs');
  const json = await snoop(context, call.path('channelId'), {
    id: snoopId,
    spy: call.parameters.text('spy'),
    whisper: call.parameters.text('whisper'),
    app: call.parameters.text('app'),
    appArgs: appArgs === '' ? [] : appArgs.split(','),
  });
  return { status: 200, json };
}
