import type { ChangePassword, Me, SignIn } from '@zuoxi/contract';
import type { Clock } from '@zuoxi/kit';
import { and, eq, inArray, lt, or, sql } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';
import type { Actor } from '../actor.ts';
import { fail } from '../errors.ts';
import { hashPassword, hashToken, randomToken, verifyPassword } from '../secrets/index.ts';
import { SignInThrottle } from './throttle.ts';

/** Wrong passwords that cost nothing: for one account from one address, and from one address in all (a call centre's own typing errors). */
const FREE_BY_ACCOUNT = 5;
const FREE_BY_ADDRESS = 50;
/** A session ends this long after it was last used. */
const IDLE_LIMIT_MS = 12 * 3600_000;
/** And so long after it began, used or not; a call that is under way then is spoken to its end, within limits. */
const LONGEST_MS = 24 * 3600_000;
const LAST_CALL_MS = 4 * 3600_000;
/** `last_seen_at` is written at most this often. */
const TOUCH_MS = 60_000;

/** Compared against when the account does not exist, so that the answer takes as long. */
const NOBODY = hashPassword('nobody-has-this-password');

export interface Session {
  tokenHash: string;
  actor: Actor;
  me: Me;
}

export interface EndedSession {
  tokenHash: string;
  accountId: string;
  lastOfAccount: boolean;
  /** Who has ended it, when it was somebody else. */
  by: string | null;
}

export interface Sessions {
  /** The token goes into the cookie and is not kept. Throws `session.wrongCredentials`, `session.throttled`. */
  signIn(input: SignIn, address: string): Promise<{ token: string; session: Session }>;
  find(token: string): Promise<Session | undefined>;
  /** `tokenHash` of the session that such a token belongs to, if there is one. */
  hashOf(token: string): string;
  signOut(session: Session): Promise<void>;
  changePassword(session: Session, input: ChangePassword): Promise<void>;
  /** Ends all sessions of an account. `except`: the token hash of one that goes on; `by`: the name of who does it, told to the pages. */
  endAll(accountId: string, options?: { except?: string; by?: string }): Promise<void>;
  onEnded(listener: (ended: EndedSession) => void): void;
  onSignedIn(listener: (session: Session) => void): void;
  /** Removes what has expired; called now and then. */
  sweep(): Promise<void>;
}

interface SessionsDeps {
  database: Database;
  clock: Clock;
  isInCall(accountId: string): boolean;
}

