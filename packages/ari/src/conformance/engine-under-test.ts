import type { AriRequests, AriTransport } from '../requests.ts';
import type { AriEvent, AriEventOf, AriEventType, RestResponse } from '../types.ts';

/**
 * What the suite needs of an engine. Everything here can be done with a client of ARI and SIP phones; nothing looks into
 * the engine. Calls from phones must enter the application `app`; phones are named `conf-1` to `conf-4`, and the adapter
 * pushes their endpoints (auth, aor and endpoint of the name of the phone).
 */
export interface EngineUnderTest {
  readonly name: string;
  readonly app: string;
  readonly requests: AriRequests;
  /** For requests the typed client does not make. */
  readonly transport: AriTransport;
  readonly events: EventLog;
  /** Media URIs the engine can play: one of less than a second, one of more than ten. */
  readonly sounds: { short: string; long: string };
  /** Sends one text frame over a WebSocket of ARI and gives the RESTResponse that answers it. */
  exchange(text: string): Promise<RestResponse>;
  /** `GET /recordings/stored/{name}/file`; undefined where there are no files. */
  storedFile?(name: string): Promise<Buffer>;
  /** Breaks the application's WebSocket and opens it again. */
  reconnect(): Promise<void>;
  /** Lets that much time pass. */
  pass(ms: number): Promise<void>;
  phone(name: string): Promise<ConformancePhone>;
  /** Between cases: calls that no phone took notice of are not the next case's. */
  forgetCalls?(): void;
  close(): Promise<void>;
}

/** A phone and its person. It sends audio while it is in a call. */
export interface ConformancePhone {
  /** Resource of its endpoint. */
  readonly endpoint: string;
  /** Idempotent. */
  register(): Promise<void>;
  unregister(): Promise<void>;
  /** `inPlaceOf`: by INVITE with Replaces, a call of another phone. */
  calls(exten: string, inPlaceOf?: ConformancePhoneCall): Promise<ConformancePhoneCall>;
  /** The next call to it. */
  isCalled(): Promise<ConformancePhoneCall>;
}

export interface ConformancePhoneCall {
  // a call to the phone
  rings(): Promise<void>;
  /** 183 with a session description; from now on it sends sound. */
  hasEarlyMedia(): Promise<void>;
  answers(): Promise<void>;
  /** SIP status: 486 busy, 603 declined, 404 … */
  rejects(status: 404 | 486 | 603): Promise<void>;
  /** Resolves when the caller has given up. */
  isCancelled(): Promise<void>;
  // a call from the phone
  hearsRinging(): Promise<void>;
  /** 183 with a session description. */
  hearsProgress(): Promise<void>;
  isAnswered(): Promise<void>;
  givesUp(): Promise<void>;
  /** Resolves when the call was refused; gives the SIP status where there is one. */
  isRefused(): Promise<number | undefined>;
  // either
  hangsUp(): Promise<void>;
  isHungUp(): Promise<void>;
  presses(key: string): Promise<void>;
  /** Resolves when the phone has heard these keys. */
  hearsKeys(keys: string): Promise<void>;
  /** From now on it says something loud; before that, and after `fallsSilent`, silence. */
  talks(): Promise<void>;
  fallsSilent(): Promise<void>;
  holds(): Promise<void>;
  resumes(): Promise<void>;
  /** REFER, with `inPlaceOf` to the other end of another call of this phone; gives the SIP status. */
  transfers(exten: string, inPlaceOf?: ConformancePhoneCall): Promise<number>;
  /** The next news of its transfer, as a SIP status. */
  hearsOfTransfer(): Promise<number>;
}

const PATIENCE_MS = 4_000;
const LOOK_EVERY_MS = 20;

/** Events in the order they came, and a bounded wait for one. */
export class EventLog {
  readonly all: AriEvent[] = [];
  readonly #pass: (ms: number) => Promise<void>;
  #from = 0;

  constructor(pass: (ms: number) => Promise<void>) {
    this.#pass = pass;
  }

  add(event: AriEvent): void {
    this.all.push(event);
  }

  /** What came before this does not count. */
  forget(): void {
    this.#from = this.all.length;
  }

  get recent(): readonly AriEvent[] {
    return this.all.slice(this.#from);
  }

  /** The first event of the type that fits, of those since `forget`; rejects after 4 s. */
  async sees<T extends AriEventType>(type: T, fits: (event: AriEventOf<T>) => boolean = () => true): Promise<AriEventOf<T>> {
    for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
      const found = this.recent.find((event): event is AriEventOf<T> => isOfType(event, type) && fits(event));
      if (found) return found;
      if (waitedMs >= PATIENCE_MS) throw new Error(`no ${type} came; seen: ${this.recent.map(describeEvent).join(', ')}`);
      await this.#pass(LOOK_EVERY_MS);
    }
  }

  /** What happened to one channel, in order: `State:Ringing`, `Dial:BUSY`, and the type of all else. */
  story(channelId: string): string[] {
    return this.recent.filter((event) => isAbout(event, channelId)).map(describeEvent);
  }
}

function isOfType<T extends AriEventType>(event: AriEvent, type: T): event is AriEventOf<T> {
  return event.type === type;
}

function isAbout(event: AriEvent, channelId: string): boolean {
  const target = `channel:${channelId}`;
  switch (event.type) {
    case 'Dial':
      return event.peer.id === channelId;
    case 'PlaybackStarted':
    case 'PlaybackContinuing':
    case 'PlaybackFinished':
      return event.playback.target_uri === target;
    case 'RecordingStarted':
    case 'RecordingFinished':
    case 'RecordingFailed':
      return event.recording.target_uri === target;
    default:
      return 'channel' in event && event.channel?.id === channelId;
  }
}

function describeEvent(event: AriEvent): string {
  if (event.type === 'ChannelStateChange') return `State:${event.channel.state}`;
  return event.type === 'Dial' ? `Dial:${event.dialstatus}` : event.type;
}
