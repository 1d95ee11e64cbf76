import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact, World } from '../src/testing.ts';
import { changedRows, nextDeadline, reindex, restore } from '../src/testing.ts';
import type { CallCentre } from './call-centre.ts';
import { SCENES, sceneCentre } from './scenes.ts';

// `node packages/callcontrol/test/stored-worlds.ts <file>` records the worlds of this version of the program.

/** A row of the table live_state. */
type Row = Parameters<typeof restore>[0][number];

export interface StoredWorld {
  name: string;
  now: number;
  rows: Row[];
  /** What comes of it when only time passes: each fact in a line. */
  follows: string[];
}

/** As the server stores all of a world. */
export function rowsOf(world: World): Row[] {
  const { calls, agents, queues, callbacks, conferences } = world;
  const ids = (map: ReadonlyMap<string, unknown>): ReadonlySet<string> => new Set(map.keys());
  const all = { calls: ids(calls), agents: ids(agents), queues: ids(queues), callbacks: ids(callbacks), conferences: ids(conferences) };
  return changedRows(world, all).map((row) => ({ ...row, tenantId: 't1' }));
}

/** Fills an empty world; gives the rows that could not be read. */
export function restoreInto(world: World, rows: readonly Row[], now: number) {
  const { world: restored, unread } = restore(rows, now);
  for (const [id, one] of restored.calls) world.calls.set(id, one);
  for (const [id, one] of restored.agents) world.agents.set(id, one);
  for (const [id, one] of restored.queues) world.queues.set(id, one);
  for (const [id, one] of restored.callbacks) world.callbacks.set(id, one);
  for (const [id, one] of restored.conferences) world.conferences.set(id, one);
  reindex(world);
  return unread;
}

/** Nobody does anything any more, and no engine says anything. */
export function onlyTimePasses(centre: CallCentre): string[] {
  const began = centre.now;
  const before = centre.facts.length;
  for (let turns = 0; turns < 500; turns++) {
    const at = nextDeadline(centre.world, new Set());
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
