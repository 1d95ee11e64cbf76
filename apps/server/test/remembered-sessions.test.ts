import { ManualClock } from '@zuoxi/kit';
import { describe, expect, it } from 'vitest';
import { type EndedSession, rememberSessions, type Session, type Sessions } from '../src/modules/sessions/index.ts';

const SESSION: Session = {
  tokenHash: '#token',
  actor: { tenantId: 't', accountId: 'a', role: 'agent' },
  me: {
    accountId: 'a',
    account: 'a',
    displayName: 'A',
    role: 'agent',
    tenant: { id: 't', code: 't', name: 'T' },
    extension: null,
    mustChangePassword: false,
  },
};

function remembering() {
  const clock = new ManualClock();
  const database = { isUp: true };
  let answer: () => Promise<Session | undefined> = async () => SESSION;
  let ended: (session: EndedSession) => void = () => {};
  const unused = () => Promise.reject(new Error('only `find` is asked here'));
  const sessions: Sessions = {
    signIn: unused,
    signOut: unused,
    changePassword: unused,
    endAll: unused,
    sweep: unused,
    onSignedIn: () => {},
    find: () => answer(),
    hashOf: (token: string) => `#${token}`,
    onEnded: (listener: (session: EndedSession) => void) => {
      ended = listener;
    },
  };
  return {
    clock,
    database,
    sessions: rememberSessions(sessions, database, clock),
    answers: (next: () => Promise<Session | undefined>) => {
      answer = next;
    },
    end: () => ended({ tokenHash: '#token', accountId: 'a', lastOfAccount: true, by: null }),
  };
}

const never = () => new Promise<undefined>(() => {});
const away = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));

describe('sessions while the database', () => {
  it('answers: its word counts every time', async () => {
    const { sessions, answers } = remembering();
    expect(await sessions.find('token')).toBe(SESSION);
    answers(async () => undefined);
    expect(await sessions.find('token')).toBeUndefined();
    // And what it has said so is not believed afterwards either.
    answers(away);
    await expect(sessions.find('token')).rejects.toThrow('refused');
  });

  it('is away, or stands still: a known session is answered from memory, another one is not', async () => {
    const { sessions, answers, clock, database } = remembering();
    await sessions.find('token');
    answers(away);
    expect(await sessions.find('token')).toBe(SESSION);
    await expect(sessions.find('another')).rejects.toThrow('refused');
    answers(never);
    const found = sessions.find('token');
    clock.advance(500);
    expect(await found).toBe(SESSION);
    database.isUp = false;
    expect(await sessions.find('token')).toBe(SESSION);
  });

  it.each(['ended', 'forgotten', 'confirmed too long ago'])('is away: a session that is %s is not believed', async (how) => {
    const { sessions, answers, clock, end } = remembering();
    await sessions.find('token');
    if (how === 'ended') end();
    else if (how === 'forgotten') sessions.forget();
    else clock.advance(11 * 60_000);
    answers(away);
    await expect(sessions.find('token')).rejects.toThrow('refused');
  });

  it('fails otherwise: the fault is told and nothing is believed', async () => {
    const { sessions, answers } = remembering();
    await sessions.find('token');
    answers(() => Promise.reject(new Error('a bug')));
    await expect(sessions.find('token')).rejects.toThrow('a bug');
  });
});
