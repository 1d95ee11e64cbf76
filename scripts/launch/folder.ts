import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@zuoxi/kit';
import { Sentence } from './sentence.ts';

/** Counted up when a version writes files into the data folder that the one before cannot read. */
const FOLDER_VERSION = 1;
/** A disk that is away (a network drive, a broken one) makes whoever touches it wait for ever. */
const PROBE_LIMIT_MS = 10_000;

/**
 * Whether the folder is there, or can be made, and be written to, in a process of its own: a system call that stands still cannot be
 * broken off, and not even a process that waits in one can be ended.
 */
export async function probeFolder(dataDir: string): Promise<void> {
  const probe = fork(join(import.meta.dirname, 'probe-folder.ts'), [dataDir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const answer = await new Promise<string | undefined>((resolve) => {
    const limit = setTimeout(
      () => resolve(`does not answer within ${PROBE_LIMIT_MS / 1000} s: is the disk or network drive there?`),
      PROBE_LIMIT_MS,
    );
    probe.once('message', (message) => {
      clearTimeout(limit);
      resolve(message === 'ok' ? undefined : `cannot be used: ${String(message)}`);
    });
    probe.once('exit', () => {
      clearTimeout(limit);
      resolve('cannot be used');
    });
  });
  probe.kill('SIGKILL');
  probe.unref();
  probe.channel?.unref();
  if (answer !== undefined) throw new Sentence(`The data folder ${dataDir} ${answer}`);
}

const versionPath = (dataDir: string) => join(dataDir, 'version');

/** A folder that a newer version has written to is left alone. */
export async function refuseNewerFolder(dataDir: string): Promise<void> {
  const text = await readFile(versionPath(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    // Of a version before there was this file.
    if (error.code === 'ENOENT') return '0';
    throw new Sentence(`${versionPath(dataDir)} cannot be read: ${error.message}`);
  });
  const version = Number(text.trim());
  if (!Number.isInteger(version)) throw new Sentence(`${versionPath(dataDir)} does not hold a number: put it back from the backup.`);
  if (version > FOLDER_VERSION) {
    throw new Sentence(
      `The data folder ${dataDir} was written by a newer version of Zuoxi than this one: start that version, or restore a backup made before it.`,
    );
  }
}

/** This version has written to it. */
export async function markFolder(dataDir: string): Promise<void> {
  await writeWhole(versionPath(dataDir), `${FOLDER_VERSION}\n`, { mode: 0o644 });
}
