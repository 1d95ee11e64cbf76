/**
 * What the switch asks of media. The switch runs on the main thread and never sees a packet; behind this
 * interface one or more worker threads own the sockets, the 20 ms clock and the audio.
 *
 * All calls may be made in any order and at any time; a call on something closed rejects with
 * `MediaError('closed')` and never throws synchronously.
 */
export type CodecName = 'PCMA' | 'PCMU' | 'G722';

/** As in RFC 8866 section 6.7, from the remote party's point of view: `sendonly` = they put us on hold. */
export type RemoteDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export type MediaErrorReason =
  /** no codec in common, or no audio stream: SIP 488 */
  | 'not-acceptable'
  /** SDP that cannot be read: SIP 400 */
  | 'bad-sdp'
  /** every RTP port of the range is in use: SIP 503 */
  | 'no-port'
  | 'not-found'
  | 'unsupported-format'
  | 'closed'
  | 'failed';

export class MediaError extends Error {
  readonly reason: MediaErrorReason;
  constructor(reason: MediaErrorReason, message: string = reason, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MediaError';
    this.reason = reason;
  }
}

export interface MediaEngineOptions {
  /** Address written into SDP (c=) and bound by RTP sockets, e.g. `127.0.0.1` or `0.0.0.0` with `advertisedAddress`. */
  bindAddress: string;
  /** Address phones are told to send to; defaults to `bindAddress`. */
  advertisedAddress?: string;
  /** Inclusive. RTP takes the even ports. `[0, 0]` lets the system choose (tests). */
  portRange: readonly [number, number];
  /** Worker threads; default 1. */
  workers?: number;
  /** After so long without a packet `media-timeout` is reported; default 30000. */
  mediaTimeoutMs?: number;
}

export interface LegOptions {
  /** `rtp`: plain RTP/AVP (desk phones, trunks). `webrtc`: ICE + DTLS-SRTP, UDP/TLS/RTP/SAVPF (browsers). */
  kind: 'rtp' | 'webrtc';
  /** After so long without a packet `media-timeout` is reported; default the engine's. */
  mediaTimeoutMs?: number;
  /** Codecs in order of preference. */
  codecs: readonly CodecName[];
  /**
   * Keys in SDP for plain RTP (RFC 4568). `required`: RTP/SAVP, and a party without keys is refused. `optional`: keys are offered
   * and taken on RTP/AVP as well, and the call goes on without. Default `none`. WebRTC legs always have DTLS-SRTP.
   */
  sdes?: 'none' | 'required' | 'optional';
  /**
   * How keys travel. `events`: RFC 4733, tones towards a party that has no events (default). `inband`: no events; the sound is
   * searched for tones. `auto`: events where they were agreed on, else as `inband`. `none`: neither (SIP INFO).
   */
  dtmf?: 'events' | 'inband' | 'auto' | 'none';
  /**
   * Address this party is told to send to; default: the engine's. A machine with several addresses tells each party the
   * one it is reached under: `c=0.0.0.0` would put the other side on hold (RFC 3264 section 8.4, as RFC 2543 had it).
   */
  advertisedAddress?: string;
  /** A leg that will share a bridge with this one: both are placed in one worker, so that audio is forwarded without crossing threads. */
  near?: string;
}

/** Of a value that is measured again and again; all zero when it never was. */
export interface Spread {
  min: number;
  max: number;
  mean: number;
  deviation: number;
}

interface DirectionQuality {
  jitterMs: Spread;
  packetsLost: Spread;
  /** R of the E-model, 0 to 93.2. */
  rating: Spread;
}

/** What RTCP tells of a leg (RFC 3550 section 6). */
export interface LegQuality {
  localSsrc: number;
  /** 0 until something was received. */
  remoteSsrc: number;
  /** Of the last report; undefined until they have answered a report of ours. */
  roundTripMs: number | undefined;
  roundTrip: Spread | undefined;
  /** What they said last about what they receive from us. */
  remoteJitterMs: number | undefined;
  /** Cumulative. */
  remotePacketsLost: number | undefined;
  /** What we receive, a sample for each report of ours; `packetsLost` per interval. */
  local: DirectionQuality;
  /** What they receive, a sample for each report of theirs; `packetsLost` cumulative. Both as Asterisk counts. */
  remote: DirectionQuality;
  /** How it sounds here and there over the whole call: R of the E-model, and the opinion score (1 to 4.5) it stands for. */
  ratingReceived: number | undefined;
  ratingSent: number | undefined;
  mosReceived: number | undefined;
  mosSent: number | undefined;
}

