import { describe, expect, it } from 'vitest';
import { Container } from '../src/platform/container.ts';
import { defineModule } from '../src/platform/module.ts';
import { type Need, type Needs, provided } from '../src/platform/needs.ts';

const clock = provided<{ now(): number }>('clock');

/** Modules that write down what is done with them. */
function modulesWithDiary() {
  const diary: string[] = [];
  const one = (name: string, needs: Needs, fails?: 'create' | 'start') => {
    const note = (what: string) => {
      diary.push(`${what} ${name}`);
      if (fails === what) throw new Error(`${name} failed`);
    };
    return defineModule({
      name,
      needs,
      create: () => {
        note('create');
        return name;
      },
      start: () => note('start'),
      stop: () => note('stop'),
    });
  };
  return { diary, one };
}

describe('the container', () => {
  it('makes what is needed before whoever needs it, once, and hands it over under the name that they give it', async () => {
    const { diary, one } = modulesWithDiary();
    const store = one('store', {});
    const left = one('left', { store });
    const right = one('right', { store });
    const top = defineModule({
      name: 'top',
      needs: { first: right, second: left, clock },
      create: async ({ first, second, clock: given }) => `${first} and ${second} at ${given.now()}`,
    });
    const container = new Container().provide(clock, { now: () => 7 });
    await container.make([top, left]);
    expect(diary).toEqual(['create store', 'create right', 'create left']);
    expect(container.get(top)).toBe('right and left at 7');
  });

  it('refuses modules that need each other, with the way round', async () => {
    const needs: Record<string, Need> = {};
    const egg = defineModule({ name: 'egg', needs, create: () => 'egg' });
    const hen = defineModule({ name: 'hen', needs: { egg }, create: () => 'hen' });
    Object.assign(needs, { hen });
    await expect(new Container().make([hen])).rejects.toThrow('They need each other: hen → egg → hen.');
  });

  it('names what nobody has handed in, before anything is made', async () => {
    const { diary, one } = modulesWithDiary();
    const lonely = one('lonely', { other: one('other', {}), clock });
    await expect(new Container().make([lonely])).rejects.toThrow('"clock" is needed, and nobody has handed it in.');
    expect(diary).toEqual([]);
  });

  it('starts in the order of needs and stops in reverse', async () => {
    const { diary, one } = modulesWithDiary();
    const container = new Container();
    await container.make([one('house', { ground: one('ground', {}) })]);
    diary.length = 0;
    await container.start();
    await container.stop();
    expect(diary).toEqual(['start ground', 'start house', 'stop house', 'stop ground']);
  });

  it('stops what had begun when one cannot be made or started, and tells why', async () => {
    for (const when of ['create', 'start'] as const) {
      const { diary, one } = modulesWithDiary();
      const ground = one('ground', {});
      const container = new Container();
      const run = container.make([one('house', { ground }, when)]).then(() => container.start());
      await expect(run, when).rejects.toThrow('house failed');
      expect(diary.at(-1), when).toBe('stop ground');
      expect(diary.includes('stop house'), when).toBe(when === 'start');
    }
  });

  it('stops side by side, so that one that stands still keeps no other from it; what closes waits for all that need it', async () => {
    const done: string[] = [];
    const held = Promise.withResolvers<void>();
    const ground = defineModule({ name: 'ground', needs: {}, create: () => 0, close: () => void done.push('ground closed') });
    const slow = defineModule({
      name: 'slow',
      needs: { ground },
      create: () => 0,
      stop: async () => {
        await held.promise;
        done.push('slow stopped');
      },
    });
    const quick = defineModule({ name: 'quick', needs: { ground }, create: () => 0, stop: () => void done.push('quick stopped') });
    const container = new Container();
    await container.make([quick, slow]);
    const stopped = container.stop();
    await Promise.resolve();
    expect(done).toEqual(['quick stopped']);
    held.resolve();
    await stopped;
    expect(done).toEqual(['quick stopped', 'slow stopped', 'ground closed']);
  });

  it('has a failure at the stop of one keep no other from stopping, and tells it', async () => {
    const { diary, one } = modulesWithDiary();
    const ground = one('ground', {});
    const broken = defineModule({
      name: 'broken',
      needs: { ground },
      create: () => 0,
      stop: () => Promise.reject(new Error('it would not stop')),
    });
    const container = new Container();
    await container.make([broken]);
    await expect(container.stop()).rejects.toThrow('it would not stop');
    expect(diary).toEqual(['create ground', 'stop ground']);
  });
});
