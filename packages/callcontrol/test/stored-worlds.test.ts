import { describe, expect, it } from 'vitest';
import { NewerWorldError, restore } from '../src/testing.ts';
import { SCENES, sceneCentre } from './scenes.ts';
import { onlyTimePasses, readStored, restoreInto, rowsOf } from './stored-worlds.ts';

/** What it no longer does: with one deadline for all who rang, a lost agent was waited for twelve hours (see faults.test.ts). */
const MENDED: Readonly<Record<string, (facts: readonly string[]) => readonly string[]>> = {
  'the agent is absent while a consultation rings': (facts) =>
    facts
      .map((fact) => fact.replace(/^(43\d{6}) /, (_, at) => `${Number(at) - 43_200_000} `))
      // After twelve hours their journey was too long to be sent on.
      .map((fact) => fact.replace('"reason":"failed"', '"reason":"unreachable"'))
      .toSorted(byTime),
};
const byTime = (one: string, other: string) => Number.parseInt(one, 10) - Number.parseInt(other, 10);

/** As each version of the program has stored them. */
const STORED = [
  'stored-worlds-1.jsonl',
  'stored-worlds-2.jsonl',
  'stored-worlds-3.jsonl',
  'stored-worlds-4.jsonl',
  'stored-worlds-5.jsonl',
  'stored-worlds-6.jsonl',
  'stored-worlds-7.jsonl',
  'stored-worlds-8.jsonl',
  'stored-worlds-9.jsonl',
  'stored-worlds-10.jsonl',
];

describe.each(STORED)('a world that an older program has stored: %s', (file) => {
  it('is there for every scene', () => {
    expect(readStored(file).map(({ name }) => name)).toEqual(Object.keys(SCENES));
  });

  it.each(readStored(file))('goes on as it did there: $name', ({ name, now, rows, follows }) => {
    const scene = SCENES[name] ?? expect.fail(`no scene ${name}`);
    const centre = sceneCentre(scene);
    centre.now = now;
    expect(restoreInto(centre.world, rows, now)).toEqual([]);
    expect(onlyTimePasses(centre)).toEqual((file === 'stored-worlds-1.jsonl' && MENDED[name]?.(follows)) || follows);
    expect(centre.world.calls.size + centre.world.conferences.size + centre.world.callbacks.size).toBe(0);
  });
});

describe('a stored world', () => {
  const played = () => {
    const scene = SCENES['three in a call'] ?? expect.fail();
    const centre = sceneCentre(scene);
    scene.play(centre);
    return { centre, rows: structuredClone(rowsOf(centre.world)) };
  };

  it.each(Object.entries(SCENES))('is the same world when it is restored: %s', (_, scene) => {
    const centre = sceneCentre(scene);
    scene.play(centre);
    const { world, unread } = restore(structuredClone(rowsOf(centre.world)), centre.now);
    expect(unread).toEqual([]);
    expect(world.calls).toEqual(centre.world.calls);
    expect(world.conferences).toEqual(centre.world.conferences);
    expect(world.callbacks).toEqual(centre.world.callbacks);
    expect(world.queues).toEqual(centre.world.queues);
    expect([...world.agents.values()]).toEqual([...centre.world.agents.values()].map((agent) => ({ ...agent, registeredWith: [] })));
  });

  it('of a later program is refused in a sentence', () => {
    const { rows, centre } = played();
    const newer = rows.map((row) => ({ ...row, state: { ...Object(row.state), v: 12 } }));
    expect(() => restore(newer, centre.now)).toThrow(NewerWorldError);
    expect(() => restore(newer, centre.now)).toThrow('were stored by a later version of Zuoxi (form 12');
  });

  it('has its other rows restored when one cannot be read, and says which', () => {
    const { rows, centre } = played();
    const call = rows.find(({ kind }) => kind === 'call') ?? expect.fail();
    const { engine: __, ...broken } = Object(call.state);
    const given = [{ ...call, id: 'c2', state: broken }, { ...call, id: 'c3', state: null }, { ...call, kind: 'lead' }, ...rows];
    const { world, unread } = restore(given, centre.now);
    expect(unread.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['call c2', 'call c3', 'lead call1']);
    expect(world.calls.size).toBe(1);
    expect(world.agents.size).toBe(4);
  });
});
