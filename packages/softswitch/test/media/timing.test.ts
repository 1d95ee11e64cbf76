import { ManualClock } from '@zuoxi/kit';
import { PCMA, sine } from '@zuoxi/sound';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameClock } from '../../src/media/frame-clock.ts';
import { JitterBuffer } from '../../src/media/jitter-buffer.ts';
import { seeded } from './impairment-relay.ts';
import { encode, hasTone } from './tone-detector.ts';

describe('the clock', () => {
  test('beats every 20 ms from its origin without drift', () => {
    const clock = new ManualClock();
    const beats: { frame: number; at: number }[] = [];
    const origin = clock.monotonic();
    const frames = new FrameClock(clock, (frame) => beats.push({ frame, at: clock.monotonic() - origin }));
    frames.start();
    for (let i = 0; i < 100; i++) clock.advance(7.3);
    expect(beats).toHaveLength(36);
    for (const { frame, at } of beats) expect(at).toBeCloseTo(frame * 20, 6);
    frames.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test('counts an hour to the frame, however late its timers fire', () => {
    const clock = new ManualClock();
    const late = seeded(2);
    const beats: number[] = [];
    const origin = clock.monotonic();
    // Timers of a busy machine: up to 15 ms late.
    const busy = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      setTimer: (ms: number, fn: () => void) => clock.setTimer(ms + late() * 15, fn),
    };
    const frames = new FrameClock(busy, (frame) => beats.push(frame));
    frames.start();
    clock.advance(3_600_000);
    frames.stop();
    // Not one is left out, none comes twice, and the last is not later than its timer.
    expect(beats.every((frame, i) => frame === i + 1)).toBe(true);
    expect(clock.monotonic() - origin - beats.length * 20).toBeLessThan(40);
  });

  test('catches up after a short stall and leaves out after a long one, counting on', () => {
    let now = 0;
    let fire: () => void = () => {};
    const setTimer = (_ms: number, fn: () => void) => {
      fire = fn;
      return { cancel: () => {} };
    };
    const clock = { now: () => now, monotonic: () => now, setTimer };
    const beats: number[] = [];
    new FrameClock(clock, (frame) => beats.push(frame)).start();
    now = 80;
    fire();
    expect(beats).toEqual([1, 2, 3, 4]);
    now = 5_000;
    fire();
    expect(beats.slice(4)).toEqual([250]);
  });
});

describe('the jitter buffer', () => {
  const packet = (n: number, frequency = 500) => encode(sine(frequency, 160, n * 160), 'PCMA');
  const push = (buffer: JitterBuffer, n: number, restart = false) => buffer.push(PCMA, packet(n), 0, 160, (n * 160) >>> 0, restart);

  test('gives audio without gaps when packets jitter by 30 ms', () => {
    const buffer = new JitterBuffer();
    const arrivals = Array.from({ length: 200 }, (_, n) => ({ n, at: n + ((n * 7) % 3) / 2 })).sort((a, b) => a.at - b.at);
    const out: number[] = [];
    let missing = 0;
    for (let beat = 0; beat < 200; beat++) {
      while (arrivals[0] && arrivals[0].at <= beat) push(buffer, arrivals.shift()?.n ?? 0);
      const frame = buffer.pull();
      if (frame) out.push(...frame);
      else if (out.length > 0) missing++;
    }
    expect(missing).toBe(0);
    expect(hasTone(Int16Array.from(out.slice(1600, 16_000)), 500)).toBe(true);
  });

  test('waits for one packet only, for two once one was late, and for one again when for 10 s none was', () => {
    const buffer = new JitterBuffer();
    let next = 0;
    const beats = (count: number): void => {
      for (let beat = 0; beat < count; beat++) {
        push(buffer, next++);
        buffer.pull();
      }
    };
    push(buffer, next++);
    expect(buffer.pull()).toBeDefined();
    beats(100);
    expect([buffer.targetMs, buffer.depthMs, buffer.concealedBlocks]).toEqual([20, 0, 0]);
    // One packet comes after its beat: that beat is concealed, and from now on there is one in reserve.
    buffer.pull();
    push(buffer, next++);
    beats(400);
    expect([buffer.targetMs, buffer.depthMs, buffer.concealedBlocks]).toEqual([40, 20, 2]);
    beats(400);
    expect([buffer.targetMs, buffer.depthMs, buffer.concealedBlocks]).toEqual([20, 0, 2]);
  });

  test('a party that is silent for a while (VAD) was not late', () => {
    const buffer = new JitterBuffer();
    for (let spurt = 0; spurt < 10; spurt++) {
      for (let n = 0; n < 50; n++) {
        push(buffer, spurt * 100 + n);
        buffer.pull();
      }
      for (let n = 0; n < 50; n++) buffer.pull();
    }
    expect(buffer.targetMs).toBe(20);
  });

  test('starts anew after a gap, and never holds more than a second', () => {
    const buffer = new JitterBuffer();
    for (let n = 0; n < 10; n++) push(buffer, n);
    for (let beat = 0; beat < 30; beat++) buffer.pull();
    for (let n = 5_000; n < 5_003; n++) push(buffer, n);
    expect(buffer.pull()).toBeDefined();
    // A burst of 4 s after a stall: what comes out next is recent.
    for (let n = 5_003; n < 5_203; n++) push(buffer, n);
    let frames = 0;
    while (buffer.pull()) frames++;
    expect(frames).toBeLessThan(52);
  });

  test('survives any order, timestamp and length', () => {
    const action = fc.oneof(
      fc.record({ timestamp: fc.integer({ min: 0, max: 0xffff_ffff }), length: fc.integer({ min: 0, max: 1_500 }), restart: fc.boolean() }),
      fc.constant('pull' as const),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const buffer = new JitterBuffer();
        for (const step of actions) {
          if (step === 'pull') buffer.pull();
          else buffer.push(PCMA, new Uint8Array(step.length), 0, step.length, step.timestamp, step.restart);
        }
        expect(buffer.targetMs).toBeLessThanOrEqual(200);
      }),
    );
  });
});
