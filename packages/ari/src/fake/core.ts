import type { Clock } from '@zuoxi/kit';
import type { AriEvent, AriTimestamp } from '../types.ts';
import type { FakeBridge } from './bridges.ts';
import type { FakeChannel } from './channel.ts';

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
