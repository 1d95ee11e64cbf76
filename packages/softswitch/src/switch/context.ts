import type { Clock, Ids, Logger } from '@zuoxi/kit';
import type { MediaEngine } from '../media/api.ts';
import type { SipStack } from '../sip/index.ts';
import type { Applications } from './applications.ts';
import type { BridgeTable } from './bridge.ts';
import type { Challenges } from './challenges.ts';
import type { ChannelTable } from './channel-table.ts';
import type { Endpoints } from './endpoints.ts';
import type { FileStore } from './file-store.ts';
import type { PjsipConfig } from './pjsip-config.ts';
import type { Playbacks } from './playback.ts';
import type { Qualifier } from './qualify.ts';
import type { Recordings } from './recording.ts';
import type { Registrations } from './registrations.ts';
import type { Subscriptions } from './subscriptions.ts';

/** The parts of one softswitch, handed to each other. */
export interface SwitchContext {
  readonly clock: Clock;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly media: MediaEngine;
  readonly stack: SipStack;
  readonly config: PjsipConfig;
  readonly apps: Applications;
  readonly channels: ChannelTable;
  readonly bridges: BridgeTable;
  readonly playbacks: Playbacks;
  readonly recordings: Recordings;
  readonly endpoints: Endpoints;
  /** Who is answered with a trunk's password. */
  readonly challenges: Challenges;
  /** Which contacts answer. */
  readonly contacts: Qualifier;
  readonly registrations: Registrations;
  /** Who watches whom. */
  readonly subscriptions: Subscriptions;
  readonly sounds: FileStore;
  readonly recordingFiles: FileStore;
  /** The application every incoming call enters, as by `Stasis(zuoxi)` in a dialplan. */
  readonly defaultApp: string;
  /** Where its own sockets are reached from this machine. */
  readonly ownAddress: string;
  readonly entityId: string;
  readonly startedAt: number;
}
