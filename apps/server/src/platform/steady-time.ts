import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, SteadyClock } from '@zuoxi/kit';
import { clock, dataDir } from './house.ts';
import { defineModule } from './module.ts';

/** Steady time minus the monotonic clock of the machine, and the start of the machine for which that holds. */
interface Anchor {
  bootId: string;
  offsetMs: number;
}

/** CLOCK_MONOTONIC: counts from the start of the machine, and goes on while no process of ours runs. */
const sinceBoot = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/**
 * The clock of call control, going on where the process before left it: who waits and who talks has waited and talked as long as they have,
 * whatever was done to the wall clock meanwhile. After a start of the machine, or where there is no boot id, the wall clock is all that is
 * known.
 */
export async function continueSteadyClock(dataDir: string, clock: Clock): Promise<SteadyClock> {
  const path = join(dataDir, 'steady-clock.json');
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const known = bootId === '' ? undefined : await readAnchor(path);
  if (known?.bootId === bootId) return new SteadyClock(clock, sinceBoot() + known.offsetMs);
  const steady = new SteadyClock(clock);
  if (bootId !== '') {
    const anchor: Anchor = { bootId, offsetMs: steady.now() - sinceBoot() };
    await mkdir(dataDir, { recursive: true });
    await writeFile(`${path}.new`, JSON.stringify(anchor), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return steady;
}

/** Undefined for a file that is not there or was cut short: then the wall clock counts. */
async function readAnchor(path: string): Promise<Anchor | undefined> {
  try {
    const read: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof read !== 'object' || read === null || !('bootId' in read) || !('offsetMs' in read)) return undefined;
    const { bootId, offsetMs } = read;
    return typeof bootId === 'string' && typeof offsetMs === 'number' ? { bootId, offsetMs } : undefined;
  } catch {
    return undefined;
  }
}

/** Call control and everything that shows its live world count in it. */
export const steady = defineModule({
  name: 'steady',
  needs: { dataDir, clock },
  create: ({ dataDir, clock }) => continueSteadyClock(dataDir, clock),
});
