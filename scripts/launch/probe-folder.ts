// Run by folder.ts as a process of its own: makes the data folder, if it is not there, and a file in it; says `ok` or what is wrong.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@zuoxi/kit';

const dataDir = process.argv[2] ?? '';

async function probe(): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    const path = join(dataDir, `probe.${process.pid}`);
    await writeWhole(path, 'ok', { mode: 0o600 });
    await rm(path, { force: true });
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

process.send?.(await probe());
