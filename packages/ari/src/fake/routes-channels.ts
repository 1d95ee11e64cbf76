import { causeOfHangupReason } from '../causes.ts';
import { controlledChannel, endChannel, getChannel, operableChannel, setState, writeVariable } from './channel.ts';
import { channelJson, type FakeCore, FakeError } from './core.ts';
import { legOf } from './leg.ts';
import { create, dial, originate, snoop } from './originate.ts';
import { play } from './playback.ts';
import { record } from './recording.ts';
import { Created, type FakeHandler, type FakeRequest, type FakeRoutes } from './router.ts';
import { isTransferProgress, reportTransfer } from './transfer.ts';

/** `/channels` (rest-api/api-docs/channels.json, res/ari/resource_channels.c). */
export function channelRoutes(core: FakeCore): FakeRoutes {
  return { ...lifeRoutes(core), ...audioRoutes(core), ...variableRoutes(core) };
}

function lifeRoutes(core: FakeCore): FakeRoutes {
  const start = (request: FakeRequest, id: string) =>
    originate(core, {
      id,
      endpoint: request.text('endpoint'),
      otherId: request.text('otherChannelId'),
      app: request.text('app'),
      appArgs: request.list('appArgs'),
      callerId: request.text('callerId'),
      timeoutS: request.number('timeout', 30),
      originator: request.text('originator'),
      variables: request.variables(),
    });
  return {
    'GET channels': () => [...core.channels.values()].map((channel) => channelJson(core, channel)),
    'POST channels': (request) => start(request, request.text('channelId') || core.uniqueId()),
    'POST channels/create': (request) =>
      create(core, {
        id: request.text('channelId') || core.uniqueId(),
        endpoint: request.text('endpoint'),
        app: request.text('app'),
        appArgs: request.list('appArgs'),
        originator: request.text('originator'),
        variables: request.variables(),
      }),
    'POST channels/{id}/dial': (request, path) => {
      dial(core, controlledChannel(core, path('id')), request.number('timeout', 0));
      return undefined;
    },
    'POST channels/{id}/progress': (_request, path) => {
      const leg = legOf(operableChannel(core, path('id')));
      if (leg) leg.hearsProgress = true;
      return undefined;
    },
    'POST channels/{id}': (request, path) => start(request, path('id')),
    'GET channels/{id}': (_request, path) => channelJson(core, getChannel(core, path('id'))),
    'DELETE channels/{id}': (request, path) => {
      const channel = getChannel(core, path('id'));
      const cause = hangupCause(request);
      // 32 is AST_SOFTHANGUP_EXPLICIT, as ast_softhangup reports it.
      endChannel(core, channel, cause, { cause: 32, soft: true });
      return undefined;
    },
    'POST channels/{id}/transfer_progress': (request, path) => {
      const channel = controlledChannel(core, path('id'));
      const states = request.text('states').toLowerCase();
      if (states === '') throw new FakeError(400, 'states must not be empty');
      if (!isTransferProgress(states)) throw new FakeError(400, 'Invalid states value');
      reportTransfer(core, channel, states);
      return undefined;
    },
    'POST channels/{id}/answer': (_request, path) => {
      const channel = operableChannel(core, path('id'));
      const isNew = channel.state !== 'Up';
      setState(core, channel, 'Up');
      if (isNew) channel.onAnswered?.();
      return undefined;
    },
    'POST channels/{id}/ring': (_request, path) => {
      const leg = legOf(operableChannel(core, path('id')));
      if (leg) leg.hearsRinging = true;
      return undefined;
    },
    'DELETE channels/{id}/ring': (_request, path) => {
      const leg = legOf(operableChannel(core, path('id')));
      if (leg) leg.hearsRinging = false;
      return undefined;
    },
    'POST channels/{id}/snoop/{snoopId}': (request, path) =>
      snoop(core, {
        target: path('id'),
        id: path('snoopId'),
        spy: request.text('spy'),
        whisper: request.text('whisper'),
        app: request.text('app'),
        appArgs: request.list('appArgs'),
      }),
    'GET channels/{id}/rtp_statistics': (_request, path) => {
      const channel = getChannel(core, path('id'));
      if (channel.snoopOf !== undefined) throw new FakeError(403, 'Unsupported channel type');
      const counters = { txcount: 0, rxcount: 0, txjitter: 0, rxjitter: 0, txploss: 0, rxploss: 0, rtt: 0 };
      return { ...counters, local_ssrc: 1, remote_ssrc: 2, txoctetcount: 0, rxoctetcount: 0, channel_uniqueid: channel.id };
    },
  };
}

