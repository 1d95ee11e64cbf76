import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import {
  type AudioSource,
  type CodecName,
  type LegStats,
  type MediaBridge,
  MediaError,
  type MediaLeg,
  type MediaPlayback,
  type MediaRecording,
  type PlaybackEnd,
  type PlayOptions,
  type RecordingOptions,
  type RecordingResult,
  type RemoteDirection,
} from './api.ts';
import { LINK_PREFIX, type Place } from './protocol.ts';
import type { WorkerConnection } from './worker-connection.ts';

const DTMF_DURATION_MS = 160;
const DTMF_GAP_MS = 100;

/** A playback or recording that has not ended. */
export interface UnderWay<T> {
  /** Where it runs; undefined until that is decided. */
  worker: WorkerConnection | undefined;
  end: (result: T) => void;
}

/** What the parts of the engine need of it. */
export interface EngineCore {
  readonly playbacks: Map<string, UnderWay<PlaybackEnd>>;
  readonly recordings: Map<string, UnderWay<RecordingResult>>;
  readonly legs: Map<string, EngineLeg>;
  /** The worker for a bridge that has no leg yet. */
  anyWorker(): WorkerConnection;
}

function startPlayback(
  core: EngineCore,
  worker: () => Promise<WorkerConnection>,
  at: Place,
  source: AudioSource,
  options: PlayOptions,
): MediaPlayback {
  const id = randomUUID();
  const { promise: ended, resolve } = Promise.withResolvers<PlaybackEnd>();
  const underWay: UnderWay<PlaybackEnd> = { worker: undefined, end: resolve };
  core.playbacks.set(id, underWay);
  const end = (outcome: PlaybackEnd): void => {
    core.playbacks.delete(id);
    resolve(outcome);
  };
  const started = worker().then((connection) => {
    underWay.worker = connection;
    return connection.call('play', { id, at, source, options }).then(
      () => connection,
      (error: unknown) => {
        end(error instanceof MediaError && error.reason === 'closed' ? 'stopped' : 'failed');
        return connection;
      },
    );
  });
  started.catch(() => end('stopped'));
  const control = (action: 'pause' | 'resume' | 'restart' | 'stop' | 'seek', deltaMs?: number): void => {
    started.then((connection) => connection.tell('control', { id, action, deltaMs })).catch(() => {});
  };
  return {
    ended,
    pause: () => control('pause'),
    resume: () => control('resume'),
    seek: (deltaMs) => control('seek', deltaMs),
    restart: () => control('restart'),
    stop: () => control('stop'),
  };
}

async function startRecording(core: EngineCore, worker: WorkerConnection, at: Place, options: RecordingOptions): Promise<MediaRecording> {
  const id = randomUUID();
  const { promise: ended, resolve } = Promise.withResolvers<RecordingResult>();
  core.recordings.set(id, { worker, end: resolve });
  try {
    await worker.call('record', { id, at, options });
  } catch (error) {
    core.recordings.delete(id);
    throw error;
  }
  const control = (action: 'pause' | 'resume' | 'mute' | 'unmute' | 'stop'): void => worker.tell('controlRecording', { id, action });
  return {
    ended,
    pause: () => control('pause'),
    resume: () => control('resume'),
    mute: (on) => control(on ? 'mute' : 'unmute'),
    stop: () => control('stop'),
  };
}

/** A leg or snoop, seen from the main thread. */
export class EngineLeg implements MediaLeg {
  readonly id: string;
  readonly kind: 'rtp' | 'webrtc';
  readonly worker: WorkerConnection;
  readonly #core: EngineCore;
  readonly #at: Place;
  #codec: CodecName | undefined;
  #closed: Promise<void> | undefined;
  /** The bridge it is in. */
  bridge: EngineBridge | undefined;

  constructor(core: EngineCore, worker: WorkerConnection, id: string, kind: 'rtp' | 'webrtc') {
    this.#core = core;
    this.worker = worker;
    this.id = id;
    this.kind = kind;
    this.#at = { kind: 'leg', id };
    worker.legs++;
    core.legs.set(id, this);
  }

  get codec(): CodecName | undefined {
    return this.#codec;
  }

  createOffer(): Promise<string> {
    return this.worker.call('createOffer', { id: this.id });
  }

  async acceptOffer(sdp: string, signallingAddress?: string): Promise<{ answer: string; remoteDirection: RemoteDirection }> {
    const { answer, remoteDirection, codec } = await this.worker.call('acceptOffer', { id: this.id, sdp, signallingAddress });
    this.#codec = codec;
    return { answer, remoteDirection };
  }

  async acceptAnswer(sdp: string, signallingAddress?: string): Promise<{ remoteDirection: RemoteDirection }> {
    const { remoteDirection, codec } = await this.worker.call('acceptAnswer', { id: this.id, sdp, signallingAddress });
    this.#codec = codec;
    return { remoteDirection };
  }

