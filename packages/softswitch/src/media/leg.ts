import type { Clock } from '@zuoxi/kit';
import { encodeInto, type G711, PCMA, PCMU } from '@zuoxi/sound';
import type { CodecName, LegEvent, LegOptions, LegStats, RemoteDirection } from './api.ts';
import { type AudioCodec, codecOf, FrameEncoder, G722 } from './codec.ts';
import { DtmfReceiver } from './dtmf-receiver.ts';
import { DtmfSender } from './dtmf-sender.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { JitterBuffer } from './jitter-buffer.ts';
import { Listener } from './listener.ts';
import { Party } from './party.ts';
import type { Recorder } from './recorder.ts';
import { WidthConverter } from './resample.ts';
import { RtcpSession } from './rtcp-session.ts';
import type { RtpView } from './rtp-packet.ts';
import { RtpReceiver } from './rtp-receiver.ts';
import { RtpSender } from './rtp-sender.ts';
import type { Negotiated } from './sdp-session.ts';
import type { TalkOptions } from './talk-detector.ts';
import { Transcoder } from './transcoder.ts';
import type { MediaTransport, Source, TransportSink } from './transport.ts';

/** Our own payload type for events: phones may use it towards us whatever they ask for in the other direction. */
const DTMF_PAYLOAD_TYPE = 101;
/** RFC 3551 section 6: static. */
const COMFORT_NOISE = 13;
/** The jitter buffer is fed as long as somebody asked for its audio within this many ms. */
const PULL_MEMORY_MS = 1_000;
/** A silent way is kept open in firewalls by one frame this often (RFC 6263). */
const KEEPALIVE_MS = 10_000;
/** Names the source of keep-alive frames to the sender. */
const KEEPALIVE = {};

/** A recording that copies payloads of a leg. */
export interface Tap {
  recorder: Recorder;
  said: boolean;
  heard: boolean;
  /** Without what supervisors whisper to the leg (recordings on a snoop). */
  clean: boolean;
}

/** How a leg gets what it hears; see `plan.ts`. */
export type LegPlan = { mode: 'idle' } | { mode: 'forward'; source: Leg } | { mode: 'clocked' };

export interface LegHooks {
  clock: Clock;
  emit(event: LegEvent): void;
  /** Keys a party pressed, to be passed on where events are not forwarded. */
  dtmf(leg: Leg, digit: string, durationMs: number): void;
  /** What the leg hears must be planned anew. */
  replan(leg: Leg): void;
  mediaTimeoutMs: number;
  /** 0 to 1. */
  random: () => number;
}

/** Payload types that mean the same everywhere (RFC 3551 section 6), whether they were offered or not. */
const STATIC_TYPES: readonly (readonly [number, AudioCodec])[] = [PCMU, PCMA, G722].map((codec) => [codec.payloadType, codec]);

/** A party with a network end. Receives, forwards and sends RTP; everything that runs per packet is in here. */
export class Leg extends Party implements TransportSink {
  readonly kind: LegOptions['kind'] | 'link';
  readonly #hooks: LegHooks;
  readonly #dtmfMode: NonNullable<LegOptions['dtmf']>;
  /** Only while keys or talk are searched for in the sound. */
  #listener: Listener | undefined;
  readonly sender = new RtpSender();
  readonly receiver = new RtpReceiver();
  readonly #dtmfReceiver: DtmfReceiver;
  readonly #dtmfSender = new DtmfSender();
  readonly taps = new Set<Tap>();
  #jitter: JitterBuffer | undefined;
  #pulledAt = Number.NEGATIVE_INFINITY;
  #rawBeat = -1;
  #raw: Int16Array | undefined;
  readonly #converter = new WidthConverter();
  #transport: MediaTransport | undefined;
  codec: AudioCodec | undefined;
  #encoder = new FrameEncoder(PCMA);
  #transcoder: Transcoder | undefined;
  /** What they agreed to hear besides `codec`, with its payload type. */
  #alsoHears = new Map<AudioCodec, number>();
  #payloadType = 8;
  #dtmfOut: number | undefined;
  /** By payload type: the codec of what comes in. */
  #codecs = new Map<number, AudioCodec>();
  #dtmfIn = new Set<number>([DTMF_PAYLOAD_TYPE]);
  remoteDirection: RemoteDirection = 'inactive';
  plan: LegPlan = { mode: 'idle' };
  /** Legs that hear this one and nothing else. */
  readonly #listeners: Leg[] = [];
  #lastReceivedAt = 0;
  #started = false;
  #timedOut = false;
  /** They have said that silence follows (RFC 3389): its length is theirs to choose. */
  #isSilenced = false;
  readonly #rtcp: RtcpSession;
  #sentAtKeepalive = -1;
  #keepaliveAt: number;

