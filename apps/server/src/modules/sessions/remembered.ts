import type { Clock } from '@zuoxi/kit';
import { type Database, isDatabaseAway } from '../../db/index.ts';
import type { Session } from '../../platform/http/session.ts';
import type { Sessions } from './sessions.ts';

/** A database that takes longer is not waited for by somebody whose session is known. */
const PATIENCE_MS = 500;
/** A session that was confirmed so long ago is not believed any more. */
const BELIEVED_MS = 10 * 60_000;
/** More than a call centre has pages; the oldest goes first. */
const MOST = 20_000;

interface Remembered {
  session: Session;
  confirmedAt: number;
}

export interface RememberingSessions extends Sessions {
  /** What sessions may do is changed: nothing is believed before the database has said it again. */
  forget(): void;
}

/**
 * Sessions of which the last answers are remembered, for the time in which the database does not answer: hold, hang up and whatever else is
 * decided in memory must not wait for it. While it answers, its word counts, on every request.
 */
export function rememberSessions(sessions: Sessions, database: Pick<Database, 'isUp'>, clock: Clock): RememberingSessions {
  const remembered = new Map<string, Remembered>();
  sessions.onEnded(({ tokenHash }) => remembered.delete(tokenHash));

  function believed(tokenHash: string): Session | undefined {
    const known = remembered.get(tokenHash);
    return known && clock.monotonic() - known.confirmedAt < BELIEVED_MS ? known.session : undefined;
  }

  async function ask(token: string, tokenHash: string): Promise<Session | undefined> {
    const session = await sessions.find(token);
    if (session) keep(session);
    else remembered.delete(tokenHash);
    return session;
  }

  function keep(session: Session): void {
    // Deleted first: what was confirmed last stands last.
    remembered.delete(session.tokenHash);
    remembered.set(session.tokenHash, { session, confirmedAt: clock.monotonic() });
    if (remembered.size > MOST) for (const oldest of [...remembered.keys()].slice(0, remembered.size - MOST)) remembered.delete(oldest);
  }

  return {
    ...sessions,
    forget: () => remembered.clear(),
    async signIn(input, address) {
      const signedIn = await sessions.signIn(input, address);
      keep(signedIn.session);
      return signedIn;
    },
    async find(token) {
      const tokenHash = sessions.hashOf(token);
      const known = believed(tokenHash);
      if (!known) return ask(token, tokenHash);
      if (!database.isUp) return known;
      const asked = ask(token, tokenHash);
      return new Promise((resolve, reject) => {
        const limit = clock.setTimer(PATIENCE_MS, () => resolve(known));
        asked.then(
          (session) => {
            limit.cancel();
            resolve(session);
          },
          (error: unknown) => {
            limit.cancel();
            if (isDatabaseAway(error)) resolve(known);
            else reject(error);
          },
        );
      });
    },
  };
}
