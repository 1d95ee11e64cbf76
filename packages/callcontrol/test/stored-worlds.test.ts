import { describe, expect, it } from 'vitest';
import { SCENES, sceneCentre } from './scenes.ts';
import { onlyTimePasses, readStored, restoreInto } from './stored-worlds.ts';

describe('a world that an older program has stored', () => {
  it('is there for every scene', () => {
    expect(readStored('stored-worlds-1.jsonl').map(({ name }) => name)).toEqual(Object.keys(SCENES));
  });

  it.each(readStored('stored-worlds-1.jsonl'))('goes on as it did there: $name', ({ name, now, rows, follows }) => {
    const scene = SCENES[name] ?? expect.fail(`no scene ${name}`);
    const centre = sceneCentre(scene);
    centre.now = now;
    restoreInto(centre.world, rows, now);
    expect(onlyTimePasses(centre)).toEqual(follows);
    expect(centre.world.calls.size + centre.world.conferences.size + centre.world.callbacks.size).toBe(0);
  });
});
