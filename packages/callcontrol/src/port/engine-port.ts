import type { AriRequests, StereoRecordings } from '@zuoxi/ari';

/** What call control needs of one engine. */
export interface EnginePort {
  /** Stays the same over restarts: calls remember it. */
  readonly id: string;
  readonly requests: AriRequests;
  readonly recordings: StereoRecordings;
  /** How this engine is asked to play one of our prompts. */
  mediaUri(uri: string): string;
  /** How this engine is asked to ring a phone. */
  dialString(endpoint: string): string;
}
