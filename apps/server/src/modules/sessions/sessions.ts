import type { ChangePassword, SignIn } from '@zuoxi/contract';
import type { Clock, Logger } from '@zuoxi/kit';
import { and, eq, inArray, lt, lte, or, sql } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import { fail } from '../../platform/errors.ts';
import { FairQueue } from '../../platform/fair-queue.ts';
import { placeOf } from '../../platform/http/place.ts';
import type { Identity, Session } from '../../platform/http/session.ts';
import { account as accountTable, extension as extensionTable } from '../accounts/tables.ts';
import { audit } from '../audit/index.ts';
import { hashPassword, hashToken, randomToken, verifyPassword } from '../secrets/index.ts';
import { tenant as tenantTable } from '../tenants/tables.ts';
import { refuseKnownPassword } from './known-passwords.ts';
import { type SignInAttempt, SignInLimits } from './sign-in-limits.ts';
import { session as sessionTable, signInPlace } from './tables.ts';
import { Throttle, type ThrottleKey } from './throttle.ts';

/** Passwords that are checked at the same time; each takes 19 MiB and a thread for some 20 ms. */
const CHECKED_AT_ONCE = 3;
/** Of one place: a call centre that begins its shift, all behind one address. */
const MOST_WAITING = 1000;
/** A place where an account has not signed in for so long is an unknown one again. */
const PLACE_KEPT_MS = 90 * 24 * 3600_000;
const HOUR_MS = 3600_000;
/** A session ends this long after it was last used. */
const IDLE_LIMIT_MS = 12 * 3600_000;
/** And so long after it began, used or not; a call that is under way then is spoken to its end, within limits. */
const LONGEST_MS = 24 * 3600_000;
const LAST_CALL_MS = 4 * 3600_000;
/** `last_seen_at` is written at most this often. */
const TOUCH_MS = 60_000;

/** Compared against when the account does not exist, so that the answer takes as long. */
const NOBODY = hashPassword('nobody-has-this-password');

export interface EndedSession {
  tokenHash: string;
  accountId: string;
  lastOfAccount: boolean;
  /** Who has ended it, when it was somebody else. */
  by: string | null;
}

export interface Sessions {
  /** The token goes into the cookie and is not kept. Throws `session.wrongCredentials`, `session.throttled`, `request.throttled`. */
  signIn(input: SignIn, address: string): Promise<{ token: string; session: Session }>;
  find(token: string): Promise<Session | undefined>;
  /** `tokenHash` of the session that such a token belongs to, if there is one. */
  hashOf(token: string): string;
  signOut(session: Session): Promise<void>;
  /** Throws `session.wrongPassword`, `session.knownPassword`, `session.throttled`. */
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
  logger: Logger;
}

/** Of somebody who is signed in already, and may be somebody else. */
const oldPasswordKey = (accountId: string): ThrottleKey => ({
  name: accountId,
  free: 5,
  windowMs: 6 * HOUR_MS,
  longestWaitMs: HOUR_MS / 4,
});

