import { write } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { G711 } from './codec-g711.ts';
import { WAV_HEADER, wavHeader } from './wav.ts';

/** A disk that stands still for this many bytes (about a minute of stereo) has failed. */
const MAX_PENDING = 1024 * 1024;

/**
 * A G.711 WAV file that grows. After every flush the header says what is in the file, so that it plays whenever the
 * process is killed. One write is under way at a time; the first error ends it.
 */
export class RecordingFile {
  readonly #handle: FileHandle;
  readonly #codec: G711;
  readonly #channels: 1 | 2;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #written = 0;
  #busy = false;
  #error: string | undefined;
  #idle: (() => void) | undefined;

  /** Rejects with the system's error. */
  static async create(path: string, codec: G711, channels: 1 | 2): Promise<RecordingFile> {
    const handle = await open(path, 'w');
    try {
      await handle.write(wavHeader(codec.wavTag, channels, 0), 0, WAV_HEADER, 0);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new RecordingFile(handle, codec, channels);
  }

  private constructor(handle: FileHandle, codec: G711, channels: 1 | 2) {
    this.#handle = handle;
    this.#codec = codec;
    this.#channels = channels;
  }

  /** Samples per channel that are in the file. */
  get frames(): number {
    return this.#written / this.#channels;
  }

  get error(): string | undefined {
    return this.#error;
  }

  append(chunk: Buffer): void {
    if (this.#error !== undefined) return;
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes > MAX_PENDING) this.#error = 'the disk does not keep up';
  }

  /** Starts writing what was appended, unless a write is under way: its end looks again. */
  flush(): void {
    if (this.#busy || this.#error !== undefined || this.#pendingBytes === 0) return;
    const [first] = this.#pending;
    const chunk = this.#pending.length === 1 && first ? first : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#busy = true;
    this.#write(chunk, WAV_HEADER + this.#written, () => {
      this.#written += chunk.length;
      this.#write(wavHeader(this.#codec.wavTag, this.#channels, this.#written / this.#channels), 0, () => this.#settle());
    });
  }

  /** Writes the rest and closes. Resolves with the error there was, if any; never rejects. */
  async close(): Promise<string | undefined> {
    this.flush();
    while (this.#busy) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
      this.flush();
    }
    await this.#handle.close().catch((error: unknown) => {
      this.#error ??= String(error);
    });
    return this.#error;
  }

  #write(bytes: Buffer, position: number, done: () => void): void {
    write(this.#handle.fd, bytes, 0, bytes.length, position, (error, count) => {
      if (!error && count === bytes.length) return done();
      if (!error && count > 0) return this.#write(bytes.subarray(count), position + count, done);
      this.#error = error ? error.message : 'nothing could be written';
      this.#settle();
    });
  }

  #settle(): void {
    this.#busy = false;
    this.#idle?.();
    this.#idle = undefined;
  }
}
