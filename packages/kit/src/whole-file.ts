import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file that is there whole or not at all, whenever the process is killed or the power goes: under another name, to the disk,
 * then renamed. `onlyNew`: an existing file stays as it is. Gives whether it was written.
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  options: { mode: number; onlyNew?: boolean },
): Promise<boolean> {
  const half = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = await open(half, 'wx', options.mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!options.onlyNew) {
      await rename(half, path);
      return true;
    }
    // A link is refused where the name is taken; a rename would replace it.
    return await link(half, path).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
  } finally {
    await rm(half, { force: true });
  }
}