export function createSessions({ database, clock, isInCall, logger }: SessionsDeps): Sessions {
  const limits = new SignInLimits(clock);
  const oldPasswords = new Throttle(clock);
  const checks = new FairQueue({ atOnce: CHECKED_AT_ONCE, mostWaiting: MOST_WAITING });
  const endedListeners: ((ended: EndedSession) => void)[] = [];
  const signedInListeners: ((session: Session) => void)[] = [];
  const db = database.system;

  async function meOf(accountId: string): Promise<{ me: Identity; enabled: boolean } | undefined> {
    const [row] = await db
      .select({ account: accountTable, tenant: tenantTable, extension: extensionTable })
      .from(accountTable)
      .innerJoin(tenantTable, eq(tenantTable.id, accountTable.tenantId))
      .leftJoin(extensionTable, eq(extensionTable.accountId, accountTable.id))
      .where(eq(accountTable.id, accountId));
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

  function sessionOf(tokenHash: string, me: Identity): Session {
    return { tokenHash, me, actor: { tenantId: me.tenant.id, accountId: me.accountId, role: me.role } };
  }

  /** Unused for too long, or there for too long. */
  function isOver({ accountId, createdAt, expiresAt }: typeof sessionTable.$inferSelect, now: number): boolean {
    const age = now - createdAt.getTime();
    return expiresAt.getTime() <= now || age >= LONGEST_MS + LAST_CALL_MS || (age >= LONGEST_MS && !isInCall(accountId));
  }

  async function ended(rows: { tokenHash: string; accountId: string }[], by: string | null = null): Promise<void> {
    for (const row of rows) {
      const [left] = await db.select({ n: sql<number>`count(*)::int` }).from(sessionTable).where(eq(sessionTable.accountId, row.accountId));
      for (const listener of endedListeners)
        listener({ tokenHash: row.tokenHash, accountId: row.accountId, lastOfAccount: (left?.n ?? 0) === 0, by });
    }
  }

  /** The call centre, the account if there is one, and whether it has signed in from there. */
  async function lookUp({ tenant, account }: SignIn, place: string) {
    const [row] = await db
      .select({
        tenantId: tenantTable.id,
        accountId: accountTable.id,
        passwordHash: accountTable.passwordHash,
        enabled: accountTable.enabled,
        seenAt: signInPlace.seenAt,
      })
      .from(tenantTable)
      .leftJoin(accountTable, and(eq(accountTable.tenantId, tenantTable.id), eq(sql`lower(${accountTable.name})`, account.toLowerCase())))
      .leftJoin(signInPlace, and(eq(signInPlace.accountId, accountTable.id), eq(signInPlace.place, place)))
      .where(eq(sql`lower(${tenantTable.code})`, tenant.toLowerCase()));
    return row && { ...row, isKnownThere: row.seenAt !== null && clock.now() - row.seenAt.getTime() < PLACE_KEPT_MS };
  }

  /** The answer does not wait for the audit entry: how long it takes must not say whether there is such a call centre. */
  function failed(input: SignIn, attempt: SignInAttempt, found: Awaited<ReturnType<typeof lookUp>>): never {
    limits.failed(attempt);
    const { place } = attempt;
    const blockedS = limits.secondsToWait(attempt);
    logger.warn({ tenant: input.tenant, account: input.account, place, blockedS }, 'a sign-in failed');
    if (found) {
      const detail = { account: input.account, place, ...(blockedS > 0 ? { blockedS } : {}) };
      audit(db, { tenantId: found.tenantId, accountId: null }, 'session.signInFailed', found.accountId, detail).catch((error: unknown) =>
        logger.warn({ err: error }, 'a failed sign-in is not in the audit trail'),
      );
    }
    return fail('session.wrongCredentials');
  }

  async function begin(me: Identity, place: string): Promise<{ token: string; session: Session }> {
    const token = randomToken();
    const session = sessionOf(hashToken(token), me);
    const { tenantId, accountId } = session.actor;
    const now = new Date(clock.now());
    await db.insert(sessionTable).values({
      tokenHash: session.tokenHash,
      tenantId,
      accountId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(clock.now() + IDLE_LIMIT_MS),
    });
    await db
      .insert(signInPlace)
      .values({ accountId, tenantId, place, seenAt: now })
      .onConflictDoUpdate({ target: [signInPlace.accountId, signInPlace.place], set: { seenAt: now } });
    for (const listener of signedInListeners) listener(session);
    return { token, session };
  }

  /** Another one than before, and none that is guessed first. Throws. */
  async function checkOldPassword({ actor, me }: Session, input: ChangePassword): Promise<void> {
    const key = oldPasswordKey(actor.accountId);
    const wait = oldPasswords.secondsToWait([key]);
    if (wait > 0) fail('session.throttled', { seconds: wait });
    const [row] = await db.select().from(accountTable).where(eq(accountTable.id, actor.accountId));
    if (!row || !(await verifyPassword(row.passwordHash, input.oldPassword))) {
      oldPasswords.failed([key]);
      await audit(db, actor, 'session.oldPasswordWrong', actor.accountId);
      fail('session.wrongPassword');
    }
    oldPasswords.forgive(key, Number.POSITIVE_INFINITY);
    refuseKnownPassword(input.newPassword, [me.account, me.displayName, me.tenant.code, me.tenant.name, input.oldPassword]);
  }

  return {
    signIn(input, address) {
      const place = placeOf(address);
      return checks.run(place, async () => {
        const found = await lookUp(input, place);
        const attempt = { account: `${input.tenant}/${input.account}`.toLowerCase(), place, isKnownThere: found?.isKnownThere ?? false };
        const wait = limits.secondsToWait(attempt);
        if (wait > 0) fail('session.throttled', { seconds: wait });
        const right = await verifyPassword(found?.passwordHash ?? (await NOBODY), input.password);
        const known = found?.accountId && right && found.enabled ? await meOf(found.accountId) : undefined;
        if (!known) return failed(input, attempt, found);
        limits.succeeded(attempt);
        return begin(known.me, place);
      });
    },

    async find(token) {
      const tokenHash = hashToken(token);
      const [row] = await db.select().from(sessionTable).where(eq(sessionTable.tokenHash, tokenHash));
      const now = clock.now();
      if (!row || isOver(row, now)) return undefined;
      const known = await meOf(row.accountId);
      if (!known?.enabled) return undefined;
      if (now - row.lastSeenAt.getTime() > TOUCH_MS) {
        await db
          .update(sessionTable)
          .set({ lastSeenAt: new Date(now), expiresAt: new Date(now + IDLE_LIMIT_MS) })
          .where(eq(sessionTable.tokenHash, tokenHash));
      }
      return sessionOf(tokenHash, known.me);
    },

    hashOf: hashToken,

    async signOut(session) {
      const rows = await db.delete(sessionTable).where(eq(sessionTable.tokenHash, session.tokenHash)).returning();
      await ended(rows);
    },

    async changePassword(session, input) {
      await checks.run(session.actor.accountId, () => checkOldPassword(session, input));
      await db
        .update(accountTable)
        .set({ passwordHash: await hashPassword(input.newPassword), mustChangePassword: false })
        .where(eq(accountTable.id, session.actor.accountId));
      await this.endAll(session.actor.accountId, { except: session.tokenHash });
    },

    async endAll(accountId, { except = '', by } = {}) {
      const rows = await db
        .delete(sessionTable)
        .where(and(eq(sessionTable.accountId, accountId), sql`${sessionTable.tokenHash} <> ${except}`))
        .returning();
      await ended(rows, by);
    },

    onEnded: (listener) => void endedListeners.push(listener),
    onSignedIn: (listener) => void signedInListeners.push(listener),

    async sweep() {
      const now = clock.now();
      await db.delete(signInPlace).where(lt(signInPlace.seenAt, new Date(now - PLACE_KEPT_MS)));
      const { tokenHash, createdAt, expiresAt } = sessionTable;
      const old = await db
        .select()
        .from(sessionTable)
        .where(or(lte(expiresAt, new Date(now)), lte(createdAt, new Date(now - LONGEST_MS))));
      const over = old.filter((row) => isOver(row, now)).map((row) => row.tokenHash);
      if (over.length === 0) return;
      await ended(await db.delete(sessionTable).where(inArray(tokenHash, over)).returning());
    },
  };
}
