import type { Clock, Timer } from '@zuoxi/kit';
import type { AriEvent, AriTimestamp, Bridge, CallerId, Channel, ChannelState, DialplanCep } from '../types.ts';

type WithoutBase<T> = T extends AriEvent ? Omit<T, 'application' | 'timestamp' | 'asterisk_id'> : never;
/** An event before it is addressed. */
export type FakeEvent = WithoutBase<AriEvent>;

/** What a request is refused with: Asterisk's status and words. */
export class FakeError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'FakeError';
    this.status = status;
  }
}

export interface StoredFake {
  format: string;
  seconds: number;
}

export interface PlayableTask {
  json(): object;
  stop(): void;
  control(operation: string): void;
}

export interface RecordableTask {
  json(): object;
  stop(): void;
  cancel(): void;
  pause(on: boolean): void;
}

/** Something that occupies a channel: Asterisk carries out the commands of a channel one after the other. */
export interface FakeTask {
  start(): void;
  /** The channel hangs up. */
  abandon(): void;
}

/** TALK_DETECT of a channel (funcs/func_talkdetect.c): silence of so long ends talk; its duration is without that silence. */
export interface FakeTalk {
  silenceMs: number;
  beganAt: number | undefined;
  timer: Timer | undefined;
}

/** What a phone has asked for by REFER, and what it was told of it (SIP statuses, in order). */
export interface FakeTransfer {
  destination: string;
  other: FakeChannel | undefined;
  heard: number[];
  isOver: boolean;
}

export interface FakeBridge {
  readonly id: string;
  readonly channels: ReadonlySet<FakeChannel>;
  json(): Bridge;
  enter(channel: FakeChannel): void;
  leave(channel: FakeChannel): void;
}

export interface FakeChannel {
  id: string;
  name: string;
  /** Resource of the endpoint; '' for snoops. */
  endpoint: string;
  state: ChannelState;
  protocolId: string;
  caller: CallerId;
  connected: CallerId;
  dialplan: DialplanCep;
  createdAt: number;
  variables: Map<string, string>;
  /** PJSIP_TRANSFER_HANDLING(). */
  transferHandling: 'core' | 'ari-only';
  transfers: FakeTransfer[];
  inStasis: boolean;
  bridge: FakeBridge | undefined;
  /** The far end is told; undefined for snoops. */
  onEnded: ((cause: number) => void) | undefined;
  /** Of the second half of a Local channel: the first is told. */
  onAnswered: (() => void) | undefined;
  /** Of a Local channel: the other half, which hears what is played to this one. */
  heardBy: FakeChannel | undefined;
  snoopOf: string | undefined;
  music: string | undefined;
  muted: Set<'in' | 'out'>;
  ringTimer: Timer | undefined;
  /** TALK_DETECT. */
  talk: FakeTalk | undefined;
  tasks: FakeTask[];
}

/** All state of the fake, and the way its events go out. The other files of this folder are operations on it. */
export class FakeCore {
  readonly clock: Clock;
  readonly app: string;
  /** Media URI → milliseconds, for `sound:`; what is not here is unknown to the engine. */
  readonly sounds: Map<string, number>;
  readonly channels = new Map<string, FakeChannel>();
  readonly bridges = new Map<string, FakeBridge>();
  readonly playbacks = new Map<string, PlayableTask>();
  readonly recordings = new Map<string, RecordableTask>();
  readonly stored = new Map<string, StoredFake>();
  /** `endpoint/demo-8001` → fields. */
  readonly config = new Map<string, Map<string, string>>();
  /** Global variables. */
  readonly variables = new Map<string, string>();
  readonly registered = new Set<string>();
  readonly startedAt: number;
  readonly #deliver: (event: AriEvent) => void;
  #serial = 0;

  constructor(options: { clock: Clock; app: string; sounds: Readonly<Record<string, number>>; deliver: (event: AriEvent) => void }) {
    this.clock = options.clock;
    this.app = options.app;
    this.sounds = new Map(Object.entries(options.sounds));
    this.startedAt = options.clock.now();
    this.#deliver = options.deliver;
  }

  publish(event: FakeEvent): void {
    const base = { application: this.app, timestamp: this.timestamp(), asterisk_id: 'fake' };
    // The three fields of every event were taken out by FakeEvent and are put back here; Omit loses the link between the parts.
    this.#deliver({ ...structuredClone(event), ...base } as AriEvent);
  }

  /** ISO 8601 as Asterisk writes it. */
  timestamp(ms = this.clock.now()): AriTimestamp {
    return new Date(ms).toISOString().replace('Z', '+0000');
  }

  /** `1700000000.7`, as Asterisk numbers what nobody named. */
  uniqueId(): string {
    return `${Math.floor(this.clock.now() / 1000)}.${this.#serial++}`;
  }

  /** `0000000a`, the end of a channel's name. */
  nameSuffix(): string {
    return (this.#serial++).toString(16).padStart(8, '0');
  }
}

export function channelJson(core: FakeCore, channel: FakeChannel): Channel {
  return {
    id: channel.id,
    name: channel.name,
    state: channel.state,
    protocol_id: channel.protocolId,
    caller: { ...channel.caller },
    connected: { ...channel.connected },
    accountcode: '',
    dialplan: { ...channel.dialplan },
    creationtime: core.timestamp(channel.createdAt),
    language: 'en',
  };
}
