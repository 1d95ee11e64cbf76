import { LIVE_TIME_HEADER } from '@zuoxi/contract';
import { afterEach, describe, expect, it, vi } from 'vitest';

const SERVER = Date.parse('Wed, 01 Jul 2026 08:00:00 GMT');

/** A page that has just been loaded, on a workstation whose clocks the test moves. */
async function page() {
  vi.resetModules();
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: SERVER });
  const clock = await import('../src/api/server-clock.ts');
  const answered = (wall: number, live: number | null) => {
    const headers = new Headers({ Date: new Date(wall).toUTCString() });
    if (live !== null) headers.set(LIVE_TIME_HEADER, String(live));
    clock.observeServerTime(headers, performance.now() - 20, performance.now());
  };
  return { ...clock, answered };
}
afterEach(() => vi.useRealTimers());

describe('the server’s clock on a page', () => {
  it('is the workstation’s own until the server has said something', async () => {
    const { serverNow, liveNow } = await page();
    expect(serverNow()).toBe(SERVER);
    expect(liveNow()).toBe(SERVER);
  });

  it('tells how far a wrong clock is off', async () => {
    const { serverNow, answered } = await page();
    answered(SERVER + 60_000, null);
    expect(serverNow()).toBeCloseTo(SERVER + 60_510, 0);
  });

  it('goes on when the workstation’s clock is set by an hour', async () => {
    const { serverNow, liveNow, answered } = await page();
    answered(SERVER, SERVER);
    const before = liveNow();
    vi.setSystemTime(SERVER + 3600_000);
    expect(liveNow() - before).toBeLessThan(1000);
    expect(serverNow() - SERVER).toBeLessThan(2000);
  });

  it('of live calls goes on when the server’s is set, and its wall clock follows', async () => {
    const { serverNow, liveNow, answered } = await page();
    answered(SERVER, SERVER);
    answered(SERVER + 3600_000, SERVER + 1000);
    expect(liveNow()).toBeCloseTo(SERVER + 1010, 0);
    expect(serverNow()).toBeGreaterThan(SERVER + 3600_000);
  });

  it('knows nothing by an answer without a usable date, or by one that was long on its way', async () => {
    const { observed } = await page();
    expect(observed(null, 0, 0, 0)).toBeUndefined();
    expect(observed('', 0, 0, 0)).toBeUndefined();
    expect(observed('yesterday', 0, 0, 0)).toBeUndefined();
    expect(observed(String(SERVER), 0, 10_000, 0)).toBeUndefined();
  });
});