export function createSessions({ database, clock, isInCall }: SessionsDeps): Sessions {
  const throttle = new SignInThrottle(clock);
  const endedListeners: ((ended: EndedSession) => void)[] = [];
  const signedInListeners: ((session: Session) => void)[] = [];
  const db = database.system;

  async function meOf(accountId: string): Promise<{ me: Me; enabled: boolean } | undefined> {
    const [row] = await db
      .select({ account: tables.account, tenant: tables.tenant, extension: tables.extension })
      .from(tables.account)
      .innerJoin(tables.tenant, eq(tables.tenant.id, tables.account.tenantId))
      .leftJoin(tables.extension, eq(tables.extension.accountId, tables.account.id))
      .where(eq(tables.account.id, accountId));
    if (!row) return undefined;
    const { account, tenant, extension } = row;
    return {
      enabled: account.enabled,
      me: {
        accountId: account.id,
        account: account.name,
        displayName: account.displayName,
        role: account.role,
        tenant: { id: tenant.id, code: tenant.code, name: tenant.name },
        extension: extension ? { number: extension.number, phoneType: extension.phoneType } : null,
        mustChangePassword: account.mustChangePassword,
      },
    };
  }

  function sessionOf(tokenHash: string, me: Me): Session {
    return { tokenHash, me, actor: { tenantId: me.tenant.id, accountId: me.accountId, role: me.role } };
  }

  /** Unused for too long, or there for too long. */
  function isOver({ accountId, createdAt, expiresAt }: typeof tables.session.$inferSelect, now: number): boolean {
    const age = now - createdAt.getTime();
    return expiresAt.getTime() <= now || age >= LONGEST_MS + LAST_CALL_MS || (age >= LONGEST_MS && !isInCall(accountId));
  }

  async function ended(rows: { tokenHash: string; accountId: string }[], by: string | null = null): Promise<void> {
    for (const row of rows) {
      const [left] = await db
        .select({ n: sql<number>`count(*)::int` })
        .from(tables.session)
        .where(eq(tables.session.accountId, row.accountId));
      for (const listener of endedListeners)
        listener({ tokenHash: row.tokenHash, accountId: row.accountId, lastOfAccount: (left?.n ?? 0) === 0, by });
    }
  }

  return {
    async signIn(input, address) {
      const account = { name: `${input.tenant}/${input.account}/${address}`.toLowerCase(), freeFailures: FREE_BY_ACCOUNT };
      const keys = [account, { name: address, freeFailures: FREE_BY_ADDRESS }];
      const wait = throttle.secondsToWait(keys);
      if (wait > 0) fail('session.throttled', { seconds: wait });
      const [found] = await db
        .select({ id: tables.account.id, passwordHash: tables.account.passwordHash, enabled: tables.account.enabled })
        .from(tables.account)
        .innerJoin(tables.tenant, eq(tables.tenant.id, tables.account.tenantId))
        .where(
          and(
            eq(sql`lower(${tables.tenant.code})`, input.tenant.toLowerCase()),
            eq(sql`lower(${tables.account.name})`, input.account.toLowerCase()),
          ),
        );
      const right = await verifyPassword(found?.passwordHash ?? (await NOBODY), input.password);
      const known = found && right && found.enabled ? await meOf(found.id) : undefined;
      if (!known) {
        throttle.failed(keys);
        return fail('session.wrongCredentials');
      }
      throttle.succeeded([account]);
      const token = randomToken();
      const session = sessionOf(hashToken(token), known.me);
      await db.insert(tables.session).values({
        tokenHash: session.tokenHash,
        tenantId: session.actor.tenantId,
        accountId: session.actor.accountId,
        createdAt: new Date(clock.now()),
        lastSeenAt: new Date(clock.now()),
        expiresAt: new Date(clock.now() + IDLE_LIMIT_MS),
      });
      for (const listener of signedInListeners) listener(session);
      return { token, session };
    },

    async find(token) {
      const tokenHash = hashToken(token);
      const [row] = await db.select().from(tables.session).where(eq(tables.session.tokenHash, tokenHash));
      const now = clock.now();
      if (!row || isOver(row, now)) return undefined;
      const known = await meOf(row.accountId);
      if (!known?.enabled) return undefined;
      if (now - row.lastSeenAt.getTime() > TOUCH_MS) {
        await db
          .update(tables.session)
          .set({ lastSeenAt: new Date(now), expiresAt: new Date(now + IDLE_LIMIT_MS) })
          .where(eq(tables.session.tokenHash, tokenHash));
      }
      return sessionOf(tokenHash, known.me);
    },

    hashOf: hashToken,

    async signOut(session) {
      const rows = await db.delete(tables.session).where(eq(tables.session.tokenHash, session.tokenHash)).returning();
      await ended(rows);
    },

    async changePassword(session, input) {
      const [row] = await db.select().from(tables.account).where(eq(tables.account.id, session.actor.accountId));
      if (!row || !(await verifyPassword(row.passwordHash, input.oldPassword))) fail('session.wrongPassword');
      await db
        .update(tables.account)
        .set({ passwordHash: await hashPassword(input.newPassword), mustChangePassword: false })
        .where(eq(tables.account.id, session.actor.accountId));
      await this.endAll(session.actor.accountId, { except: session.tokenHash });
    },

    async endAll(accountId, { except = '', by } = {}) {
      const rows = await db
        .delete(tables.session)
        .where(and(eq(tables.session.accountId, accountId), sql`${tables.session.tokenHash} <> ${except}`))
        .returning();
      await ended(rows, by);
    },

    onEnded: (listener) => void endedListeners.push(listener),
    onSignedIn: (listener) => void signedInListeners.push(listener),

    async sweep() {
      const now = clock.now();
      const { tokenHash, createdAt, expiresAt } = tables.session;
      const old = await db
        .select()
        .from(tables.session)
        .where(or(lt(expiresAt, new Date(now)), lt(createdAt, new Date(now - LONGEST_MS))));
      const over = old.filter((row) => isOver(row, now)).map((row) => row.tokenHash);
      if (over.length === 0) return;
      await ended(await db.delete(tables.session).where(inArray(tokenHash, over)).returning());
    },
  };
}
