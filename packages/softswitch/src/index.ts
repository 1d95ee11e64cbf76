import { join } from 'node:path';
import { type Clock, createLogger, type Ids, type Logger, systemClock, systemIds } from '@zuoxi/kit';
import { AriServer } from './ari-server/server.ts';
import { createMediaEngine, type MediaEngine } from './media/index.ts';
import { Switch } from './switch/switch.ts';

export interface SoftswitchOptions {
  /** The product's data folder; ours is `softswitch` in it. */
  dataDir: string;
  ari: { user: string; password: string; bindAddress?: string; port?: number };
  /** Default 0.0.0.0. */
  bindAddress?: string;
  /** What phones are told instead of the bound address. */
  advertisedAddress?: string;
  /** UDP and TCP; 0 lets the system choose. Default 5060. */
  sipPort?: number;
  /** Where SIP over WebSocket listens. Default: `bindAddress`. */
  sipWsBindAddress?: string;
  /** SIP over WebSocket. Default 5066. */
  sipWsPort?: number;
  /** Inclusive; [0, 0] lets the system choose. */
  rtpPorts?: readonly [number, number];
  /** The Stasis application calls enter. Default `zuoxi`. */
  app?: string;
  webSocketOrigins?: readonly string[];
  trustedProxies?: readonly string[];
  mediaWorkers?: number;
  clock?: Clock;
  /** At least 0, below 1; for what must not be the same in two machines. */
  random?: () => number;
  ids?: Ids;
  logger?: Logger;
  /** For tests of signalling alone. */
  media?: MediaEngine;
}

export interface SoftswitchUsage {
  dialogs: number;
  transactions: number;
  channels: number;
  bridges: number;
  playbacks: number;
  recordings: number;
  contacts: number;
  media: Awaited<ReturnType<MediaEngine['usage']>>;
}

export interface Softswitch {
  readonly sipPort: number;
  readonly sipWsPort: number;
  readonly ariPort: number;
  usage(): Promise<SoftswitchUsage>;
  /** Ends every call with BYE and closes all. Idempotent. */
  stop(): Promise<void>;
}

/** Starts all of it in this process. Rejects with the system's error when a port is taken; nothing stays open then. */
export async function startSoftswitch(options: SoftswitchOptions): Promise<Softswitch> {
  const clock = options.clock ?? systemClock;
  const ids = options.ids ?? systemIds;
  const logger = options.logger ?? createLogger('softswitch');
  const bindAddress = options.bindAddress ?? '0.0.0.0';
  const media =
    options.media ??
    (await createMediaEngine(
      {
        bindAddress,
        advertisedAddress: options.advertisedAddress,
        portRange: options.rtpPorts ?? [16384, 32767],
        workers: options.mediaWorkers,
      },
      logger.child({ part: 'media' }),
    ));
  const core = new Switch({
    clock,
    random: options.random ?? Math.random,
    ids,
    logger,
    media,
    dataDir: join(options.dataDir, 'softswitch'),
    bindAddress,
    sipWsBindAddress: options.sipWsBindAddress,
    advertisedAddress: options.advertisedAddress,
    sipPort: options.sipPort ?? 5060,
    sipWsPort: options.sipWsPort ?? 5066,
    webSocketOrigins: options.webSocketOrigins,
    trustedProxies: options.trustedProxies,
    defaultApp: options.app,
  });
  const ari = new AriServer({
    context: core.context,
    bindAddress: options.ari.bindAddress ?? '127.0.0.1',
    port: options.ari.port ?? 8088,
    user: options.ari.user,
    password: options.ari.password,
  });
  try {
    await core.start();
    await ari.start();
  } catch (error) {
    await core.stop();
    await media.close();
    throw error;
  }
  const { sip, webSocket } = core.context.stack.ports;
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await core.stop();
    await ari.stop();
    await media.close();
  };
  return {
    sipPort: sip,
    sipWsPort: webSocket,
    ariPort: ari.port,
    usage: async () => ({ ...core.usage(), media: await media.usage() }),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