  play(source: AudioSource, options: PlayOptions = {}): MediaPlayback {
    return startPlayback(this.#core, () => Promise.resolve(this.worker), this.#at, source, options);
  }

  setMusic(source: AudioSource | undefined): void {
    this.worker.tell('setMusic', { at: this.#at, source });
  }

  record(options: RecordingOptions): Promise<MediaRecording> {
    return startRecording(this.#core, this.worker, this.#at, options);
  }

  async sendDtmf(digits: string, options: { durationMs?: number; gapMs?: number } = {}): Promise<void> {
    const { durationMs = DTMF_DURATION_MS, gapMs = DTMF_GAP_MS } = options;
    await this.worker.call('sendDtmf', { id: this.id, digits, durationMs, gapMs });
  }

  detectTalk(options: { silenceMs: number; threshold: number } | undefined): void {
    this.worker.tell('detectTalk', { id: this.id, options });
  }

  mute(direction: 'in' | 'out' | 'both', on: boolean): void {
    this.worker.tell('mute', { id: this.id, direction, on });
  }

  awaitSound(answers: readonly string[]): void {
    this.worker.tell('awaitSound', { id: this.id, answers });
  }

  expectMedia(): void {
    this.worker.tell('expectMedia', { id: this.id });
  }

  stats(): Promise<LegStats> {
    return this.worker.call('stats', { id: this.id });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.worker.legs--;
    this.#core.legs.delete(this.id);
    await this.bridge?.forget(this);
    await this.worker.call('closeLeg', { id: this.id }).catch(() => undefined);
  }
}

/** Ids of what joins a leg to a bridge in another worker. */
interface Link {
  near: string;
  far: string;
  /** The bridge of two, leg and link, in the leg's own worker. Ids with this prefix are not counted as bridges. */
  pairId: string;
}

/** A bridge, seen from the main thread. It lives in the worker of its first leg. */
export class EngineBridge implements MediaBridge {
  readonly id: string = randomUUID();
  readonly #core: EngineCore;
  readonly #links = new Map<EngineLeg, Link>();
  readonly #members = new Set<EngineLeg>();
  #home: Promise<WorkerConnection> | undefined;
  #closed: Promise<void> | undefined;

  constructor(core: EngineCore) {
    this.#core = core;
  }

  async add(leg: MediaLeg, options: { listenOnly?: boolean } = {}): Promise<void> {
    const member = this.#own(leg);
    const home = await this.#settle(member.worker);
    if (member.bridge && member.bridge !== this) await member.bridge.remove(member);
    const listenOnly = options.listenOnly ?? false;
    member.bridge = this;
    this.#members.add(member);
    if (home === member.worker) {
      await home.call('join', { bridgeId: this.id, legId: member.id, listenOnly });
      return;
    }
    await this.#joinFromAfar(home, member, listenOnly);
  }

  async remove(leg: MediaLeg): Promise<void> {
    const member = this.#own(leg);
    await this.forget(member);
    const home = await this.#settle(member.worker);
    if (home === member.worker) await home.call('leave', { bridgeId: this.id, legId: member.id });
  }

  /** The leg is gone or leaves: what joined it from another worker goes too. */
  async forget(leg: EngineLeg): Promise<void> {
    if (leg.bridge === this) leg.bridge = undefined;
    this.#members.delete(leg);
    const link = this.#links.get(leg);
    if (!link || !this.#home) return;
    this.#links.delete(leg);
    const home = await this.#home;
    await Promise.all([
      home.call('closeLeg', { id: link.near }).catch(() => undefined),
      leg.worker.call('closeBridge', { id: link.pairId }).catch(() => undefined),
      leg.worker.call('closeLeg', { id: link.far }).catch(() => undefined),
    ]);
  }

  play(source: AudioSource, options: PlayOptions = {}): MediaPlayback {
    return startPlayback(this.#core, () => this.#settle(this.#core.anyWorker()), { kind: 'bridge', id: this.id }, source, options);
  }

  setMusic(source: AudioSource | undefined): void {
    this.#settle(this.#core.anyWorker())
      .then((home) => home.tell('setMusic', { at: { kind: 'bridge', id: this.id }, source }))
      .catch(() => {});
  }

  async record(options: Omit<RecordingOptions, 'layout'>): Promise<MediaRecording> {
    const home = await this.#settle(this.#core.anyWorker());
    return startRecording(this.#core, home, { kind: 'bridge', id: this.id }, { ...options, layout: 'mix' });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const member of [...this.#members]) await this.forget(member);
    const home = await this.#home;
    await home?.call('closeBridge', { id: this.id }).catch(() => undefined);
  }

  /** Decides, once, where the bridge lives. */
  #settle(worker: WorkerConnection): Promise<WorkerConnection> {
    if (this.#closed) return Promise.reject(new MediaError('closed', 'the bridge is closed'));
    this.#home ??= worker.call('createBridge', { id: this.id }).then(() => worker);
    return this.#home;
  }

  async #joinFromAfar(home: WorkerConnection, member: EngineLeg, listenOnly: boolean): Promise<void> {
    const known = this.#links.get(member);
    if (known) {
      await home.call('join', { bridgeId: this.id, legId: known.near, listenOnly });
      return;
    }
    const link: Link = { near: LINK_PREFIX + randomUUID(), far: LINK_PREFIX + randomUUID(), pairId: LINK_PREFIX + randomUUID() };
    this.#links.set(member, link);
    const { port1, port2 } = new MessageChannel();
    // What the leg hears or says in wide band crosses in wide band.
    const codec = member.codec === 'G722' ? 'G722' : 'PCMA';
    await Promise.all([
      home.call('createLink', { id: link.near, port: port1, codec }, [port1]),
      member.worker.call('createLink', { id: link.far, port: port2, codec }, [port2]),
      member.worker.call('createBridge', { id: link.pairId }),
    ]);
    await Promise.all([
      member.worker.call('join', { bridgeId: link.pairId, legId: link.far, listenOnly: false }),
      member.worker.call('join', { bridgeId: link.pairId, legId: member.id, listenOnly: false }),
      home.call('join', { bridgeId: this.id, legId: link.near, listenOnly }),
    ]);
  }

  #own(leg: MediaLeg): EngineLeg {
    const own = this.#core.legs.get(leg.id);
    if (!own) throw new MediaError('closed', 'the leg is closed');
    return own;
  }
}
