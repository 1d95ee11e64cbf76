import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cause } from '@zuoxi/ari';
import { type Clock, type Ids, type Logger, PRIVATE_FOLDER } from '@zuoxi/kit';
import type { MediaEngine } from '../media/api.ts';
import { type Certificate, type DnsSource, type IncomingInvite, SipStack } from '../sip/index.ts';
import { Applications } from './applications.ts';
import { BridgeTable } from './bridge.ts';
import { Challenges } from './challenges.ts';
import { ChannelTable } from './channel-table.ts';
import type { SwitchContext } from './context.ts';
import { Endpoints } from './endpoints.ts';
import { FileStore } from './file-store.ts';
import { isForwardLoop } from './forward-loop.ts';
import { InboundCall } from './inbound-call.ts';
import { onLegEvent } from './leg-events.ts';
import { PjsipConfig } from './pjsip-config.ts';
import { Playbacks } from './playback.ts';
import { Qualifier } from './qualify.ts';
import { Recordings } from './recording.ts';
import { Registrations } from './registrations.ts';
import { replaceCall } from './replace-call.ts';
import { Subscriptions } from './subscriptions.ts';

export interface SwitchOptions {
  clock: Clock;
  random: () => number;
  ids: Ids;
  logger: Logger;
  media: MediaEngine;
  /** Holds `sounds/` and `recordings/`. */
  dataDir: string;
  bindAddress: string;
  sipWsBindAddress?: string;
  advertisedAddress?: string;
  sipPort: number;
  sipWsPort: number;
  certificate?: Certificate;
  sipTlsPort?: number;
  sipWssPort?: number;
  offerSha256?: boolean;
  dns?: DnsSource;
  eventLoopLag?: () => number;
  webSocketOrigins?: readonly string[];
  trustedProxies?: readonly string[];
  defaultApp?: string;
}

/** Joins SIP, media and ARI's resources. */
export class Switch {
  readonly context: SwitchContext;
  readonly #off: () => void;
  #stopping = false;

  constructor(options: SwitchOptions) {
    const { clock, random, ids, logger, media } = options;
    const entityId = ids.uuid();
    const config = new PjsipConfig();
    const self = (): SwitchContext => this.context;
    const stack = new SipStack({
      clock,
      ids,
      logger: logger.child({ part: 'sip' }),
      directory: config,
      onInvite: (invite) => this.#onInvite(invite),
      onSubscribe: (subscribe) => {
        if (this.#stopping) stack.respond(subscribe.transaction, 503, { headers: [['retry-after', '10']] });
        else this.context.subscriptions.onSubscribe(subscribe);
      },
      isDead: ({ aor, uri }) => this.context.contacts.isReachable(aor, uri) === false,
      bindAddress: options.bindAddress,
      advertisedAddress: options.advertisedAddress,
      port: options.sipPort,
      webSocketPort: options.sipWsPort,
      webSocketBindAddress: options.sipWsBindAddress,
      certificate: options.certificate,
      tlsPort: options.sipTlsPort,
      secureWebSocketPort: options.sipWssPort,
      offerSha256: options.offerSha256,
      dns: options.dns,
      eventLoopLag: options.eventLoopLag,
      webSocketOrigins: options.webSocketOrigins,
      trustedProxies: options.trustedProxies,
    });
    this.context = {
      clock,
      random,
      ids,
      logger,
      media,
      stack,
      config,
      apps: new Applications({ clock, logger, asteriskId: entityId }),
      channels: new ChannelTable(self),
      bridges: new BridgeTable(self),
      playbacks: new Playbacks(self),
      recordings: new Recordings(self),
      endpoints: new Endpoints(self),
      challenges: new Challenges(self),
      contacts: new Qualifier(self),
      registrations: new Registrations(self),
      subscriptions: new Subscriptions(self),
      sounds: new FileStore(join(options.dataDir, 'sounds')),
      recordingFiles: new FileStore(join(options.dataDir, 'recordings')),
      defaultApp: options.defaultApp ?? 'zuoxi',
      ownAddress: LOOPBACK.get(options.bindAddress) ?? options.bindAddress,
      entityId,
      startedAt: clock.now(),
    };
    this.#off = media.on((event) => onLegEvent(this.context, event));
  }

  async start(): Promise<void> {
    await mkdir(this.context.sounds.root, { recursive: true });
    const recordings = this.context.recordingFiles.root;
    await mkdir(recordings, { recursive: true });
    // Also what was recorded before its files were closed to others.
    await chmod(recordings, PRIVATE_FOLDER);
    await this.context.stack.start();
    this.context.endpoints.start();
    this.context.contacts.start();
    this.context.registrations.start();
    this.context.subscriptions.start();
  }

  #onInvite(invite: IncomingInvite): void {
    const { apps, stack, defaultApp, channels } = this.context;
    // Nobody would take the call: the carrier may try another way.
    if (this.#stopping || !apps.isServing(defaultApp) || channels.size >= MAX_CHANNELS) {
      stack.respond(invite.transaction, 503, { headers: [['retry-after', '10']] });
      return;
    }
    if (isForwardLoop(this.context, invite)) stack.respond(invite.transaction, 482);
    else if (invite.request.headers.has('replaces')) void replaceCall(this.context, invite);
    else void new InboundCall(this.context, invite).start();
  }

  /** Counts of what is open; all zero when nothing goes on. */
  usage(): {
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
  } {
    const { stack, channels, bridges, playbacks, recordings, subscriptions } = this.context;
    const { dialogs, serverTransactions, clientTransactions, contacts } = stack.usage;
    return {
      dialogs,
      transactions: serverTransactions + clientTransactions,
      lingering: stack.lingeringTransactions,
      channels: channels.size,
      bridges: bridges.size,
      playbacks: playbacks.size,
      recordings: recordings.size,
      contacts,
      subscriptions: subscriptions.size,
    };
  }

  /** Ends every call with BYE, then closes all. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const { channels, bridges, stack, apps, contacts, registrations, subscriptions } = this.context;
    await Promise.all(channels.list().map((channel) => channels.hangup(channel, cause.normalClearing, { cause: 32, soft: true })));
    await Promise.all(bridges.list().map((bridge) => bridges.destroy(bridge)));
    subscriptions.stop();
    // A BYE waits for the ACK that is on its way; the answers to the BYEs are not waited for.
    await stack.whenNoDialogs(1_000);
    await new Promise<void>((resolve) => setImmediate(resolve));
    contacts.stop();
    await registrations.stop();
    this.#off();
    apps.stop();
    await stack.stop();
  }
}

/** Who listens on every address is reached on this one. */
const LOOPBACK: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** Far above what one core carries; a bound on memory under a flood of invitations. */
const MAX_CHANNELS = 5_000;
