import type { Bridge as AriBridge, BridgeType } from '@zuoxi/ari';
import type { AudioSource, MediaBridge } from '../media/api.ts';
import { ariTimestamp } from './applications.ts';
import { AriError } from './ari-error.ts';
import type { Channel, ChannelTask } from './channel.ts';
import type { SwitchContext } from './context.ts';

export class Bridge {
  readonly id: string;
  readonly name: string;
  readonly type: BridgeType;
  readonly createdAt: number;
  readonly media: MediaBridge;
  readonly channels = new Set<Channel>();
  readonly tasks = new Set<ChannelTask>();
  music: AudioSource | undefined;

  constructor(init: { id: string; name: string; type: BridgeType; createdAt: number; media: MediaBridge }) {
    this.id = init.id;
    this.name = init.name;
    this.type = init.type;
    this.createdAt = init.createdAt;
    this.media = init.media;
  }

  toJson(): AriBridge & { video_mode: string } {
    const mixing = this.channels.size > 2 ? 'softmix' : 'simple_bridge';
    return {
      id: this.id,
      technology: this.type === 'holding' ? 'holding_bridge' : mixing,
      bridge_type: this.type,
      bridge_class: 'stasis',
      creator: 'Stasis',
      name: this.name,
      channels: [...this.channels].map((channel) => channel.id),
      creationtime: ariTimestamp(this.createdAt),
      video_mode: 'talker',
    };
  }
}

/** All bridges. A channel is in one at a time. */
export class BridgeTable {
  readonly #context: () => SwitchContext;
  readonly #bridges = new Map<string, Bridge>();
  readonly #creating = new Set<string>();

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#bridges.size;
  }

  list(): Bridge[] {
    return [...this.#bridges.values()];
  }

  /** Throws 404. */
  get(id: string): Bridge {
    const bridge = this.#bridges.get(id);
    if (!bridge) throw new AriError(404, 'Bridge not found');
    return bridge;
  }

  async create(options: { id: string; name: string; type: BridgeType }): Promise<Bridge> {
    if (this.#bridges.has(options.id) || this.#creating.has(options.id)) {
      throw new AriError(409, `Bridge with id '${options.id}' already exists`);
    }
    const context = this.#context();
    this.#creating.add(options.id);
    try {
      const media = await context.media.createBridge();
      const bridge = new Bridge({ ...options, createdAt: context.clock.now(), media });
      this.#bridges.set(bridge.id, bridge);
      context.apps.subscribe(context.defaultApp, 'bridges', bridge.id);
      context.apps.publish({ type: 'BridgeCreated', bridge: bridge.toJson() }, { bridges: [bridge.id] });
      return bridge;
    } finally {
      this.#creating.delete(options.id);
    }
  }

  async destroy(bridge: Bridge): Promise<void> {
    if (!this.#bridges.delete(bridge.id)) return;
    const context = this.#context();
    for (const channel of [...bridge.channels]) this.leave(channel);
    await Promise.all([...bridge.tasks].map((task) => task.abandon()));
    context.apps.publish({ type: 'BridgeDestroyed', bridge: bridge.toJson() }, { bridges: [bridge.id] });
    context.apps.forget('bridges', bridge.id);
    await bridge.media.close();
  }

  async add(bridge: Bridge, channel: Channel): Promise<void> {
    if (channel.bridge === bridge) return;
    // rule_recording in res_stasis_recording.c
    if (channel.isRecording) throw new AriError(409, `Channel ${channel.id} currently recording`);
    this.leave(channel);
    const { leg } = channel;
    if (!leg) throw new AriError(500, 'Channel has no media');
    bridge.channels.add(channel);
    channel.bridge = bridge;
    channel.ringing = false;
    await bridge.media.add(leg, bridge.type === 'holding' ? { listenOnly: true } : undefined);
    if (bridge.type === 'holding' && bridge.music) leg.setMusic(bridge.music);
    // It may have hung up, or been moved on, in the meantime.
    if (channel.bridge !== bridge || channel.ending) return;
    this.#context().channels.publish(channel, { type: 'ChannelEnteredBridge', bridge: bridge.toJson(), channel: channel.toJson() });
    if (bridge.type === 'mixing') this.#connectLines(bridge);
  }

  /** bridge_reconfigured_connected_line_update in bridge.c: two parties are shown to each other. */
  #connectLines(bridge: Bridge): void {
    const [one, other, ...more] = bridge.channels;
    if (!one || !other || more.length > 0 || one.ending || other.ending) return;
    for (const [channel, peer] of [
      [other, one],
      [one, other],
    ] as const) {
      const { name, number } = peer.caller;
      // A caller without a number is not a valid party and changes nothing.
      if (number === '' || (channel.connected.name === name && channel.connected.number === number)) continue;
      channel.connected = { name, number };
      this.#context().channels.publish(channel, { type: 'ChannelConnectedLine', channel: channel.toJson() });
    }
  }

  /** Idempotent; called by removal, destruction and hang-up alike. */
  leave(channel: Channel): void {
    const { bridge, leg } = channel;
    if (!bridge) return;
    bridge.channels.delete(channel);
    if (leg) {
      if (bridge.type === 'holding' && bridge.music) leg.setMusic(undefined);
      void bridge.media.remove(leg).catch(() => {});
    }
    this.#context().channels.publish(channel, { type: 'ChannelLeftBridge', bridge: bridge.toJson(), channel: channel.toJson() });
    channel.bridge = undefined;
  }

  setMusic(bridge: Bridge, music: AudioSource | undefined): void {
    bridge.music = music;
    if (bridge.type === 'holding') for (const channel of bridge.channels) channel.leg?.setMusic(music);
    else bridge.media.setMusic(music);
  }
}
