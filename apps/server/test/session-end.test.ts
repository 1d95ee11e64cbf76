import { ManualClock, silentLogger } from '@zuoxi/kit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { createSessions, type Sessions } from '../src/modules/sessions/index.ts';
import { session } from '../src/modules/sessions/tables.ts';

const HOUR_MS = 3600_000;

let server: TestServer;
let clock: ManualClock;
let sessions: Sessions;
let inCall: boolean;
let ended: string[];

beforeAll(async () => {
  server = await startTestServer({ demo: true });
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.modules.database.system.delete(session);
  clock = new ManualClock(Date.now());
  inCall = false;
  ended = [];
  sessions = createSessions({ database: server.modules.database, clock, isInCall: () => inCall, logger: silentLogger });
  sessions.onEnded(({ tokenHash }) => ended.push(tokenHash));
});

/** Signs in, and uses the session every hour for so long: it is never idle. */
async function usedFor(hours: number): Promise<string> {
  const { tenant, password } = demo.summary;
  const { token } = await sessions.signIn({ tenant, account: 'wangli', password }, '127.0.0.1');
  for (let hour = 0; hour < hours; hour++) {
    clock.advance(HOUR_MS);
    await sessions.find(token);
  }
  return token;
}

/** Refused at once, and removed and told by the next sweep. */
async function expectEnded(token: string): Promise<void> {
  expect(await sessions.find(token)).toBeUndefined();
  await sessions.sweep();
  expect(ended).toEqual([sessions.hashOf(token)]);
}

it('ends after a day, however much it is used, and what hangs on it is told', async () => {
  const token = await usedFor(23);
  expect(await sessions.find(token)).toBeDefined();
  await sessions.sweep();
  expect(ended).toEqual([]);
  clock.advance(HOUR_MS);
  await expectEnded(token);
});

it('goes on for a call that is under way, and ends after four more hours even then', async () => {
  inCall = true;
  const token = await usedFor(27);
  await sessions.sweep();
  expect(await sessions.find(token)).toBeDefined();
  clock.advance(HOUR_MS);
  await expectEnded(token);
});

it('ends with the call that outlasted it', async () => {
  inCall = true;
  const token = await usedFor(25);
  inCall = false;
  expect(await sessions.find(token)).toBeUndefined();
});

it('ends when nobody has used it for twelve hours', async () => {
  const token = await usedFor(1);
  clock.advance(12 * HOUR_MS - 1);
  expect(await sessions.find(token)).toBeDefined();
  clock.advance(12 * HOUR_MS);
  expect(await sessions.find(token)).toBeUndefined();
});
