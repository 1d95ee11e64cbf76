import type { Stats } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { PRIVATE_FILE } from '@zuoxi/kit';
import { AriError } from './ari-error.ts';

/** A folder of WAV files by name; names come from the network and never lead out of the folder. */
export class FileStore {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Absolute path of a name; a slash makes a folder. Undefined for names that are not allowed. */
  pathOf(name: string): string | undefined {
    const plain = name.endsWith('.wav') ? name.slice(0, -4) : name;
    if (plain === '' || plain.length > 200) return undefined;
    for (const part of plain.split('/')) {
      // Letters of any script, digits and some punctuation; no dot first, so neither `..` nor hidden files.
      if (!/^[\p{L}\p{N}_][\p{L}\p{N}_\-. @+=,()]*$/u.test(part)) return undefined;
    }
    const path = join(this.root, `${plain}.wav`);
    return path.startsWith(this.root + sep) ? path : undefined;
  }

  async find(name: string): Promise<string | undefined> {
    const path = this.pathOf(name);
    return path !== undefined && (await info(path))?.isFile() ? path : undefined;
  }

  /** The path to write to, its folder made. Throws 400 for a bad name. */
  async prepare(name: string): Promise<string> {
    const path = this.pathOf(name);
    if (path === undefined) throw new AriError(400, 'Invalid name');
    await mkdir(dirname(path), { recursive: true });
    return path;
  }

  /** Whole or not at all: a reader never sees half a file. */
  async put(name: string, content: Buffer): Promise<void> {
    const path = await this.prepare(name);
    const temporary = `${path}.${process.pid}.part`;
    await writeFile(temporary, content, { mode: PRIVATE_FILE });
    await rename(temporary, path);
  }

  async copy(from: string, to: string): Promise<void> {
    const source = await this.find(from);
    if (source === undefined) throw new AriError(404, 'Recording not found');
    const target = await this.prepare(to);
    if (await info(target)) throw new AriError(409, 'A recording with the same name already exists on the system');
    await copyFile(source, target);
  }

  async delete(name: string): Promise<boolean> {
    const path = await this.find(name);
    if (path === undefined) return false;
    await rm(path, { force: true });
    return true;
  }

  async list(): Promise<string[]> {
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.wav'))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(this.root.length + 1, -4)
          .split(sep)
          .join('/'),
      )
      .sort();
  }
}

function info(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}
