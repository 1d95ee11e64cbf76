import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Clock, PRIVATE_FILE } from '@zuoxi/kit';
import { AriRequestError } from './errors.ts';
import type { AriFiles } from './http.ts';
import { onceInApplication } from './once-in-application.ts';
import type { AriRequests } from './requests.ts';
import { joinSides } from './stereo-wav.ts';
import type { AriEvent } from './types.ts';

export interface StereoRecordingOptions {
  app: string;
  channelId: string;
  snoopId: string;
  name: string;
}

/** `lostMs`: how much of it was lost on a full disk or in a standstill; only where the engine says so. */
export type RecordingNews = { name: string; durationMs: number; lostMs?: number } | { name: string; problem: string };

/**
 * Records what a channel says (left) and hears (right) into one stereo WAV. ARI has no stereo recording, so the engines
 * get there on different ways. The snoops, and with them the recording, end with the channel.
 */
export interface StereoRecordings {
  start(options: StereoRecordingOptions): Promise<void>;
  /** Ends it while the channel goes on. What is there is kept, and told by `news`. */
  stop(options: Pick<StereoRecordingOptions, 'snoopId' | 'name'>): Promise<void>;
  /** The end of a whole recording, if this event is it. */
  news(event: AriEvent): RecordingNews | undefined;
  /** No longer being made, or never was. Rejects when the engine could not be asked. */
  isOver(name: string): Promise<boolean>;
  /** Writes the stereo WAV to that path; a half-fetched file never has it. Rejects with `AriRequestError` (404: no such recording). */
  fetch(name: string, path: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** The softswitch: a snoop that spies both ways is recorded in stereo (a listed difference of docs/ari-subset.md). */
export class OneFileRecordings implements StereoRecordings {
  readonly #requests: AriRequests;
  readonly #files: AriFiles | undefined;

  constructor(requests: AriRequests, files?: AriFiles) {
    this.#requests = requests;
    this.#files = files;
  }

  async start({ app, channelId, snoopId, name }: StereoRecordingOptions): Promise<void> {
    await this.#requests.channels.snoop(channelId, snoopId, { app, spy: 'both', appArgs: ['snoop'] });
    await this.#requests.channels.record(snoopId, { name, format: 'wav', ifExists: 'overwrite' });
  }

  async stop({ snoopId, name }: Pick<StereoRecordingOptions, 'snoopId' | 'name'>): Promise<void> {
    await this.#requests.recordings.stop(name);
    await this.#requests.channels.hangup(snoopId);
  }

  news(event: AriEvent): RecordingNews | undefined {
    return recordingNews(event);
  }

  isOver(name: string): Promise<boolean> {
    return isOver(this.#requests, name);
  }

  async fetch(name: string, path: string): Promise<void> {
    await download(this.#files, name, path);
  }

  delete(name: string): Promise<void> {
    return this.#requests.recordings.deleteStored(name);
  }
}

const MOST_FAILED = 1_000;
const SIDES = ['in', 'out'] as const;

/** Asterisk: one snoop and one mono file for each direction, joined when they are fetched. */
export class FilePerSideRecordings implements StereoRecordings {
  readonly #requests: AriRequests;
  readonly #clock: Clock;
  readonly #files: AriFiles | undefined;
  /** Recordings of which one side has ended. */
  readonly #half = new Map<string, RecordingNews>();
  /** Recordings that could not be started: what there is of them is thrown away. */
  readonly #failed = new Set<string>();

  constructor(requests: AriRequests, clock: Clock, files?: AriFiles) {
    this.#requests = requests;
    this.#clock = clock;
    this.#files = files;
  }

  async start({ app, channelId, snoopId, name }: StereoRecordingOptions): Promise<void> {
    const { channels } = this.#requests;
    await Promise.all(SIDES.map((spy) => channels.snoop(channelId, `${snoopId}-${spy}`, { app, spy, appArgs: ['snoop'] })));
    try {
      await Promise.all(SIDES.map((spy) => this.#record(`${snoopId}-${spy}`, `${name}-${spy}`)));
    } catch (error) {
      // The other side may have begun, and ends with the channel.
      if (this.#failed.size > MOST_FAILED) this.#failed.clear();
      this.#failed.add(name);
      throw error;
    }
  }

  async stop({ snoopId, name }: Pick<StereoRecordingOptions, 'snoopId' | 'name'>): Promise<void> {
    await Promise.all(
      SIDES.map(async (side) => {
        await this.#requests.recordings.stop(`${name}-${side}`);
        await this.#requests.channels.hangup(`${snoopId}-${side}`);
      }),
    );
  }

  async #record(snoopId: string, name: string): Promise<void> {
    await onceInApplication(this.#clock, () => this.#requests.channels.record(snoopId, { name, format: 'wav', ifExists: 'overwrite' }));
  }

  news(event: AriEvent): RecordingNews | undefined {
    const side = recordingNews(event);
    const name = side && /^(.*)-(?:in|out)$/.exec(side.name)?.[1];
    if (!side || name === undefined) return undefined;
    if (this.#failed.has(name)) {
      this.#requests.recordings.deleteStored(side.name).catch(() => {});
      return undefined;
    }
    const other = this.#half.get(name);
    if (!other) {
      this.#half.set(name, side);
      return undefined;
    }
    this.#half.delete(name);
    if ('problem' in side) return { ...side, name };
    if ('problem' in other) return { ...other, name };
    return { name, durationMs: Math.max(side.durationMs, other.durationMs) };
  }

  async isOver(name: string): Promise<boolean> {
    const over = await Promise.all(SIDES.map((side) => isOver(this.#requests, `${name}-${side}`)));
    const all = over.every(Boolean);
    if (all) this.#half.delete(name);
    return all;
  }

  async fetch(name: string, path: string): Promise<void> {
    const paths = { in: `${path}.in`, out: `${path}.out` };
    try {
      await Promise.all(SIDES.map((side) => download(this.#files, `${name}-${side}`, paths[side])));
      await joinSides(paths.in, paths.out, `${path}.part`);
      await rename(`${path}.part`, path);
    } finally {
      for (const file of [paths.in, paths.out, `${path}.part`]) await rm(file, { force: true });
    }
  }

  async delete(name: string): Promise<void> {
    await Promise.all(SIDES.map((side) => this.#requests.recordings.deleteStored(`${name}-${side}`).catch(unlessMissing)));
  }
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof AriRequestError && error.status === 404)) throw error;
}

function recordingNews(event: AriEvent): RecordingNews | undefined {
  if (event.type === 'RecordingFinished') {
    const { name, duration = 0, lost_duration: lost = 0 } = event.recording;
    return { name, durationMs: duration * 1000, ...(lost > 0 ? { lostMs: lost * 1000 } : {}) };
  }
  if (event.type === 'RecordingFailed') return { name: event.recording.name, problem: event.recording.cause ?? 'unknown' };
  return undefined;
}

async function isOver(requests: AriRequests, name: string): Promise<boolean> {
  try {
    await requests.recordings.getLive(name);
    return false;
  } catch (error) {
    if (error instanceof AriRequestError && error.status === 404) return true;
    throw error;
  }
}

async function download(files: AriFiles | undefined, name: string, path: string): Promise<void> {
  if (!files) throw new AriRequestError('GET', `recordings/stored/${name}/file`, 406, 'this engine has no files');
  try {
    await pipeline(await files.storedRecording(name), createWriteStream(`${path}.part`, { mode: PRIVATE_FILE }));
    await rename(`${path}.part`, path);
  } finally {
    await rm(`${path}.part`, { force: true });
  }
}
