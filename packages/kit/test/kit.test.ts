import { describe, expect, it } from 'vitest';
import { Emitter, ManualClock, systemIds, uuidv7 } from '../src/index.ts';

describe('the manual clock', () => {
  it('fires timers in the order of their deadlines, also those set meanwhile', () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    clock.setTimer(20, () => fired.push('second'));
    clock.setTimer(10, () => {
      fired.push('first');
      clock.setTimer(5, () => fired.push('between'));
    });
    clock.setTimer(30, () => fired.push('never')).cancel();
    clock.advance(30);
    expect(fired).toEqual(['first', 'between', 'second']);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the emitter', () => {
  it('reaches every listener though one throws, and says so', () => {
    const problems: unknown[] = [];
    const emitter = new Emitter<{ news: number }>((error) => problems.push(error));
    const heard: number[] = [];
    emitter.on('news', () => {
      throw new Error('broken');
    });
    emitter.on('news', (value) => heard.push(value));
    const off = emitter.on('news', () => heard.push(-1));
    off();
    emitter.emit('news', 7);
    expect(heard).toEqual([7]);
    expect(problems).toHaveLength(1);
  });
});

describe('ids', () => {
  it('sort in the order they were made, within one millisecond, too', () => {
    const ids = Array.from({ length: 10_000 }, () => systemIds.uuid());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are UUIDs of version 7 that carry their time', () => {
    const id = uuidv7(1_700_000_000_000, 5);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7005-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(1_700_000_000_000);
  });
});
