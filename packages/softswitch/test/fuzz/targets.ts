import { fuzzTargets as mediaTargets } from '../media/fuzz-targets.ts';
import type { FuzzTarget } from './fuzz.ts';
import { sipTargets } from './sip-targets.ts';
import { webSocketTarget } from './websocket-target.ts';

/** Every parser of the softswitch that bytes from outside reach. */
export async function allTargets(): Promise<readonly FuzzTarget[]> {
  const media = (await mediaTargets()).map((target) => ({ ...target, name: target.name.toLowerCase() }));
  return [...sipTargets(), webSocketTarget(), ...media];
}
