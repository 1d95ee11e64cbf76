import { AccountName, type BulkAccounts, type BulkLine, type BulkProblem, type BulkResult, ExtensionNumber } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { inArray, sql } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Change } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { extensionEndpoint, lockNumbers } from '../pbx/index.ts';
import { queue, queueMember } from '../queues/tables.ts';
import { hashPassword, readablePassword, type SecretBox } from '../secrets/index.ts';
import { tenant as tenantTable } from '../tenants/tables.ts';
import { account, extension as extensionTable } from './tables.ts';

/** Passwords that are hashed at once; each takes 19 MiB and a thread. */
const HASHED_AT_ONCE = 4;

/** Many accounts with extensions of one kind: all of them, or none and what is wrong with which line. */
export function createBulk({ database, change, secrets, ids }: { database: Database; change: Change; secrets: SecretBox; ids: Ids }) {
  return async (actor: Actor, { lines: typed, checkOnly, queueIds, role, ...extension }: BulkAccounts): Promise<BulkResult> => {
    const lines = typed.map(({ number, name, displayName }) => ({
      number: number.trim(),
      name: name.trim(),
      displayName: displayName.trim(),
    }));
    // Nothing is hashed for lines that cannot be, and nothing is locked while it is hashed.
    const early = await database.tenant(actor.tenantId, (db) => problemsOf(db, lines, queueIds));
    if (checkOnly || early.length > 0) return { problems: early, created: [] };
    const accounts = await withPasswords(lines, ids);
    return change(actor, undefined, async (db) => {
      await lockNumbers(db, actor.tenantId);
      const problems = await problemsOf(db, lines, queueIds);
      if (problems.length > 0) return { problems, created: [] };
      const [tenant] = await db.select().from(tenantTable);
      const { tenantId } = actor;
      await db.insert(account).values(
        accounts.map(({ id, name, displayName, passwordHash }) => ({
          id,
          tenantId,
          name,
          displayName,
          role,
          passwordHash,
          mustChangePassword: true,
        })),
      );
      await db.insert(extensionTable).values(
        accounts.map(({ id, number, sipSecret }) => ({
          accountId: id,
          tenantId,
          number,
          ...extension,
          sipSecret: secrets.seal(sipSecret),
        })),
      );
      await join(db, tenantId, queueIds, accounts);
      for (const { id, name, number } of accounts) {
        await audit(db, actor, 'accounts.create', id, { name, role, queueIds, extension: { number, ...extension }, bulk: accounts.length });
      }
      return {
        problems: [],
        created: accounts.map(({ name, displayName, number, password, sipSecret }) => ({
          name,
          displayName,
          number,
          password,
          sipUser: extensionEndpoint(tenant?.code ?? '', number),
          sipSecret: extension.phoneType === 'sip' ? sipSecret : null,
        })),
      };
    });
  };
}

type NewAccount = BulkLine & { id: string; password: string; passwordHash: string; sipSecret: string };

async function withPasswords(lines: readonly BulkLine[], ids: Ids): Promise<NewAccount[]> {
  const made: NewAccount[] = [];
  for (let from = 0; from < lines.length; from += HASHED_AT_ONCE) {
    const some = lines.slice(from, from + HASHED_AT_ONCE).map(async (line) => {
      const password = readablePassword();
      return { ...line, id: ids.uuid(), password, passwordHash: await hashPassword(password), sipSecret: readablePassword() };
    });
    made.push(...(await Promise.all(some)));
  }
  return made;
}

/** Behind those who are members already. */
async function join(db: TenantDb, tenantId: string, queueIds: readonly string[], accounts: readonly NewAccount[]): Promise<void> {
  for (const queueId of new Set(queueIds)) {
    const [last] = await db
      .select({ position: sql<number>`coalesce(max(${queueMember.position}), -1)::int` })
      .from(queueMember)
      .where(inArray(queueMember.queueId, [queueId]));
    const first = (last?.position ?? -1) + 1;
    await db
      .insert(queueMember)
      .values(accounts.map(({ id: accountId }, index) => ({ tenantId, queueId, accountId, position: first + index })));
  }
}

/** In the order of the lines; of one line the first. */
async function problemsOf(db: TenantDb, lines: readonly BulkLine[], queueIds: readonly string[]): Promise<BulkProblem[]> {
  const known =
    queueIds.length > 0
      ? await db
          .select({ id: queue.id })
          .from(queue)
          .where(inArray(queue.id, [...queueIds]))
      : [];
  if (known.length < new Set(queueIds).size) fail('request.invalid', { field: 'queueIds', problem: 'unknownId' });
  const numbers = new Set<string>();
  for (const row of await db.select({ number: extensionTable.number }).from(extensionTable)) numbers.add(row.number);
  for (const row of await db.select({ number: queue.number }).from(queue)) numbers.add(row.number);
  const names = new Set((await db.select({ name: account.name }).from(account)).map((row) => row.name));
  const seen = { numbers: new Set<string>(), names: new Set<string>() };
  const problems: BulkProblem[] = [];
  for (const [index, { number, name, displayName }] of lines.entries()) {
    const problem = ((): BulkProblem['problem'] | undefined => {
      if (!ExtensionNumber.safeParse(number).success) return 'numberInvalid';
      if (!AccountName.safeParse(name).success) return 'nameInvalid';
      if (displayName.length < 1 || displayName.length > 60) return 'displayNameInvalid';
      if (seen.numbers.has(number)) return 'numberTwice';
      if (seen.names.has(name)) return 'nameTwice';
      if (numbers.has(number)) return 'numberTaken';
      return names.has(name) ? 'nameTaken' : undefined;
    })();
    seen.numbers.add(number);
    seen.names.add(name);
    if (problem) problems.push({ line: index + 1, problem });
  }
  return problems;
}
