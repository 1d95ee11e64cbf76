import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';

export const ENGINE_CORE = 0;
/** The generators, SIPp, the ARI application and the harness itself. */
export const GENERATOR_CORE = 1;

const TASKSET = '/usr/bin/taskset';

/** False on one core or without taskset: figures are then not comparable with pinned ones, and the report says so. */
export const canPin = existsSync(TASKSET) && cpus().length > GENERATOR_CORE;

/** The command that runs `command` on that core only. */
export function pinned(core: number, command: string, args: readonly string[]): { command: string; args: string[] } {
  if (!canPin) return { command, args: [...args] };
  return { command: TASKSET, args: ['-c', String(core), command, ...args] };
}

/** Pins this process, threads and future children included. */
export function pinSelf(core: number): void {
  if (canPin) execFileSync(TASKSET, ['-acp', String(core), String(process.pid)], { stdio: 'ignore' });
}
