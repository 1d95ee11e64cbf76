import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, Call, Callback, ConferenceRoom, Fact, QueueMemory, World } from '../src/testing.ts';
import { blankCall, newAgent, nextDeadline } from '../src/testing.ts';
import type { CallCentre } from './call-centre.ts';
import { SCENES, sceneCentre } from './scenes.ts';

// `node packages/callcontrol/test/stored-worlds.ts <file>` records the worlds of this version of the program.

/** A row of the table live_state. */
export interface Row {
  kind: 'call' | 'agent' | 'queue' | 'callback' | 'conference';
  id: string;
  tenantId: string;
  state: unknown;
}

export interface StoredWorld {
  name: string;
  now: number;
  rows: Row[];
  /** What comes of it when only time passes: each fact in a line. */
  follows: string[];
}

const MAPS = { call: 'calls', agent: 'agents', queue: 'queues', callback: 'callbacks', conference: 'conferences' } as const;

export function rowsOf(world: World): Row[] {
  return Object.entries(MAPS).flatMap(([kind, map]) =>
    // The keys are those of the constant above.
    [...world[map]].map(([id, state]) => ({ kind: kind as Row['kind'], id, tenantId: 't1', state })),
  );
}

/** Written by `rowsOf` from these very types. */
export function restoreInto(world: World, rows: readonly Row[], now: number): void {
  for (const { kind, id, state } of rows) {
    if (kind === 'call') world.calls.set(id, { ...blankCall(state as Call, (state as Call).startedAt), ...(state as Call) });
    if (kind === 'agent') world.agents.set(id, { ...newAgent(id, 't1', now), ...(state as Agent), registeredWith: [] });
    if (kind === 'queue') world.queues.set(id, state as QueueMemory);
    if (kind === 'callback') world.callbacks.set(id, state as Callback);
    if (kind === 'conference') world.conferences.set(id, state as ConferenceRoom);
  }
}

/** Nobody does anything any more, and no engine says anything. */
export function onlyTimePasses(centre: CallCentre): string[] {
  const began = centre.now;
  const before = centre.facts.length;
  for (let turns = 0; turns < 500; turns++) {
    const at = nextDeadline(centre.world, centre.now, new Set());
    if (at === undefined) break;
    centre.wait(Math.max(0, at - centre.now));
  }
  return centre.facts.slice(before).map((fact) => lineOf(fact, began));
}

function lineOf({ at, stream: _, tenantId: __, type, ...rest }: Fact, began: number): string {
  return `${at - began} ${type} ${JSON.stringify(rest)}`;
}

export function readStored(file: string): StoredWorld[] {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StoredWorld);
}

function record(): StoredWorld[] {
  return Object.entries(SCENES).map(([name, scene]) => {
    const played = sceneCentre(scene);
    scene.play(played);
    const rows: Row[] = JSON.parse(JSON.stringify(rowsOf(played.world)));
    const centre = sceneCentre(scene);
    centre.now = played.now;
    restoreInto(centre.world, structuredClone(rows), centre.now);
    return { name, now: played.now, rows, follows: onlyTimePasses(centre) };
  });
}

const [, script, file] = process.argv;
if (script === import.meta.filename && file)
  writeFileSync(
    join(import.meta.dirname, file),
    `${record()
      .map((one) => JSON.stringify(one))
      .join('\n')}\n`,
  );
