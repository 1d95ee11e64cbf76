import type { ConfigTuple } from '../types.ts';
import { channelsForBridge, createBridge, destroyBridge, getBridge } from './bridges.ts';
import { type FakeCore, FakeError } from './core.ts';
import { deleteConfig, getConfig, getEndpoint, listEndpoints, putConfig } from './endpoints.ts';
import { isRecording } from './recording.ts';
import type { FakeRequest, FakeRoutes } from './router.ts';

/** `/bridges` (rest-api/api-docs/bridges.json, res/ari/resource_bridges.c). */
export function bridgeRoutes(core: FakeCore): FakeRoutes {
  const create = (request: FakeRequest, id: string) =>
    createBridge(core, { id, name: request.text('name'), type: request.list('type').includes('holding') ? 'holding' : 'mixing' }).json();
  return {
    'GET bridges': () => [...core.bridges.values()].map((bridge) => bridge.json()),
    'POST bridges': (request) => create(request, request.text('bridgeId') || core.uniqueId()),
    'POST bridges/{id}': (request, path) => create(request, path('id')),
    'GET bridges/{id}': (_request, path) => getBridge(core, path('id')).json(),
    'DELETE bridges/{id}': (_request, path) => {
      destroyBridge(core, getBridge(core, path('id')));
      return undefined;
    },
    'POST bridges/{id}/addChannel': (request, path) => {
      const bridge = getBridge(core, path('id'));
      for (const channel of channelsForBridge(core, request.list('channel'))) {
        if (isRecording(core, channel)) throw new FakeError(409, `Channel ${channel.id} currently recording`);
        bridge.enter(channel);
      }
      return undefined;
    },
    'POST bridges/{id}/removeChannel': (request, path) => {
      const bridge = getBridge(core, path('id'));
      const channels = channelsForBridge(core, request.list('channel'));
      if (channels.some((channel) => channel.bridge !== bridge)) throw new FakeError(422, 'Channel not in this bridge');
      for (const channel of channels) bridge.leave(channel);
      return undefined;
    },
  };
}

/** `/playbacks`, `/recordings`. */
export function mediaRoutes(core: FakeCore): FakeRoutes {
  const found = <T>(map: ReadonlyMap<string, T>, id: string, what: string): T => {
    const value = map.get(id);
    if (value === undefined) throw new FakeError(404, `${what} not found`);
    return value;
  };
  const playback = (path: (name: string) => string) => found(core.playbacks, path('id'), 'Playback');
  const live = (path: (name: string) => string) => found(core.recordings, path('name'), 'Recording');
  const stored = (path: (name: string) => string) => found(core.stored, path('name'), 'Recording');
  const nothing = (act: () => void): undefined => {
    act();
    return undefined;
  };
  return {
    'GET playbacks/{id}': (_request, path) => playback(path).json(),
    'DELETE playbacks/{id}': (_request, path) => nothing(() => playback(path).stop()),
    'POST playbacks/{id}/control': (request, path) => nothing(() => playback(path).control(request.text('operation'))),
    'GET recordings/stored': () => [...core.stored].map(([name, { format }]) => ({ name, format })),
    'GET recordings/stored/{name}': (_request, path) => ({ name: path('name'), format: stored(path).format }),
    'DELETE recordings/stored/{name}': (_request, path) => {
      stored(path);
      core.stored.delete(path('name'));
      return undefined;
    },
    'GET recordings/stored/{name}/file': (_request, path) => {
      stored(path);
      // send_rest_response in ari_websocket_requests.c
      throw new FakeError(406, 'Not Acceptable.  Use HTTP GET');
    },
    'GET recordings/live/{name}': (_request, path) => live(path).json(),
    'DELETE recordings/live/{name}': (_request, path) => nothing(() => live(path).cancel()),
    'POST recordings/live/{name}/stop': (_request, path) => nothing(() => live(path).stop()),
    'POST recordings/live/{name}/pause': (_request, path) => nothing(() => live(path).pause(true)),
    'DELETE recordings/live/{name}/pause': (_request, path) => nothing(() => live(path).pause(false)),
  };
}

/** `/endpoints`, `/asterisk`. */
export function systemRoutes(core: FakeCore): FakeRoutes {
  const object = (path: (name: string) => string) => [path('class'), path('type'), path('id')] as const;
  return {
    'GET endpoints': () => listEndpoints(core),
    'GET endpoints/{tech}/{resource}': (_request, path) => getEndpoint(core, path('tech'), path('resource')),
    'GET asterisk/info': () => ({
      system: { version: '22.5.0-fake', entity_id: 'fake' },
      config: { name: 'fake', default_language: 'en' },
      status: { startup_time: core.timestamp(core.startedAt), last_reload_time: core.timestamp(core.startedAt) },
    }),
    'GET asterisk/ping': () => ({ asterisk_id: 'fake', ping: 'pong', timestamp: core.timestamp() }),
    'GET asterisk/variable': (request) => ({ value: core.variables.get(request.text('variable')) ?? '' }),
    'POST asterisk/variable': (request) => {
      core.variables.set(request.text('variable'), request.text('value'));
      return undefined;
    },
    'PUT asterisk/modules/{name}': () => undefined,
    'GET asterisk/config/dynamic/{class}/{type}/{id}': (_request, path) => getConfig(core, ...object(path)),
    'PUT asterisk/config/dynamic/{class}/{type}/{id}': (request, path) => putConfig(core, ...object(path), fieldsOf(request.body.fields)),
    'DELETE asterisk/config/dynamic/{class}/{type}/{id}': (_request, path) => {
      deleteConfig(core, ...object(path));
      return undefined;
    },
  };
}

function fieldsOf(given: unknown): ConfigTuple[] {
  if (!Array.isArray(given)) return [];
  return given.map((field: unknown) => {
    if (typeof field === 'object' && field !== null && 'attribute' in field && 'value' in field) {
      return { attribute: String(field.attribute), value: String(field.value) };
    }
    throw new FakeError(400, 'a field has attribute and value');
  });
}
