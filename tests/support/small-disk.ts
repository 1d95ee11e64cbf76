import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Disks of a given size can be had by root only. */
export const hasSmallDisks = process.platform === 'linux' && process.getuid?.() === 0 && canMount();

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'zuoxi-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  }
}

/** A disk that a test fills and empties: a tmpfs of its own. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** `size` as mount takes it: `512k`. `folder`: where it is to be; default: one of its own. */
  static mount(size: string, folder = mkdtempSync(join(tmpdir(), 'zuoxi-disk-'))): SmallDisk {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0755`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  get #filler(): string {
    return join(this.folder, 'filler');
  }

  /** Nothing more can be written. */
  async fill(): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    await writeFile(this.#filler, Buffer.alloc(bavail * bsize)).catch(() => {});
  }

  async free(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  unmount(): void {
    // Lazily: a file that is still open must not keep it.
    execFileSync('umount', ['-l', this.folder]);
  }
}