export interface LegStats {
  codec: CodecName | undefined;
  packetsReceived: number;
  packetsSent: number;
  bytesReceived: number;
  bytesSent: number;
  /** Packets missing by sequence number (RFC 3550 section 6.4.1, cumulative). */
  packetsLost: number;
  /** RFC 3550 section 6.4.1 interarrival jitter, in milliseconds. */
  jitterMs: number;
  /** Datagrams dropped because they came from an address other than the learned one, or were not RTP. */
  strangersDropped: number;
  /** Undefined for a snoop. */
  quality: LegQuality | undefined;
}

export type LegEvent =
  /** One key press is reported once, at its end, however many packets repeat it (RFC 4733 section 2.5.1.4). */
  | { type: 'dtmf'; legId: string; digit: string; durationMs: number }
  /** As TALK_DETECT of Asterisk; only after `detectTalk`. */
  | { type: 'talking-started'; legId: string }
  | { type: 'talking-finished'; legId: string; durationMs: number }
  /** Packets arrive from where an answer says that was given to `awaitSound`. Once. */
  | { type: 'sound-elsewhere'; legId: string; answer: string }
  /** The first valid packet arrived. */
  | { type: 'media-started'; legId: string }
  /** Nothing arrived for 30 s on a leg that is neither held nor muted by its owner; also while its call is not answered yet. */
  | { type: 'media-timeout'; legId: string }
  /** WebRTC only: ICE or DTLS failed for good. */
  | { type: 'transport-failed'; legId: string; reason?: string };

export type AudioSource =
  /** WAV: PCM16, A-law or µ-law, 8 to 48 kHz, mono or stereo; resampled to 8 or 16 kHz when it is loaded. */
  | { kind: 'file'; path: string }
  /** Tone by frequencies in Hz and cadence: `on`/`off` in ms, repeated; an empty cadence is continuous. Level in dBm0, default −15. */
  | { kind: 'tone'; frequencies: readonly number[]; cadence: readonly { on: number; off: number }[]; levelDbm0?: number }
  | { kind: 'silence'; durationMs?: number };

export interface PlayOptions {
  /** Start again at the end until stopped (music). */
  loop?: boolean;
  /** Skip this much of the source first. */
  offsetMs?: number;
}

export type PlaybackEnd = 'done' | 'stopped' | 'failed';

export interface MediaPlayback {
  /** Resolves once, never rejects. `stopped` also when the leg or bridge closes. */
  readonly ended: Promise<PlaybackEnd>;
  pause(): void;
  resume(): void;
  /** Jumps by ±ms. */
  seek(deltaMs: number): void;
  restart(): void;
  stop(): void;
}

export interface RecordingOptions {
  /** Absolute path of the WAV file to write; it exists, with a valid header, as soon as the promise resolves, unless the disk is full: then as
   * soon as it takes something. */
  path: string;
  /**
   * `stereo`: what the leg says on the left, what the leg hears on the right (G.711 payloads are copied, not decoded).
   * `in`: only what the leg says (mono). `mix`: both in one (mono).
   */
  layout: 'stereo' | 'in' | 'mix';
  /** Stop by itself after this much audio. */
  maxDurationMs?: number;
  /** Stop by itself when the leg has been silent this long (voicemail). */
  maxSilenceMs?: number;
  /** Stop by itself on one of these keys; `any` = every key. */
  terminateOn?: 'none' | 'any' | '*' | '#';
}

export interface RecordingResult {
  /** Length of the file in ms. */
  durationMs: number;
  /** Of the recording, in ms: what a full or standing disk, or a standstill of our own, did not let in. Silence in the file, or missing at its end. */
  lostMs: number;
  /** Audio that was not silence, per RFC-less energy threshold −45 dBm0, in ms. */
  talkingMs: number;
  /** `failed`: there is no file. */
  endedBy: 'stopped' | 'max-duration' | 'max-silence' | 'dtmf' | 'leg-closed' | 'failed';
  /** What the disk said last, if it took less than all. */
  error?: string;
}