function audioRoutes(core: FakeCore): FakeRoutes {
  const music =
    (on: boolean): FakeHandler =>
    (request, path) => {
      operableChannel(core, path('id')).music = on ? request.text('mohClass', 'default') : undefined;
      return undefined;
    };
  const mute =
    (on: boolean): FakeHandler =>
    (request, path) => {
      const { muted } = operableChannel(core, path('id'));
      const direction = request.text('direction', 'both');
      if (direction !== 'in' && direction !== 'out' && direction !== 'both') throw new FakeError(400, 'Invalid direction specified');
      const ways: readonly ('in' | 'out')[] = direction === 'both' ? ['in', 'out'] : [direction];
      for (const one of ways) {
        if (on) muted.add(one);
        else muted.delete(one);
      }
      return undefined;
    };
  return {
    'POST channels/{id}/hold': music(true),
    'DELETE channels/{id}/hold': music(false),
    'POST channels/{id}/moh': music(true),
    'DELETE channels/{id}/moh': music(false),
    'POST channels/{id}/mute': mute(true),
    'DELETE channels/{id}/mute': mute(false),
    'POST channels/{id}/dtmf': (request, path) => {
      const leg = legOf(operableChannel(core, path('id')));
      const digits = request.text('dtmf');
      if (digits === '') throw new FakeError(400, 'DTMF is required');
      if (leg) leg.keysHeard += digits;
      return undefined;
    },
    'POST channels/{id}/play/{playbackId}': (request, path) => {
      const channel = operableChannel(core, path('id'));
      for (const name of ['skipms', 'offsetms']) {
        if (request.number(name, 0) < 0) throw new FakeError(400, `${name} cannot be negative`);
      }
      return new Created(
        play(core, channel, { id: path('playbackId'), media: request.list('media'), language: request.text('lang', 'en') }),
      );
    },
    'POST channels/{id}/record': (request, path) => {
      const maxDurationSeconds = request.number('maxDurationSeconds', 0);
      if (maxDurationSeconds < 0) throw new FakeError(400, 'max_duration_seconds cannot be negative');
      const channel = controlledChannel(core, path('id'));
      return new Created(
        record(core, channel, {
          name: request.text('name'),
          format: request.text('format'),
          maxDurationSeconds,
          ifExists: request.text('ifExists', 'fail'),
          terminateOn: request.text('terminateOn', 'none'),
        }),
      );
    },
  };
}

function variableRoutes(core: FakeCore): FakeRoutes {
  return {
    'GET channels/{id}/variable': (request, path) => {
      const variable = request.text('variable');
      if (variable === '') throw new FakeError(400, 'Variable name is required');
      const channel = getChannel(core, path('id'));
      if (variable === 'CALLERID(num)') return { value: channel.caller.number };
      if (variable === 'CALLERID(name)') return { value: channel.caller.name };
      if (variable.endsWith(')')) throw new FakeError(500, 'Unable to read provided function');
      const value = channel.variables.get(variable);
      if (value === undefined) throw new FakeError(404, 'Provided variable was not found');
      return { value };
    },
    'POST channels/{id}/variable': (request, path) => {
      const variable = request.text('variable');
      if (variable === '') throw new FakeError(400, 'Variable name is required');
      const channel = controlledChannel(core, path('id'));
      const value = request.text('value');
      if (!writeVariable(channel, variable, value)) return undefined;
      core.publish({ type: 'ChannelVarset', variable, value, channel: channelJson(core, channel) });
      return undefined;
    },
  };
}

function hangupCause(request: FakeRequest): number {
  const reason = request.text('reason');
  const code = request.text('reason_code');
  if (reason !== '' && code !== '') throw new FakeError(400, "The reason and reason_code can't both be specified");
  if (code !== '') {
    if (!/^\d+$/.test(code)) throw new FakeError(400, 'Invalid reason for hangup reason code provided');
    return Number(code);
  }
  const cause = reason === '' ? 16 : causeOfHangupReason(reason);
  if (cause === undefined) throw new FakeError(400, 'Invalid reason for hangup reason provided');
  return cause;
}
