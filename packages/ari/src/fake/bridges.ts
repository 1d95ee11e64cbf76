import type { Bridge, BridgeType } from '../types.ts';
import { channelJson, type FakeBridge, type FakeChannel, type FakeCore, FakeError } from './core.ts';

class StasisBridge implements FakeBridge {
  readonly id: string;
  readonly name: string;
  readonly type: BridgeType;
  readonly channels = new Set<FakeChannel>();
  readonly #core: FakeCore;
  readonly #createdAt: number;

  constructor(core: FakeCore, init: { id: string; name: string; type: BridgeType }) {
    this.#core = core;
    this.id = init.id;
    this.name = init.name;
    this.type = init.type;
    this.#createdAt = core.clock.now();
  }

  json(): Bridge {
    return {
      id: this.id,
      technology: this.type === 'holding' ? 'holding_bridge' : this.channels.size > 2 ? 'softmix' : 'simple_bridge',
      bridge_type: this.type,
      bridge_class: 'stasis',
      creator: 'Stasis',
      name: this.name,
      channels: [...this.channels].map((channel) => channel.id),
      creationtime: this.#core.timestamp(this.#createdAt),
    };
  }

  enter(channel: FakeChannel): void {
    if (channel.bridge === this) return;
    channel.bridge?.leave(channel);
    channel.bridge = this;
    this.channels.add(channel);
    this.#core.publish({ type: 'ChannelEnteredBridge', bridge: this.json(), channel: channelJson(this.#core, channel) });
  }

  leave(channel: FakeChannel): void {
    if (!this.channels.delete(channel)) return;
    channel.bridge = undefined;
    this.#core.publish({ type: 'ChannelLeftBridge', bridge: this.json(), channel: channelJson(this.#core, channel) });
  }
}

/** 404. */
export function getBridge(core: FakeCore, id: string): FakeBridge {
  const bridge = core.bridges.get(id);
  if (!bridge) throw new FakeError(404, 'Bridge not found');
  return bridge;
}

export function createBridge(core: FakeCore, init: { id: string; name: string; type: BridgeType }): FakeBridge {
  if (core.bridges.has(init.id)) throw new FakeError(409, `Bridge with id '${init.id}' already exists`);
  const bridge = new StasisBridge(core, init);
  core.bridges.set(bridge.id, bridge);
  core.publish({ type: 'BridgeCreated', bridge: bridge.json() });
  return bridge;
}

export function destroyBridge(core: FakeCore, bridge: FakeBridge): void {
  core.bridges.delete(bridge.id);
  for (const channel of [...bridge.channels]) bridge.leave(channel);
  core.publish({ type: 'BridgeDestroyed', bridge: bridge.json() });
}

/** 400 for channels that do not exist, 422 for those in no application (`find_channel_control`). */
export function channelsForBridge(core: FakeCore, ids: readonly string[]): FakeChannel[] {
  if (ids.length === 0) throw new FakeError(400, 'Missing parameter channel');
  return ids.map((id) => {
    const channel = core.channels.get(id);
    if (!channel) throw new FakeError(400, 'Channel not found');
    if (!channel.inStasis) throw new FakeError(422, 'Channel not in Stasis application');
    return channel;
  });
}
