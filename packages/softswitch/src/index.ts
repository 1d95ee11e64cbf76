import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Clock, createLogger, type Ids, type Logger, systemClock, systemIds } from '@zuoxi/kit';
import { AriServer } from './ari-server/server.ts';
import { createMediaEngine, type MediaEngine } from './media/index.ts';
import type { Certificate, DnsSource } from './sip/index.ts';
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
  /** With it SIP is served over TLS as well. */
  certificate?: Certificate;
  /** SIP over TLS. Default 5061; 0 lets the system choose. */
  sipTlsPort?: number;
  /** SIP over secure WebSocket, for browsers that come without the server. Default: not served. */
  sipWssPort?: number;
  /** Offered to phones beside MD5 (RFC 8760); default: MD5 alone. */
  offerSha256?: boolean;
  /** Default: the system's name servers. */
  dns?: DnsSource;
  /** How far the event loop is behind, in milliseconds; beyond half a second new calls are refused. Default: measured. */
  eventLoopLag?: () => number;
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
  /** Of these: answered, and kept for repetitions. */
  lingering: number;
  channels: number;
  bridges: number;
  playbacks: number;
  recordings: number;
  contacts: number;
  subscriptions: number;
  media: Awaited<ReturnType<MediaEngine['usage']>>;
}

export interface Softswitch {
  readonly sipPort: number;
  readonly sipWsPort: number;
  /** 0 when not served. */
  readonly sipTlsPort: number;
  readonly sipWssPort: number;
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
    certificate: options.certificate,
    sipTlsPort: options.certificate ? (options.sipTlsPort ?? 5061) : undefined,
    sipWssPort: options.sipWssPort,
    offerSha256: options.offerSha256,
    dns: options.dns,
    eventLoopLag: options.eventLoopLag ?? measureEventLoopLag(clock),
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
  const { sip, webSocket, tls, secureWebSocket } = core.context.stack.ports;
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await core.stop();
    await ari.stop();
    await media.close();
  };
  return {
    sipPort: sip,
    sipWsPort: webSocket,
    sipTlsPort: tls,
    sipWssPort: secureWebSocket,
    ariPort: ari.port,
    usage: async () => ({ ...core.usage(), media: await media.usage() }),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** How long the event loop is held up, as the median of the last second or so: one pause (garbage, a disk) is no overload. */
function measureEventLoopLag(clock: Clock): () => number {
  const histogram = monitorEventLoopDelay({ resolution: 20 });
  histogram.enable();
  let since = clock.monotonic();
  let last = 0;
  return () => {
    const now = clock.monotonic();
    if (now - since >= 1_000) {
      // It counts the timer's own interval, too.
      last = histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(50) / 1e6 - 20);
      histogram.reset();
      since = now;
    }
    return last;
  };
}
