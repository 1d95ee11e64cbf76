import { randomUUID } from 'node:crypto';
import type { Logger } from '@zuoxi/kit';
import {
  type LegEvent,
  type LegOptions,
  type MediaBridge,
  type MediaEngine,
  type MediaEngineOptions,
  MediaError,
  type MediaLeg,
  type MediaSnoopOptions,
  type PlaybackEnd,
  type RecordingResult,
} from './api.ts';
import { EngineBridge, type EngineCore, EngineLeg, type UnderWay } from './engine-parts.ts';
import type { Usage } from './protocol.ts';
import { WorkerConnection, type WorkerReports } from './worker-connection.ts';

/** Starts the media workers. Resolves when they answer; rejects with `MediaError('failed')` on options that cannot be. */
export async function createMediaEngine(options: MediaEngineOptions, logger: Logger): Promise<MediaEngine> {
  const engine = new Engine(options, logger);
  try {
    await engine.usage();
  } catch (cause) {
    await engine.close();
    throw new MediaError('failed', 'the media workers cannot start', { cause });
  }
  return engine;
}

class Engine implements MediaEngine, EngineCore {
  readonly #options: MediaEngineOptions;
  readonly #logger: Logger;
  readonly #workers: WorkerConnection[] = [];
  readonly #listeners = new Set<(event: LegEvent) => void>();
  readonly playbacks = new Map<string, UnderWay<PlaybackEnd>>();
  readonly recordings = new Map<string, UnderWay<RecordingResult>>();
  readonly legs = new Map<string, EngineLeg>();
  #closed: Promise<void> | undefined;
  readonly #reports: WorkerReports = {
    event: (event) => this.#emit(event),
    played: (id, end, error) => {
      if (error !== undefined) this.#logger.warn({ playback: id, error }, 'playback failed');
      this.playbacks.get(id)?.end(end);
      this.playbacks.delete(id);
    },
    recorded: (id, result) => {
      if (result.error !== undefined) this.#logger.error({ recording: id, error: result.error }, 'recording failed');
      this.recordings.get(id)?.end(result);
      this.recordings.delete(id);
    },
    died: (connection, error) => this.#onWorkerDeath(connection, error),
  };

  constructor(options: MediaEngineOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
    const count = Math.max(1, options.workers ?? 1);
    for (let index = 0; index < count; index++) this.#workers.push(this.#spawn(index, count));
  }

  async createLeg({
    kind,
    codecs,
    near,
    advertisedAddress,
    sdes = 'none',
    dtmf = 'events',
    mediaTimeoutMs,
  }: LegOptions): Promise<MediaLeg> {
    this.#assertOpen();
    const worker = (near === undefined ? undefined : this.legs.get(near)?.worker) ?? this.anyWorker();
    const id = randomUUID();
    await worker.call('createLeg', { id, kind, codecs, sdes, dtmf, mediaTimeoutMs, advertisedAddress });
    return new EngineLeg(this, worker, id, kind);
  }

  async createSnoop({ target, spy, whisper }: MediaSnoopOptions): Promise<MediaLeg> {
    this.#assertOpen();
    const tapped = this.legs.get(target.id);
    if (!tapped) throw new MediaError('closed', 'the leg is closed');
    const id = randomUUID();
    await tapped.worker.call('createSnoop', { id, targetId: tapped.id, spy, whisper });
    return new EngineLeg(this, tapped.worker, id, tapped.kind);
  }

  async createBridge(): Promise<MediaBridge> {
    this.#assertOpen();
    return new EngineBridge(this);
  }

  on(listener: (event: LegEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async usage(): Promise<Usage> {
    const each = await Promise.all(this.#workers.map((worker) => worker.call('usage', {})));
    const total: Usage = { legs: 0, bridges: 0, playbacks: 0, recordings: 0, ports: 0 };
    for (const usage of each) {
      total.legs += usage.legs;
      total.bridges += usage.bridges;
      total.playbacks += usage.playbacks;
      total.recordings += usage.recordings;
      total.ports += usage.ports;
    }
    return total;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  anyWorker(): WorkerConnection {
    const [first, ...others] = this.#workers;
    if (!first) throw new MediaError('closed');
    return others.reduce((best, worker) => (worker.legs < best.legs ? worker : best), first);
  }

  async #close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
    for (const { end } of this.playbacks.values()) end('stopped');
    for (const { end } of this.recordings.values()) end(lost('engine closed'));
    this.playbacks.clear();
    this.recordings.clear();
    this.#listeners.clear();
  }

  #spawn(index: number, count: number): WorkerConnection {
    return new WorkerConnection({ options: this.#options, index, count }, this.#reports);
  }

  /** Its calls are lost; new ones must go on. */
  #onWorkerDeath(connection: WorkerConnection, error: Error): void {
    if (this.#closed) return;
    this.#logger.error({ worker: connection.index, error: error.message }, 'a media worker died; its calls are lost');
    const at = this.#workers.indexOf(connection);
    if (at >= 0) this.#workers[at] = this.#spawn(connection.index, this.#workers.length);
    this.#endAllOf(connection);
    for (const leg of [...this.legs.values()]) {
      if (leg.worker === connection) this.#emit({ type: 'transport-failed', legId: leg.id, reason: 'the media worker died' });
    }
  }

  /** What played or recorded in a worker that died will not be heard of again. */
  #endAllOf(connection: WorkerConnection): void {
    for (const [id, { worker, end }] of this.playbacks) {
      if (worker !== connection) continue;
      this.playbacks.delete(id);
      end('failed');
    }
    for (const [id, { worker, end }] of this.recordings) {
      if (worker !== connection) continue;
      this.recordings.delete(id);
      end(lost('the media worker died'));
    }
  }

  #emit(event: LegEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error({ error: String(error), event: event.type }, 'a media listener threw');
      }
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new MediaError('closed', 'the media engine is closed');
  }
}

/** The result of a recording whose worker cannot tell it; what it wrote is in its file. */
function lost(error: string): RecordingResult {
  return { durationMs: 0, lostMs: 0, talkingMs: 0, endedBy: 'failed', error };
}
