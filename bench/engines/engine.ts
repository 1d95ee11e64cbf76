import type { AriRequests } from '@zuoxi/ari';

/** A telephony engine under load: ours or a peer. Everything is driven over SIP on UDP and ARI, so that both get the same. */
export interface Engine {
  /** UDP, on 127.0.0.1. */
  readonly sipPort: number;
  /** `http://user:password@127.0.0.1:8088/ari` */
  readonly ariUrl: string;
  /** The Stasis application that calls from the trunk `IN_TRUNK` enter. */
  readonly app: string;
  /** Processes whose CPU time counts as the engine's, with all their threads. */
  pids(): readonly number[];
  /** How both sides of a call come into two channels of one file, in the engine's own best way. */
  readonly recording: RecordingWay;
  stop(): Promise<void>;
}

export type RecordingWay =
  | {
      by: 'ari';
      start(requests: AriRequests, channelId: string, name: string): Promise<void>;
      /** Where the finished recording lies. */
      path(name: string): string;
    }
  /** Calls that enter this dialplan context are recorded from their start; the files appear in the folder. */
  | { by: 'dialplan'; context: string; folder: string };

export interface EngineKind {
  /** As results name it. */
  readonly name: string;
  /** Starts it pinned to the engine's core; resolves when SIP and ARI answer. */
  start(): Promise<Engine>;
}
