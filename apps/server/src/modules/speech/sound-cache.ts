import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of a folder by name, `<name>.wav`, together no larger than `maxBytes`: the least recently used leave first. */
export class SoundCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #left: (name: string) => void;
  /** Undefined until the folder was looked at. */
  #bytes: number | undefined;

  /** @param left is told what has left */
  constructor(folder: string, maxBytes: number, left: (name: string) => void) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#left = left;
  }

  pathOf(name: string): string {
    return join(this.#folder, `${name}.wav`);
  }

  /** Undefined when it is not there. Counts as use. */
  async read(name: string, now: Date): Promise<Buffer | undefined> {
    const sound = await readFile(this.pathOf(name)).catch(() => undefined);
    if (sound) await utimes(this.pathOf(name), now, now).catch(() => {});
    return sound;
  }

  /** Whole or not at all: an engine that fetches it never gets half of it. */
  async write(name: string, sound: Buffer): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const part = `${this.pathOf(name)}.part`;
    await writeFile(part, sound, { mode: 0o600 });
    await rename(part, this.pathOf(name));
    this.#bytes = this.#bytes === undefined ? undefined : this.#bytes + sound.length;
    if (this.#bytes === undefined || this.#bytes > this.#maxBytes) await this.#makeRoom(name);
  }

  /** Names of all that are there. */
  async names(): Promise<string[]> {
    const files = await readdir(this.#folder).catch(() => []);
    return files.filter((file) => file.endsWith('.wav')).map((file) => file.slice(0, -'.wav'.length));
  }

  /** Down to nine tenths, so that not every further sound looks through the folder. */
  async #makeRoom(newest: string): Promise<void> {
    const files: { name: string; usedMs: number; bytes: number }[] = [];
    for (const name of await this.names()) {
      const found = await stat(this.pathOf(name)).catch(() => undefined);
      if (found) files.push({ name, usedMs: found.mtimeMs, bytes: found.size });
    }
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (bytes > this.#maxBytes) {
      for (const file of files.sort((a, b) => a.usedMs - b.usedMs)) {
        if (bytes <= this.#maxBytes * 0.9) break;
        if (file.name === newest) continue;
        await rm(this.pathOf(file.name), { force: true });
        bytes -= file.bytes;
        this.#left(file.name);
      }
    }
    this.#bytes = bytes;
  }
}