export interface MediaRecording {
  /** Resolves once with the finished file closed and its header final; never rejects. */
  readonly ended: Promise<RecordingResult>;
  pause(): void;
  resume(): void;
  /** While muted, silence is written and the timeline goes on (card data). */
  mute(on: boolean): void;
  stop(): void;
}

export interface MediaLeg {
  readonly id: string;
  readonly kind: 'rtp' | 'webrtc';
  /** The codec in use after negotiation. */
  readonly codec: CodecName | undefined;

  /** We are the offerer. May be called again for a re-INVITE: version in o= goes up, ports stay. */
  createOffer(): Promise<string>;
  /**
   * They are the offerer (first INVITE or re-INVITE). `signallingAddress`: the host the offer came from. Sound is believed from
   * there and from what the SDP names, and from nowhere else (`believed-source.ts`).
   */
  acceptOffer(sdp: string, signallingAddress?: string): Promise<{ answer: string; remoteDirection: RemoteDirection }>;
  /** Their answer to our `createOffer`. Early (183) and final answers may both be given; the last one counts. */
  acceptAnswer(sdp: string, signallingAddress?: string): Promise<{ remoteDirection: RemoteDirection }>;

  /**
   * Answers to the same offer from elsewhere (RFC 3261 section 13.2.2.4: forks), the newest first: `sound-elsewhere` tells when packets come
   * from where one of them says. None: nothing more is awaited.
   */
  awaitSound(answers: readonly string[]): void;

  /** What the leg hears while it is in no bridge, or over its bridge: the last started playback wins, the earlier one goes on silently behind it. */
  play(source: AudioSource, options?: PlayOptions): MediaPlayback;
  /** Music that is heard whenever no playback is; replaces what the bridge says (ARI: moh on a channel). Undefined stops it. */
  setMusic(source: AudioSource | undefined): void;
  record(options: RecordingOptions): Promise<MediaRecording>;
  /** RFC 4733 events towards the leg. Digits 0-9 * # A-D. Resolves when all are sent. */
  sendDtmf(digits: string, options?: { durationMs?: number; gapMs?: number }): Promise<void>;
  /** Reports when the leg begins and ceases to talk: `silenceMs` of silence end it, `threshold` is the mean amplitude of talk. */
  detectTalk(options: { silenceMs: number; threshold: number } | undefined): void;
  /** `in`: others no longer hear the leg. `out`: the leg no longer hears anybody. */
  mute(direction: 'in' | 'out' | 'both', on: boolean): void;
  /** The call is answered: whether anything arrives is watched from now on, whatever was or was not heard before. */
  expectMedia(): void;
  stats(): Promise<LegStats>;
  /** Idempotent. Frees the port, ends playbacks and recordings. */
  close(): Promise<void>;
}

export interface MediaBridge {
  readonly id: string;
  /** A leg is in one bridge at a time: adding it takes it out of its former one. `listenOnly` hears all and is heard by none. */
  add(leg: MediaLeg, options?: { listenOnly?: boolean }): Promise<void>;
  remove(leg: MediaLeg): Promise<void>;
  /** Heard by all members, mixed over what they say. */
  play(source: AudioSource, options?: PlayOptions): MediaPlayback;
  /** Heard by all members, mixed over what they say, whenever no playback is. Undefined stops it. */
  setMusic(source: AudioSource | undefined): void;
  /** Mono mix of all members. */
  record(options: Omit<RecordingOptions, 'layout'>): Promise<MediaRecording>;
  close(): Promise<void>;
}

/**
 * A tap on a leg (ARI: snoop): a further source and sink without a network end of its own.
 * It hears what `spy` says of the target, and what is bridged or played into it is heard as `whisper` says.
 */
export interface MediaSnoopOptions {
  target: MediaLeg;
  spy: 'none' | 'in' | 'out' | 'both';
  whisper: 'none' | 'in' | 'out' | 'both';
}

export interface MediaEngine {
  createLeg(options: LegOptions): Promise<MediaLeg>;
  /** A snoop is a leg that can be bridged, played to and recorded like any other; it has no SDP (createOffer rejects with `failed`). */
  createSnoop(options: MediaSnoopOptions): Promise<MediaLeg>;
  createBridge(): Promise<MediaBridge>;
  on(listener: (event: LegEvent) => void): () => void;
  /** What is open now: a test for leaks asserts zeros. */
  usage(): Promise<{ legs: number; bridges: number; playbacks: number; recordings: number; ports: number }>;
  close(): Promise<void>;
}
