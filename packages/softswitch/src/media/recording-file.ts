import { write } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PRIVATE_FILE } from '@zuoxi/kit';
import { type G711, G711_HEADER, wavHeader } from '@zuoxi/sound';

/** Sound that waits for a disk that is full or stands still: about a minute of stereo. What comes after it is lost. */
const MAX_PENDING = 1024 * 1024;
/** Silence in the place of what was lost is written in pieces of this size. */
const SILENCE_PIECE = 64 * 1024;
/** At its end a recording waits so long, and looks so often, whether the disk takes the rest. */
const LAST_TRIES = 4;
const LAST_TRY_MS = 500;
/** What a disk says that may work again: full, over quota, failing, no handles left. */
const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EROFS', 'ESTALE', 'ETIMEDOUT']);

/** Sound, or that many bytes of silence in the place of what was lost. */
type Piece = Buffer | { lost: number };

/**
 * A G.711 WAV file that grows. After every write the header says what is in the file, so that it plays whenever the process is killed.
 * A disk that takes nothing ends it not: what is in the file stays, up to a minute waits, what cannot wait is lost and counted, and
 * when the disk takes something again the recording goes on in its place, with silence for what was lost. One write is under way at a time.
 */
export class RecordingFile {
  readonly #path: string;
  readonly #codec: G711;
  readonly #channels: 1 | 2;
  #handle: FileHandle | undefined;
  #queue: Piece[] = [];
  /** Of sound in the queue and under way. */
  #pendingBytes = 0;
  #written = 0;
  #lost = 0;
  #busy = false;
  /** Why the disk took nothing the last time; undefined while it does. */
  #trouble: string | undefined;
  #idle: (() => void) | undefined;

  /** Rejects with the system's error, unless the disk may take it later. */
  static async create(path: string, codec: G711, channels: 1 | 2): Promise<RecordingFile> {
    const file = new RecordingFile(path, codec, channels);
    await file.#open().catch((error: unknown) => {
      if (!isPassing(error)) throw error;
      file.#trouble = String(error);
    });
    return file;
  }

  private constructor(path: string, codec: G711, channels: 1 | 2) {
    this.#path = path;
    this.#codec = codec;
    this.#channels = channels;
  }

  /** Samples per channel that are in the file. */
  get frames(): number {
    return Math.floor(this.#written / this.#channels);
  }

  /** Samples per channel that were lost: silence in the file, or missing at its end. */
  get lostFrames(): number {
    return Math.floor(this.#lost / this.#channels);
  }

  append(chunk: Buffer): void {
    if (this.#pendingBytes + chunk.length > MAX_PENDING) return this.lose(chunk.length / this.#channels);
    this.#queue.push(chunk);
    this.#pendingBytes += chunk.length;
  }

  /** Nothing is known of so many samples per channel: they are silence in the file. */
  lose(frames: number): void {
    const bytes = frames * this.#channels;
    this.#lost += bytes;
    const last = this.#queue.at(-1);
    if (last && 'lost' in last) last.lost += bytes;
    else this.#queue.push({ lost: bytes });
  }

  /** Starts writing what was appended, unless a write is under way: its end looks again. */
  flush(): void {
    if (this.#busy || this.#queue.length === 0) return;
    this.#busy = true;
    if (this.#handle) return this.#writeNext();
    this.#open().then(
      () => this.#writeNext(),
      (error: unknown) => this.#settle(String(error)),
    );
  }

  async #open(): Promise<void> {
    // One level only: whether the folder is there then shows in open(). (A recursive mkdir spins for ever on /proc.)
    await mkdir(dirname(this.#path)).catch(() => {});
    const handle = await open(this.#path, 'w', PRIVATE_FILE);
    try {
      await handle.write(this.#header(0), 0, G711_HEADER, 0);
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.#handle = handle;
  }

  #writeNext(): void {
    const piece = this.#take();
    if (!piece) return this.#settle(undefined);
    this.#write(piece, 0, G711_HEADER + this.#written, (error, count) => {
      this.#written += count;
      if (!this.#isSilence(piece)) this.#pendingBytes -= count;
      if (count < piece.length) this.#putBack(piece.subarray(count));
      // In place: a full disk takes it.
      this.#write(this.#header(this.frames), 0, 0, (headerError) => {
        const trouble = error ?? headerError;
        if (trouble === undefined && this.#queue.length > 0) this.#writeNext();
        else this.#settle(trouble);
      });
    });
  }

  #header(frames: number): Buffer {
    return wavHeader({ format: this.#codec.wavFormat, channels: this.#channels }, frames);
  }

  /** All sound up to the next hole, or a piece of that. */
  #take(): Buffer | undefined {
    const [first] = this.#queue;
    if (!first) return undefined;
    if ('lost' in first) {
      const piece = silenceOf(this.#codec).subarray(0, Math.min(first.lost, SILENCE_PIECE));
      first.lost -= piece.length;
      if (first.lost === 0) this.#queue.shift();
      return piece;
    }
    const hole = this.#queue.findIndex((piece) => 'lost' in piece);
    const sound = this.#queue.splice(0, hole < 0 ? this.#queue.length : hole).flatMap((piece) => ('lost' in piece ? [] : [piece]));
    return sound.length === 1 ? first : Buffer.concat(sound);
  }

  #putBack(piece: Buffer): void {
    if (this.#isSilence(piece)) {
      const [first] = this.#queue;
      if (first && 'lost' in first) first.lost += piece.length;
      else this.#queue.unshift({ lost: piece.length });
      return;
    }
    this.#queue.unshift(piece);
  }

  #isSilence(piece: Buffer): boolean {
    return piece.buffer === silenceOf(this.#codec).buffer;
  }

  /** Writes the rest and closes. Resolves with the reason why the rest, or all of it, could not be written; never rejects. */
  async close(): Promise<{ problem: string; isEmpty: boolean } | undefined> {
    for (let tries = 0; ; tries++) {
      this.flush();
      while (this.#busy) {
        await new Promise<void>((resolve) => {
          this.#idle = resolve;
        });
      }
      if (this.#queue.length === 0 || tries === LAST_TRIES) break;
      if (this.#trouble !== undefined) await new Promise((resolve) => setTimeout(resolve, LAST_TRY_MS));
    }
    this.#lost += this.#pendingBytes;
    if (!this.#handle) return { problem: this.#trouble ?? 'no file', isEmpty: true };
    await this.#handle.close().catch((error: unknown) => {
      this.#trouble ??= String(error);
    });
    return this.#trouble === undefined ? undefined : { problem: this.#trouble, isEmpty: false };
  }

  /** As much of `bytes` as the disk takes; `done` gets how much it was. */
  #write(bytes: Buffer, from: number, position: number, done: (error: string | undefined, count: number) => void): void {
    const handle = this.#handle;
    if (!handle) return done('the file is closed', from);
    write(handle.fd, bytes, from, bytes.length - from, position, (error, count) => {
      if (error) return done(error.message, from);
      if (from + count === bytes.length) return done(undefined, bytes.length);
      if (count > 0) return this.#write(bytes, from + count, position + count, done);
      done('nothing could be written', from);
    });
  }

  #settle(trouble: string | undefined): void {
    this.#trouble = trouble;
    this.#busy = false;
    this.#idle?.();
    this.#idle = undefined;
  }
}

const silences = new Map<number, Buffer>();

/** One piece for all recordings of a codec. */
function silenceOf({ silence }: G711): Buffer {
  const piece = silences.get(silence) ?? Buffer.alloc(SILENCE_PIECE, silence);
  silences.set(silence, piece);
  return piece;
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && PASSING.has(String(error.code));
}
