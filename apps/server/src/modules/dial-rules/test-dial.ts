import type { DialTest, DialTestQuery } from '@zuoxi/contract';
import { fail } from '../../platform/errors.ts';
import { type DirectoryStore, usualClasses } from '../pbx/index.ts';

/** What would become of a number, by the very rules that calls go by. @param trunkNames by id */
export function testDial(
  directory: DirectoryStore,
  trunkNames: ReadonlyMap<string, string>,
  tenantId: string,
  { number, accountId }: DialTestQuery,
): DialTest {
  const agent = accountId === undefined ? undefined : directory.agent(accountId);
  if (accountId !== undefined && agent?.tenantId !== tenantId) fail('accounts.noExtension');
  const target = agent && directory.dialTarget(agent.id, number);
  const nothing = { ruleName: null, permissionClass: null, routes: [] };
  if (target?.kind === 'extension' || target?.kind === 'queue') return { outcome: target.kind, ...nothing };
  const decision = directory.outsideDecision(tenantId, number, agent ?? { callerId: '', extension: '', mayDial: usualClasses });
  const known = { ruleName: decision.rule?.name ?? null, permissionClass: decision.permissionClass };
  if (target?.kind === 'refused') return { outcome: target.reason, ...known, routes: [] };
  if (decision.kind === 'outside' && directory.isBlacklisted(tenantId, number)) return { outcome: 'blacklisted', ...known, routes: [] };
  if (decision.kind === 'refused') return { outcome: decision.reason, ...known, routes: [] };
  const routes = decision.routes.map(({ trunkId, dialString, callerId }) => ({
    trunkName: trunkNames.get(trunkId) ?? '',
    number: dialString.slice(dialString.indexOf('/') + 1, dialString.lastIndexOf('@')),
    callerId: /<(.*)>$/.exec(callerId)?.[1] ?? '',
  }));
  return { outcome: 'outside', ...known, routes };
}
