import type { MessagePort } from 'node:worker_threads';
import type {
  AudioSource,
  CodecName,
  LegEvent,
  LegOptions,
  LegStats,
  MediaEngineOptions,
  MediaErrorReason,
  MediaSnoopOptions,
  PlaybackEnd,
  PlayOptions,
  RecordingOptions,
  RecordingResult,
  RemoteDirection,
} from './api.ts';

import type { TalkOptions } from './talk-detector.ts';

/** Begins the ids of what joins two workers; not counted in `Usage`. */
export const LINK_PREFIX = 'link:';

/** Where audio is played or recorded. */
export interface Place {
  kind: 'leg' | 'bridge';
  id: string;
}

export interface Usage {
  legs: number;
  bridges: number;
  playbacks: number;
  recordings: number;
  ports: number;
}

/** What the main thread may ask of a worker: name → arguments and result. */
export interface WorkerCalls {
  createLeg: {
    args: {
      id: string;
      kind: LegOptions['kind'];
      codecs: readonly CodecName[];
      sdes: NonNullable<LegOptions['sdes']>;
      dtmf: NonNullable<LegOptions['dtmf']>;
      mediaTimeoutMs: number | undefined;
      advertisedAddress: string | undefined;
    };
    result: undefined;
  };
  createSnoop: {
    args: { id: string; targetId: string; spy: MediaSnoopOptions['spy']; whisper: MediaSnoopOptions['whisper'] };
    result: undefined;
  };
  /** One end of a way to another worker; it is a leg like any other for the bridge it joins. */
  createLink: { args: { id: string; port: MessagePort; codec: CodecName }; result: undefined };
  createBridge: { args: { id: string }; result: undefined };
  closeLeg: { args: { id: string }; result: undefined };
  closeBridge: { args: { id: string }; result: undefined };
  createOffer: { args: { id: string }; result: string };
  acceptOffer: {
    args: { id: string; sdp: string; signallingAddress: string | undefined };
    result: { answer: string; remoteDirection: RemoteDirection; codec: CodecName };
  };
  acceptAnswer: {
    args: { id: string; sdp: string; signallingAddress: string | undefined };
    result: { remoteDirection: RemoteDirection; codec: CodecName };
  };
  join: { args: { bridgeId: string; legId: string; listenOnly: boolean }; result: undefined };
  leave: { args: { bridgeId: string; legId: string }; result: undefined };
  play: { args: { id: string; at: Place; source: AudioSource; options: PlayOptions }; result: undefined };
  control: { args: { id: string; action: 'pause' | 'resume' | 'restart' | 'stop' | 'seek'; deltaMs?: number }; result: undefined };
  setMusic: { args: { at: Place; source: AudioSource | undefined }; result: undefined };
  record: { args: { id: string; at: Place; options: RecordingOptions }; result: undefined };
  controlRecording: { args: { id: string; action: 'pause' | 'resume' | 'mute' | 'unmute' | 'stop' }; result: undefined };
  sendDtmf: { args: { id: string; digits: string; durationMs: number; gapMs: number }; result: undefined };
  mute: { args: { id: string; direction: 'in' | 'out' | 'both'; on: boolean }; result: undefined };
  detectTalk: { args: { id: string; options: TalkOptions | undefined }; result: undefined };
  awaitSound: { args: { id: string; answers: readonly string[] }; result: undefined };
  expectMedia: { args: { id: string }; result: undefined };
  stats: { args: { id: string }; result: LegStats };
  usage: { args: Record<string, never>; result: Usage };
  close: { args: Record<string, never>; result: undefined };
}

export type CallName = keyof WorkerCalls;

export interface CallMessage<K extends CallName = CallName> {
  call: number;
  name: K;
  args: WorkerCalls[K]['args'];
}

export type WorkerMessage =
  | { type: 'result'; call: number; result: unknown }
  | { type: 'error'; call: number; reason: MediaErrorReason; message: string }
  | { type: 'event'; event: LegEvent }
  | { type: 'played'; id: string; end: PlaybackEnd; error: string | undefined }
  | { type: 'recorded'; id: string; result: RecordingResult };

export interface WorkerData {
  options: MediaEngineOptions;
  /** Number of this worker and of all, so that they begin at different ports. */
  index: number;
  count: number;
}
