import type { Engine } from '../engine/index.ts';
import { isInCall } from './in-call.ts';

/** Says which agents are shown otherwise now. */
export function listenToAgents(engine: Pick<Engine, 'callControl' | 'on'>, changed: (agentIds: Iterable<string>) => void): void {
  const { callControl } = engine;
  callControl.on('changed', ({ shown }) => changed(shown.agents));
  // Who rings or talks over an engine that is away, or back, is shown otherwise.
  engine.on('available', () => changed([...callControl.world.agents.keys()].filter((id) => isInCall(callControl.world, id))));
}
