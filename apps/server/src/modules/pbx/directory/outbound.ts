import type { OutsideRoute } from '@zuoxi/callcontrol';
import { type DialPattern, fitsDialPattern, type PermissionClass, parseDialPattern } from '@zuoxi/contract';
import type { dialRule } from '../../dial-rules/tables.ts';
import type { trunk as trunkTable } from '../../trunks/tables.ts';
import { trunkEndpoint } from '../endpoint-names.ts';
import { dearestClassOf, EMERGENCY, isNamedBy, plainClassOf } from './number-plan.ts';

type RuleRow = typeof dialRule.$inferSelect;
type TrunkRow = typeof trunkTable.$inferSelect;

/** How one call centre reaches the outside. */
export interface OutboundRules {
  /** Enabled ones, in order. */
  rules: readonly { row: RuleRow; pattern: DialPattern }[];
  /** Those that calls out may use, by name. */
  trunks: readonly TrunkRow[];
}

export function outboundRulesOf(rules: readonly RuleRow[], trunks: readonly TrunkRow[]): OutboundRules {
  return {
    rules: rules.flatMap((row) => {
      const pattern = row.enabled ? parseDialPattern(row.pattern) : undefined;
      return pattern ? { row, pattern } : [];
    }),
    trunks: trunks.filter((trunk) => trunk.enabled && trunk.outbound),
  };
}

/** Three digits at least: what is shorter is nobody's number. */
const OUTSIDE_NUMBER = /^\+?[0-9*#]{3,31}$/;
export type OutsideDecision =
  | { kind: 'outside'; rule: RuleRow | null; permissionClass: PermissionClass; routes: OutsideRoute[]; isEmergency: boolean }
  | { kind: 'refused'; reason: 'numberInvalid' | 'noTrunk' | 'notAllowed'; rule: RuleRow | null; permissionClass: PermissionClass | null };

export interface OutsideCaller {
  /** '' = the rule's or the trunk's. */
  callerId: string;
  /** Shown when nothing else is set; '' = nothing. */
  extension: string;
  mayDial: readonly PermissionClass[];
}

/**
 * How a number leaves the house: the first rule that fits, its trunks in order. A call centre without rules sends plain numbers over
 * its trunks by name. What is not plainly a number needs a rule that names it; star codes do in any case, since no other rule's
 * pattern fits them. A number that is abroad or has a price stays so whatever a rule calls it, and so does one that a carrier would
 * make into one: a rule for "all that is left" must not open the way to what is dear.
 */
export function decideOutside({ rules, trunks }: OutboundRules, caller: OutsideCaller, number: string): OutsideDecision {
  const refused = (rule: RuleRow | null, permissionClass = dearestClassOf(number) ?? null): OutsideDecision => ({
    kind: 'refused',
    reason: 'numberInvalid',
    rule,
    permissionClass,
  });
  if (!OUTSIDE_NUMBER.test(number)) return refused(null, null);
  if (rules.length === 0) {
    const plan = plainClassOf(number);
    return plan !== undefined ? allowed(caller, number, null, plan, routesOver(trunks, caller, number, '')) : refused(null);
  }
  const found = rules.find(({ pattern }) => fitsDialPattern(pattern, number));
  if (!found) return refused(null);
  const { row: rule, pattern } = found;
  const sent = rule.prefix + number.slice(rule.strip);
  if (!isNamedBy(pattern, rule.strip, number) || !OUTSIDE_NUMBER.test(sent)) return refused(rule);
  const permissionClass = [number, number.slice(rule.strip), sent]
    .map(dearestClassOf)
    .reduce<PermissionClass>(dearer, rule.permissionClass);
  const chosen = rule.trunkIds.flatMap((id) => trunks.find((trunk) => trunk.id === id) ?? []);
  return allowed(caller, number, rule, permissionClass, routesOver(chosen, caller, sent, rule.callerId));
}

/** Of a rule's word and the plan's: the plan's only where it is dear. */
const dearer = (word: PermissionClass, plan: PermissionClass | undefined): PermissionClass => {
  const isDear = plan === 'premium' || plan === 'international';
  return isDear && word !== 'premium' ? plan : word;
};

function allowed(
  caller: OutsideCaller,
  number: string,
  rule: RuleRow | null,
  permissionClass: PermissionClass,
  routes: OutsideRoute[],
): OutsideDecision {
  const isEmergency = EMERGENCY.includes(number);
  const mayDial = isEmergency || caller.mayDial.includes(permissionClass);
  if (!mayDial) return { kind: 'refused', reason: 'notAllowed', rule, permissionClass };
  if (routes.length === 0) return { kind: 'refused', reason: 'noTrunk', rule, permissionClass };
  return { kind: 'outside', rule, permissionClass, routes, isEmergency };
}

function routesOver(trunks: readonly TrunkRow[], caller: OutsideCaller, number: string, callerId: string): OutsideRoute[] {
  return trunks.map((trunk) => {
    const shown = caller.callerId || callerId || trunk.callerId || caller.extension;
    return {
      trunkId: trunk.id,
      dialString: `PJSIP/${number}@${trunkEndpoint(trunk.id)}`,
      callerId: shown === '' ? '' : `"${shown}" <${shown}>`,
    };
  });
}
