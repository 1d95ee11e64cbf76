import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where a program is, as a shell would find it; undefined = not installed. Looked up anew each time: it may be installed meanwhile. */
export async function findProgram(name: string): Promise<string | undefined> {
  if (name.includes('/')) return (await isExecutable(name)) ? name : undefined;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

const isExecutable = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

export interface Limits {
  /** It is killed after that, in ms. */
  timeMs: number;
  /** More than this it may not write, in bytes. */
  outputBytes: number;
}

export interface Ran {
  output: Buffer;
  /** The end of what it wrote to standard error. */
  said: string;
  /** Null: killed, or it could not be started. */
  code: number | null;
}

/**
 * Runs a program to its end, without a shell and with none of our settings (database password and the like) in its
 * environment. Never rejects: what went wrong is in `code` and `said`.
 */
export function run(program: string, args: readonly string[], input: string, limits: Limits): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', HOME: '/nonexistent' };
    const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env, detached: true });
    // With all that it has started: a script's child would keep the pipe open.
    const kill = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const parts: Buffer[] = [];
    let bytes = 0;
    let said = '';
    const timer = setTimeout(() => {
      said = `${said}\ntook too long`;
      kill();
    }, limits.timeMs);
    child.stdout?.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > limits.outputBytes) kill();
      else parts.push(part);
    });
    child.stderr?.on('data', (part: Buffer) => {
      said = `${said}${part.toString()}`.slice(-2_000);
    });
    // It may end before it has read everything.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.once('error', (error) => {
      said = error.message;
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      // Below zero: it could not be started.
      resolve({ output: Buffer.concat(parts), said, code: code !== null && code < 0 ? null : code });
    });
  });
}
