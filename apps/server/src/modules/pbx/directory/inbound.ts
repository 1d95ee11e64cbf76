import type { Destination, InboundTarget } from '@zuoxi/callcontrol';
import type { OpeningState } from '@zuoxi/contract';
import type { inboundRoute } from '../../inbound-routes/tables.ts';
import { type HolidayRow, type HoursRow, isOpen } from '../opening-times.ts';

type RouteRow = typeof inboundRoute.$inferSelect;

/** The rules of one call centre, in order, with the hours and holidays they name. */
export interface InboundRules {
  routes: readonly RouteRow[];
  hours: ReadonlyMap<string, HoursRow & { name: string }>;
  holidays: readonly HolidayRow[];
}

export type RouteOutcome = 'fits' | 'disabled' | 'calledNumber' | 'callerNumber';

/** `0208888*` fits all that begin so. */
export const fitsNumber = (pattern: string, number: string): boolean =>
  pattern.endsWith('*') ? number.startsWith(pattern.slice(0, -1)) : pattern === number;

/** Whether a rule fits, or the first thing that keeps it from fitting. */
export function outcomeOf(route: RouteRow, called: string, caller: string): RouteOutcome {
  if (!route.enabled) return 'disabled';
  if (!fitsNumber(route.calledNumber, called)) return 'calledNumber';
  return route.callerNumber === '' || fitsNumber(route.callerNumber, caller) ? 'fits' : 'callerNumber';
}

export interface InboundDecision {
  route: RouteRow;
  /** Null: the rule names no hours. */
  hours: (OpeningState & { name: string }) | null;
  destination: Destination;
}

/** The first rule that fits, and where it sends the call at that time (epoch ms). Pure. */
export function decideInbound(rules: InboundRules, called: string, caller: string, at: number): InboundDecision | undefined {
  const route = rules.routes.find((candidate) => outcomeOf(candidate, called, caller) === 'fits');
  if (!route) return undefined;
  const hours = route.hoursId === null ? undefined : rules.hours.get(route.hoursId);
  if (!hours) return { route, hours: null, destination: route.destination };
  const state = isOpen(hours, rules.holidays, at);
  const destination = state.isOpen ? route.destination : (route.closedDestination ?? route.destination);
  return { route, hours: { ...state, name: hours.name }, destination };
}

export function inboundTarget(rules: InboundRules, called: string, caller: string, at: number): InboundTarget | undefined {
  const decision = decideInbound(rules, called, caller, at);
  return decision && { routeId: decision.route.id, destination: decision.destination, priority: decision.route.priority };
}
