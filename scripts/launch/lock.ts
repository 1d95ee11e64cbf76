import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Sentence } from './sentence.ts';

/** One launcher per data folder. A lock whose process is gone (kill -9, power cut) is taken over. */
export async function takeLock(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'zuoxi.lock');
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code === 'EACCES' || error.code === 'EROFS') throw new Sentence(`The data folder ${dataDir} cannot be written to.`);
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(await readFile(path, 'utf8').catch(() => ''));
      if (owner && isZuoxi(owner, await commandLineOf(owner))) {
        throw new Sentence(`Zuoxi is already running with the data folder ${dataDir} (process ${owner}).`);
      }
      await rm(path, { force: true });
    }
  }
}

/** A process id may have been given to somebody else since. Without /proc, being alive must do. */
function isZuoxi(pid: number, commandLine: string | undefined): boolean {
  if (pid === process.pid) return false;
  if (commandLine !== undefined) return commandLine.includes('scripts/launch/main.ts');
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Undefined where there is no /proc; empty when the process is gone. */
async function commandLineOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}
