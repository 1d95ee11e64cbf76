import type { Sipp } from './sipp.ts';

const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 20;

/** Where the engine wants the audio of each of these own ports: the SIPps have logged it from the SDP of their calls. */
export async function audioTargets(sipps: readonly Sipp[], ports: readonly number[]): Promise<number[]> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const lines = (await Promise.all(sipps.map((sipp) => sipp.logged()))).flat();
    const byOwnPort = new Map(lines.map((line) => line.trim().split(/\s+/).map(Number)).map(([own = 0, theirs = 0]) => [own, theirs]));
    const targets = ports.map((port) => byOwnPort.get(port) ?? 0);
    if (targets.every((port) => port > 0)) return targets;
    if (waitedMs >= PATIENCE_MS) throw new Error(`SIPp has logged ${byOwnPort.size} of ${ports.length} ports`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
