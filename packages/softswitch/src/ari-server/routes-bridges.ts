import type { BridgeType } from '@zuoxi/ari';
import { AriError } from '../switch/ari-error.ts';
import type { Channel } from '../switch/channel.ts';
import type { SwitchContext } from '../switch/context.ts';
import { musicOf } from '../switch/media-uri.ts';
import { playRequest, recordRequest } from './media-parameters.ts';
import { type AriReply, NO_CONTENT } from './request.ts';
import type { RouteCall, RouteTable } from './router.ts';

export function bridgeRoutes(context: SwitchContext): RouteTable {
  const { bridges, ids } = context;
  const of = (call: RouteCall) => bridges.get(call.path('bridgeId'));
  return {
    'GET bridges': () => ({ status: 200, json: bridges.list().map((bridge) => bridge.toJson()) }),
    'POST bridges': (call) => create(context, call, call.parameters.text('bridgeId') || ids.uuid()),
    'POST bridges/{bridgeId}': (call) => create(context, call, call.path('bridgeId')),
    'GET bridges/{bridgeId}': (call) => ({ status: 200, json: of(call).toJson() }),
    'DELETE bridges/{bridgeId}': async (call) => {
      await bridges.destroy(of(call));
      return NO_CONTENT;
    },
    'POST bridges/{bridgeId}/addChannel': async (call) => {
      const bridge = of(call);
      for (const channel of channelsOf(context, call)) await bridges.add(bridge, channel);
      return NO_CONTENT;
    },
    'POST bridges/{bridgeId}/removeChannel': (call) => {
      const bridge = of(call);
      const channels = channelsOf(context, call);
      if (channels.some((channel) => channel.bridge !== bridge)) throw new AriError(422, 'Channel not in this bridge');
      for (const channel of channels) bridges.leave(channel);
      return NO_CONTENT;
    },
    'POST bridges/{bridgeId}/moh': async (call) => {
      const bridge = of(call);
      bridges.setMusic(bridge, await musicOf(context.sounds, call.parameters.text('mohClass') || 'default'));
      return NO_CONTENT;
    },
    'DELETE bridges/{bridgeId}/moh': (call) => {
      const bridge = of(call);
      if (!bridge.music) throw new AriError(409, "Bridge isn't playing music");
      bridges.setMusic(bridge, undefined);
      return NO_CONTENT;
    },
    'POST bridges/{bridgeId}/play': (call) => play(context, call, call.parameters.text('playbackId') || ids.uuid()),
    'POST bridges/{bridgeId}/play/{playbackId}': (call) => play(context, call, call.path('playbackId')),
    'POST bridges/{bridgeId}/record': async (call) => {
      const json = await context.recordings.onBridge(of(call), recordRequest(call.parameters));
      return { status: 201, json };
    },
  };
}

async function create(context: SwitchContext, call: RouteCall, id: string): Promise<AriReply> {
  // `type` is a list of attributes; the media engine needs to know of holding only.
  const types = call.parameters.list('type');
  const type: BridgeType = types.includes('holding') ? 'holding' : 'mixing';
  const bridge = await context.bridges.create({ id, name: call.parameters.text('name'), type });
  return { status: 200, json: bridge.toJson() };
}

/** Throws 400 for channels that do not exist and 422 for those in no application (find_channel_control in resource_bridges.c). */
function channelsOf(context: SwitchContext, call: RouteCall): Channel[] {
  const ids = call.parameters.list('channel');
  if (ids.length === 0) throw new AriError(400, 'Missing parameter channel');
  return ids.map((id) => {
    const channel = context.channels.find(id);
    if (!channel) throw new AriError(400, 'Channel not found');
    if (channel.app === undefined || channel.ending) throw new AriError(422, 'Channel not in Stasis application');
    return channel;
  });
}

function play(context: SwitchContext, call: RouteCall, playbackId: string): AriReply {
  const bridge = context.bridges.get(call.path('bridgeId'));
  const task = context.playbacks.onBridge(bridge, playRequest(call.parameters, playbackId, 'en'));
  return { status: 201, json: task.toJson() };
}
