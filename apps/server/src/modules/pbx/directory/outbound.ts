import type { OutsideRoute } from '@zuoxi/callcontrol';
import { type DialPattern, fitsDialPattern, type PermissionClass, parseDialPattern } from '@zuoxi/contract';
import type { tables } from '../../../db/index.ts';
import { trunkEndpoint } from '../endpoint-names.ts';

type RuleRow = typeof tables.dialRule.$inferSelect;
type TrunkRow = typeof tables.trunk.$inferSelect;

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
/** Police, fire brigade, ambulance, traffic accidents: nobody may be kept from calling them. */
const EMERGENCY = ['110', '119', '120', '122'];

/**
 * How far a number is, by China's numbering plan: what is dialled with 00 or + (but +86) is abroad; 16 begins
 * information services with a price of their own; a trunk prefix, an area code or a mobile phone is national.
 */
export function classOfNumber(number: string): PermissionClass {
  const national = number.replace(/^(\+|00)86/, '');
  if (/^(\+|00)/.test(national)) return 'international';
  if (/^0?(16[08]|1259[06])[0-9]/.test(national) && national.length < 11) return 'premium';
  if (/^(0|1[3-9][0-9]{9}$)/.test(national) || national !== number) return 'national';
  return 'local';
}

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
 * How a number leaves the house: the first rule that fits, its trunks in order. A call centre without rules sends every
 * number over its trunks by name. A number that is abroad or has a price stays so whatever a rule calls it: a rule for
 * "all that is left" must not open the way to what is dear.
 */
export function decideOutside({ rules, trunks }: OutboundRules, caller: OutsideCaller, number: string): OutsideDecision {
  if (!OUTSIDE_NUMBER.test(number)) return { kind: 'refused', reason: 'numberInvalid', rule: null, permissionClass: null };
  const plan = classOfNumber(number);
  if (rules.length === 0) return allowed(caller, number, null, plan, routesOver(trunks, caller, number, ''));
  const rule = rules.find(({ pattern }) => fitsDialPattern(pattern, number))?.row;
  if (!rule) return { kind: 'refused', reason: 'numberInvalid', rule: null, permissionClass: plan };
  const sent = rule.prefix + number.slice(rule.strip);
  const permissionClass = dearer(dearer(rule.permissionClass, plan), classOfNumber(sent));
  const chosen = rule.trunkIds.flatMap((id) => trunks.find((trunk) => trunk.id === id) ?? []);
  return allowed(caller, number, rule, permissionClass, routesOver(chosen, caller, sent, rule.callerId));
}

/** Of a rule's word and the plan's: the plan's only where it is dear. */
const dearer = (word: PermissionClass, plan: PermissionClass): PermissionClass => {
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
