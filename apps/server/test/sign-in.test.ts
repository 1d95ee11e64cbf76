import { ManualClock } from '@zuoxi/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { placeOf } from '../src/modules/sessions/index.ts';
import { SignInLimits } from '../src/modules/sessions/sign-in-limits.ts';
import { FairQueue } from '../src/platform/fair-queue.ts';

const OFFICE = '203.0.113.5';
const RIGHT = demo.summary.password;

/** Signs in by the limits alone: no password is hashed, and time is moved by hand. */
class Door {
  readonly clock = new ManualClock();
  readonly #limits = new SignInLimits(this.clock);
  readonly #known = new Set<string>();

  try(account: string, place: string, isRight: boolean): 'in' | 'wrong' | 'wait' {
    const attempt = { account, place, isKnownThere: this.#known.has(`${account}@${place}`) };
    if (this.#limits.secondsToWait(attempt) > 0) return 'wait';
    if (!isRight) {
      this.#limits.failed(attempt);
      return 'wrong';
    }
    this.#limits.succeeded(attempt);
    this.#known.add(`${account}@${place}`);
    return 'in';
  }

  /** Guesses that were looked at, of so many. */
  guesses(count: number, account: (n: number) => string, place: (n: number) => string, everyMs = 1000): number {
    let looked = 0;
    for (let n = 0; n < count; n++) {
      if (this.try(account(n), place(n), false) === 'wrong') looked += 1;
      this.clock.advance(everyMs);
    }
    return looked;
  }
}

describe('an office of 500 behind one address', () => {
  it('signs in on its first day, a third of it after a typing error, some after two', () => {
    const door = new Door();
    for (let n = 0; n < 500; n++) {
      for (let typo = 0; typo < (n % 9 === 0 ? 2 : n % 3 === 0 ? 1 : 0); typo++) expect(door.try(`a${n}`, OFFICE, false)).toBe('wrong');
      expect(door.try(`a${n}`, OFFICE, true)).toBe('in');
      door.clock.advance(500);
    }
  });

  it('signs in on the next day while somebody among it guesses', () => {
    const door = new Door();
    for (let n = 0; n < 500; n++) door.try(`a${n}`, OFFICE, true);
    door.clock.advance(15 * 3600_000);
    const looked = door.guesses(
      5000,
      (n) => `nobody${n}`,
      () => OFFICE,
      100,
    );
    expect(looked).toBeLessThan(650);
    for (let n = 0; n < 500; n++) expect(door.try(`a${n}`, OFFICE, true)).toBe('in');
  });
});

describe('a guesser', () => {
  const day = 24 * 3600;

  it('of one account from one address looks at some hundred passwords a day', () => {
    const door = new Door();
    expect(
      door.guesses(
        day,
        () => 'admin',
        () => '198.51.100.7',
      ),
    ).toBeLessThan(150);
  });

  it('of one account from thousands of addresses looks at no more, and keeps nobody out where they usually are', () => {
    const door = new Door();
    expect(door.try('admin', OFFICE, true)).toBe('in');
    expect(
      door.guesses(
        day,
        () => 'admin',
        (n) => `198.51.${n % 200}.${n % 251}`,
      ),
    ).toBeLessThan(200);
    expect(door.try('admin', OFFICE, true)).toBe('in');
    // At a new place the right password has to wait for its turn with the others.
    expect(door.try('admin', '192.0.2.9', true)).toBe('wait');
  });

  it('of many accounts from one address is stopped there', () => {
    const door = new Door();
    expect(
      door.guesses(
        day,
        (n) => `a${n}`,
        () => '198.51.100.7',
      ),
    ).toBeLessThan(400);
  });

  it('with an account of their own does not get rid of what they have guessed', () => {
    const door = new Door();
    let looked = 0;
    for (let n = 0; n < 5000; n++) {
      if (door.try(`a${n}`, OFFICE, false) === 'wrong') looked += 1;
      if (n % 20 === 0) door.try('mallory', OFFICE, true);
      door.clock.advance(100);
    }
    expect(looked).toBeLessThan(200);
  });
});

describe('a place', () => {
  it('is an IPv4 address, or the /64 of an IPv6 address', () => {
    expect(placeOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(placeOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(placeOf('2001:db8:1:2::9')).toBe(placeOf('2001:0db8:0001:0002:ffff::1'));
    expect(placeOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(placeOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(placeOf('::1')).toBe('0:0:0:0::/64');
  });
});

describe('work that is dear', () => {
  it('is done in turns of those who want it, so many at once, and not queued for ever', async () => {
    const queue = new FairQueue({ atOnce: 1, mostWaiting: 3 });
    const done: string[] = [];
    const work = (name: string) => async () => void done.push(name);
    const first = queue.run('a', work('a1'));
    const others = ['a2', 'a3', 'a4', 'b1', 'b2'].map((name) => queue.run(name.charAt(0), work(name)));
    await expect(queue.run('a', work('a5'))).rejects.toMatchObject({ code: 'request.throttled' });
    await Promise.all([first, ...others]);
    expect(done).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
    await expect(queue.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await queue.run('a', work('a6'));
    expect(done.at(-1)).toBe('a6');
  });
});

describe('over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ demo: true, trustedProxies: ['127.0.0.1'] });
  });
  afterAll(() => server.stop());

  async function tries(account: string, password: string, from: string): Promise<{ status: number; body: unknown }> {
    return new ApiUser(server.url).request(
      'POST',
      '/api/session',
      { tenant: demo.summary.tenant, account, password },
      { 'x-forwarded-for': from },
    );
  }

  it('the right password from where one has signed in before passes, whatever others guess elsewhere', async () => {
    expect((await tries('wangli', RIGHT, OFFICE)).status).toBe(200);
    for (let n = 0; n < 25; n++) await tries('wangli', `guess ${n}`, `198.51.100.${n}`);
    expect((await tries('wangli', RIGHT, '198.51.100.200')).status).toBe(429);
    expect((await tries('wangli', RIGHT, OFFICE)).status).toBe(200);
  });

  it('many guesses at the same time are not looked at either', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => tries('zuzhang', `guess ${n}`, '192.0.2.77')));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5 + 3);
    expect((await tries('zuzhang', RIGHT, OFFICE)).status).toBe(200);
  });

  it('failures are in the audit trail with the account and the place, and without the password', async () => {
    await tries('keke', 'not this one', '192.0.2.55');
    await tries('nobody-at-all', 'not this one', '192.0.2.55');
    const entries = await eventually('they are there', async () => {
      const all = await server.modules.database.system.select().from(auditEntry).orderBy(auditEntry.at);
      const failed = all.filter(({ action, detail }) => action === 'session.signInFailed' && JSON.stringify(detail).includes('192.0.2.55'));
      return failed.length === 2 && failed;
    });
    expect(entries.map(({ detail }) => detail)).toEqual([
      { account: 'keke', place: '192.0.2.55' },
      { account: 'nobody-at-all', place: '192.0.2.55' },
    ]);
    expect(entries.map(({ targetId }) => targetId !== null)).toEqual([true, false]);
  });

  it('takes as long for an account that is not there, or a call centre', async () => {
    const median = async (tenant: string, account: string): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 5; n++) {
        const started = performance.now();
        await new ApiUser(server.url).request(
          'POST',
          '/api/session',
          { tenant, account, password: 'x' },
          { 'x-forwarded-for': `10.9.${n}.${account.length}` },
        );
        times.push(performance.now() - started);
      }
      return times.sort((a, b) => a - b)[2] ?? 0;
    };
    const there = await median(demo.summary.tenant, 'zhangwei');
    for (const [tenant, account] of [
      [demo.summary.tenant, 'nobody'],
      ['nowhere', 'zhangwei'],
    ] as const) {
      // The hash alone is most of it; without it the answer is there in a tenth of the time.
      expect(await median(tenant, account)).toBeGreaterThan(there / 3);
    }
  });

  it('only a proxy that is trusted says who asks', async () => {
    const other = await startTestServer({ demo: true });
    try {
      const request = { tenant: demo.summary.tenant, account: 'wangli', password: 'x' };
      let last = 0;
      for (let n = 0; n < 8; n++) {
        last = (await new ApiUser(other.url).request('POST', '/api/session', request, { 'x-forwarded-for': `198.51.100.${n}` })).status;
      }
      expect(last).toBe(429);
    } finally {
      await other.stop();
    }
  });

  it('the old password is not guessed either, and known ones are no new ones', async () => {
    const user = await ApiUser.signIn(server.url, demo.summary.tenant, 'zhangwei', RIGHT);
    const change = (oldPassword: string, newPassword: string) => user.request('PUT', '/api/session/password', { oldPassword, newPassword });
    for (const known of [
      'password',
      'PASSWORD1',
      'woaini1314',
      'admin888!',
      'qwertyuiop',
      '88888888',
      'abcdefgh',
      '87654321',
      'zhangwei',
      'Zhangwei2026',
      'p@ssw0rd',
      RIGHT,
    ]) {
      expect(await change(RIGHT, known), known).toMatchObject({ status: 400, body: { code: 'session.knownPassword' } });
    }
    expect((await change(RIGHT, 'long enough and new')).status).toBe(204);
    for (let n = 0; n < 5; n++)
      expect(await change(`guess ${n}`, 'long enough')).toMatchObject({ status: 400, body: { code: 'session.wrongPassword' } });
    expect(await change('long enough and new', 'long enough')).toMatchObject({ status: 429 });
    const entries = await server.modules.database.system.select().from(auditEntry);
    expect(entries.filter(({ action }) => action === 'session.oldPasswordWrong')).toHaveLength(5);
  });

  it('an administrator gives no known password either', async () => {
    const admin = await ApiUser.signIn(server.url, demo.summary.tenant, 'admin', RIGHT);
    const account = { name: 'newcomer', displayName: '新人', role: 'agent', extension: null };
    for (const password of ['12345678', 'newcomer1', 'iloveyou']) {
      expect(await admin.request('POST', '/api/accounts', { ...account, password })).toMatchObject({
        body: { code: 'session.knownPassword' },
      });
    }
    const { body } = await admin.request('POST', '/api/accounts', { ...account, password: 'long enough' });
    const { id } = (body as { account: { id: string } }).account;
    const update = { displayName: '新人', role: 'agent', enabled: true, extension: null, password: 'newcomer2026' };
    expect(await admin.request('PUT', `/api/accounts/${id}`, update)).toMatchObject({ body: { code: 'session.knownPassword' } });
  });
});