  constructor(id: string, kind: LegOptions['kind'] | 'link', hooks: LegHooks, dtmf: NonNullable<LegOptions['dtmf']> = 'events') {
    super(id);
    this.#dtmfMode = dtmf;
    this.kind = kind;
    this.#hooks = hooks;
    const now = hooks.clock.monotonic();
    this.#keepaliveAt = now;
    // Wall clock by the monotonic one: a clock that is set during a call would look like delay.
    const wallOffset = hooks.clock.now() - now;
    this.#rtcp = new RtcpSession(
      {
        sender: this.sender,
        receiver: this.receiver,
        cname: id,
        wallMs: () => wallOffset + hooks.clock.monotonic(),
        random: hooks.random,
      },
      now,
    );
    this.#dtmfReceiver = new DtmfReceiver(hooks.clock, (digit, durationMs) => this.#onKey(digit, durationMs));
  }

  attach(transport: MediaTransport): void {
    this.#transport = transport;
  }

  get transport(): MediaTransport | undefined {
    return this.#transport;
  }

  /** Takes over what was agreed on. */
  negotiate({ remote, codec, payloadType, alternatives }: Negotiated): void {
    this.#speak(codecOf(codec));
    this.#payloadType = payloadType;
    // Browsers play whatever was agreed on; telephones are known that only play the codec they named first.
    this.#alsoHears = new Map(this.kind === 'webrtc' ? alternatives.map((other) => [codecOf(other.name), other.payloadType]) : []);
    const events = this.#dtmfMode === 'events' || this.#dtmfMode === 'auto';
    this.#dtmfOut = events ? remote.dtmfPayloadType : undefined;
    this.#codecs = new Map(STATIC_TYPES);
    for (const { name, payloadType: type } of remote.codecs) this.#codecs.set(type, codecOf(name));
    const types = [DTMF_PAYLOAD_TYPE, ...(remote.dtmfPayloadType === undefined ? [] : [remote.dtmfPayloadType])];
    this.#dtmfIn = new Set(events ? types : []);
    this.#listen((listener) => {
      listener.listenForKeys(this.#dtmfMode === 'inband' || (this.#dtmfMode === 'auto' && remote.dtmfPayloadType === undefined));
    });
    if (this.remoteDirection !== remote.direction) this.#lastReceivedAt = this.#hooks.clock.monotonic();
    this.remoteDirection = remote.direction;
  }

  /** A link to another worker: static payload types, all codecs; what is mixed for it is encoded as `codec`. */
  negotiateLink(codec: CodecName): void {
    this.#speak(codecOf(codec));
    this.#payloadType = codecOf(codec).payloadType;
    this.#dtmfOut = DTMF_PAYLOAD_TYPE;
    this.#codecs = new Map(STATIC_TYPES);
    this.remoteDirection = 'sendrecv';
  }

  #speak(codec: AudioCodec): void {
    if (codec === this.codec) return;
    this.codec = codec;
    this.#encoder = new FrameEncoder(codec);
    this.#transcoder = undefined;
  }

  get maySend(): boolean {
    return this.remoteDirection === 'sendrecv' || this.remoteDirection === 'recvonly';
  }

  get hasKeysToSend(): boolean {
    return this.#dtmfSender.busy;
  }

  // ---- receiving ----

  rtp(packet: Buffer, view: RtpView, nowMs: number): void {
    if (this.closed) return;
    this.#lastReceivedAt = nowMs;
    this.#isSilenced = view.payloadType === COMFORT_NOISE;
    const anew = this.receiver.update(view, nowMs);
    if (!this.#started) this.#start();
    this.#timedOut = false;
    const codec = this.#codecs.get(view.payloadType);
    if (!codec) return this.#receiveOther(packet, view, nowMs, anew);
    if (this.mutedIn || this.remoteDirection === 'inactive') return;
    this.#listener?.packet(codec, packet, view, nowMs);
    for (const tap of this.taps) {
      if (tap.said) tap.recorder.said(codec, packet, view.start, view.end, view.timestamp, nowMs, anew);
    }
    if (nowMs - this.#pulledAt < PULL_MEMORY_MS) this.#jitter?.push(codec, packet, view.start, view.end, view.timestamp, anew);
    const listeners = this.#listeners;
    for (let i = 0; i < listeners.length; i++) listeners[i]?.relay(this, packet, view, codec, nowMs, i < listeners.length - 1);
  }

  rtcp(packet: Buffer): void {
    if (this.closed) return;
    const now = this.#hooks.clock.monotonic();
    // Who suppresses silence sends no sound for minutes, and goes on reporting.
    if (!this.#rtcp.receive(packet, now)) return;
    this.#lastReceivedAt = now;
    this.#timedOut = false;
  }

  failed(reason: string): void {
    if (!this.closed) this.#hooks.emit({ type: 'transport-failed', legId: this.id, reason });
  }

  #start(): void {
    this.#started = true;
    this.#hooks.emit({ type: 'media-started', legId: this.id });
  }

  /** Key events, and what is not heard at all (comfort noise, unknown types). */
  #receiveOther(packet: Buffer, view: RtpView, nowMs: number, anew: boolean): void {
    const isKey = this.#dtmfIn.has(view.payloadType);
    if (isKey) {
      if (anew) this.#dtmfReceiver.reset();
      this.#dtmfReceiver.packet(packet, view);
    }
    for (const listener of this.#listeners) {
      if (isKey && !this.mutedIn && listener.#dtmfOut !== undefined) listener.#relayAs(this, packet, view, listener.#dtmfOut, nowMs);
      else listener.sender.skipForwarded(this);
    }
  }

  detectTalk(options: TalkOptions | undefined): void {
    this.#listen((listener) => listener.listenForTalk(options));
  }

  #listen(change: (listener: Listener) => void): void {
    const listener =
      this.#listener ??
      new Listener({
        // Whoever hears the leg hears these tones: they are not sent on as keys.
        key: (digit, durationMs) => {
          for (const tap of this.taps) tap.recorder.dtmf(digit);
          this.#hooks.emit({ type: 'dtmf', legId: this.id, digit, durationMs });
        },
        talking: (on, durationMs) =>
          this.#hooks.emit(on ? { type: 'talking-started', legId: this.id } : { type: 'talking-finished', legId: this.id, durationMs }),
      });
    change(listener);
    this.#listener = listener.idle ? undefined : listener;
  }

  #onKey(digit: string, durationMs: number): void {
    if (this.closed) return;
    for (const tap of this.taps) tap.recorder.dtmf(digit);
    this.#hooks.dtmf(this, digit, durationMs);
  }

  // ---- forwarding ----

  setPlan(plan: LegPlan): void {
    const former = this.plan;
    if (former.mode === 'forward' && plan.mode === 'forward' && former.source === plan.source) return;
    if (former.mode === 'forward') {
      const index = former.source.#listeners.indexOf(this);
      if (index >= 0) former.source.#listeners.splice(index, 1);
    }
    this.plan = plan;
    if (plan.mode === 'forward') plan.source.#listeners.push(this);
  }

  /** Sends another leg's packet on, without clock, and without decoding where they hear its codec. `shared`: others still need its payload. */
  relay(source: Leg, packet: Buffer, view: RtpView, codec: AudioCodec, nowMs: number, shared: boolean): void {
    const transport = this.#transport;
    const own = this.codec;
    if (!own || !transport?.ready) return;
    if (this.kind === 'link') return this.#relayAs(source, packet, view, codec.payloadType, nowMs);
    let sent = codec;
    let payloadType = this.#payloadType;
    let bytes = packet;
    if (codec !== own) {
      const understood = this.#alsoHears.get(codec);
      if (understood === undefined) {
        if (shared) bytes = Buffer.from(packet);
        this.#transcoder ??= new Transcoder(own);
        this.#transcoder.convert(codec, bytes, view.start, view.end);
        sent = own;
      } else payloadType = understood;
    }
    this.#relayAs(source, bytes, view, payloadType, nowMs);
    if (this.taps.size === 0) return;
    for (const tap of this.taps) {
      if (tap.heard) tap.recorder.heard(sent, bytes, view.start, view.end, this.sender.timestamp, nowMs);
    }
  }

  #relayAs(source: Leg, packet: Buffer, view: RtpView, payloadType: number, nowMs: number): void {
    const transport = this.#transport;
    if (transport?.ready) transport.send(this.sender.forward(packet, view, source, payloadType, nowMs));
  }

  // ---- the clock ----

  override rawFrame(beat: number, wide: boolean): Int16Array | undefined {
    if (this.#rawBeat !== beat) {
      this.#rawBeat = beat;
      const now = this.#hooks.clock.monotonic();
      this.#jitter ??= new JitterBuffer();
      // Nobody listened for a while: what is left in the buffer is from then.
      if (now - this.#pulledAt >= PULL_MEMORY_MS) this.#jitter.reset();
      this.#pulledAt = now;
      this.#raw = this.#jitter.pull();
    }
    return this.#converter.get(this.#raw, wide, beat);
  }

  /** One beat of a leg whose plan is `clocked`. */
  beat(beat: number, nowMs: number): void {
    const codec = this.codec;
    const transport = this.#transport;
    if (!codec || !transport?.ready || !this.maySend) return;
    if (this.#dtmfSender.busy && this.#sendKeys(codec, transport, beat, nowMs)) return;
    this.#sendFrame(this.heardFrame(beat, codec.wide), transport, beat, nowMs);
    if (this.taps.size > 0) this.#tapFrame(codec, beat, nowMs);
  }

  #sendFrame(samples: Int16Array | undefined, transport: MediaTransport, beat: number, nowMs: number): void {
    transport.send(this.sender.frame(samples, this.#encoder, this, beat, this.#payloadType, nowMs));
  }

  #tapFrame(codec: AudioCodec, beat: number, nowMs: number): void {
    const timestamp = this.sender.timestamp;
    for (const { heard, clean, recorder } of this.taps) {
      if (!heard) continue;
      if (!codec.wide && !(clean && this.whispersOut)) recorder.heard(codec, this.sender.framePayload, 0, FRAME_SAMPLES, timestamp, nowMs);
      else {
        // The samples are at hand at 8 kHz: nothing needs to be decoded again.
        const samples = clean ? this.heardCleanFrame(beat, false) : this.heardFrame(beat, false);
        recorder.heard(recorder.codec, lawBytes(recorder.codec, samples), 0, FRAME_SAMPLES, timestamp, nowMs);
      }
    }
  }

  // ---- keys towards the leg ----

  sendKeys(digits: string, durationMs: number, gapMs: number): Promise<void> {
    const sent = this.#dtmfSender.send(digits, durationMs, gapMs);
    this.#hooks.replan(this);
    return sent.then(() => this.#hooks.replan(this));
  }

  /** Whether key events reach the leg by forwarding its source's packets. */
  get getsKeysForwarded(): boolean {
    return this.plan.mode === 'forward' && this.#dtmfOut !== undefined;
  }

  #sendKeys(codec: AudioCodec, transport: MediaTransport, beat: number, nowMs: number): boolean {
    const step = this.#dtmfSender.step(this.#dtmfOut !== undefined, codec.wide);
    if (!step) return false;
    if (step.kind === 'event' && this.#dtmfOut !== undefined) {
      for (let copy = 0; copy < step.copies; copy++) {
        transport.send(this.sender.event(step.payload, this.#dtmfSender, step.begin && copy === 0, this.#dtmfOut, nowMs));
      }
      if (step.ends > 0) this.sender.endEvent(step.ends, nowMs);
      return true;
    }
    this.#sendFrame(step.kind === 'tone' ? step.samples : undefined, transport, beat, nowMs);
    return true;
  }

  // ---- once a second ----

  /** RTCP, keep-alive and the media timeout. */
  second(nowMs: number): void {
    const transport = this.#transport;
    if (!transport || !this.codec || this.kind === 'link') return;
    if (transport.ready) {
      const report = this.#rtcp.due(nowMs);
      if (report) transport.sendRtcp(report);
    }
    if (nowMs - this.#keepaliveAt >= KEEPALIVE_MS) {
      this.#keepaliveAt = nowMs;
      if (this.sender.packets === this.#sentAtKeepalive && this.plan.mode !== 'clocked' && this.maySend && transport.ready) {
        transport.send(this.sender.frame(undefined, this.#encoder, KEEPALIVE, Math.floor(nowMs / 20), this.#payloadType, nowMs));
      }
      this.#sentAtKeepalive = this.sender.packets;
    }
    this.#listener?.second(nowMs);
    const silentMs = nowMs - this.#lastReceivedAt;
    if (this.mutedIn || this.#isSilenced || this.remoteDirection !== 'sendrecv')
      this.#lastReceivedAt = Math.max(this.#lastReceivedAt, nowMs - 1_000);
    else if (!this.#timedOut && silentMs >= this.#hooks.mediaTimeoutMs) {
      this.#timedOut = true;
      this.#hooks.emit({ type: 'media-timeout', legId: this.id });
    }
  }

  /** Other answers to our offer: whoever sends by one of them is told of. */
  awaitSound(answers: readonly ({ answer: string } & Source)[]): void {
    this.#transport?.awaitFrom?.(answers, (index) => {
      const answer = answers[index]?.answer;
      if (answer !== undefined && !this.closed) this.#hooks.emit({ type: 'sound-elsewhere', legId: this.id, answer });
    });
  }

  /** The media timeout begins anew. */
  expectMedia(): void {
    this.#lastReceivedAt = this.#hooks.clock.monotonic();
    this.#timedOut = false;
  }

  stats(): LegStats {
    return {
      codec: this.codec?.name,
      packetsReceived: this.receiver.packets,
      packetsSent: this.sender.packets,
      bytesReceived: this.receiver.bytes,
      bytesSent: this.sender.bytes,
      packetsLost: this.receiver.lost,
      jitterMs: this.receiver.jitterMs,
      strangersDropped: this.#transport?.strangersDropped ?? 0,
      quality: this.#rtcp.quality(),
    };
  }

  async close(): Promise<void> {
    if (this.closed) return;
    const transport = this.#transport;
    if (transport?.ready && this.codec && this.kind !== 'link') {
      transport.sendRtcp(this.#rtcp.report(this.#hooks.clock.monotonic(), true));
    }
    this.closed = true;
    this.setPlan({ mode: 'idle' });
    this.#dtmfReceiver.close();
    this.#dtmfSender.close();
    await transport?.close();
  }
}

function lawBytes(law: G711, samples: Int16Array | undefined): Uint8Array {
  const bytes = new Uint8Array(FRAME_SAMPLES).fill(law.silence);
  if (samples) encodeInto(law, samples, bytes, 0);
  return bytes;
}
