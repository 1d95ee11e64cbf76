import type {
  DialTarget,
  Directory,
  EndpointOwner,
  InboundTarget,
  OutsideTarget,
  PublishedFlow,
  QueueConfig,
  QueueMember,
  TrunkLimits,
} from '@zuoxi/callcontrol';
import type { PermissionClass, Role } from '@zuoxi/contract';
import type { SteadyClock } from '@zuoxi/kit';
import type { Database } from '../../db/index.ts';
import { DialUsage, forwardedBy, ownCallsOf } from './directory/dial-usage.ts';
import { type AgentDetails, endpointsOf, ownNumberKey } from './directory/endpoints.ts';
import { FlowLibrary } from './directory/flows.ts';
import { decideInbound, type InboundDecision, type InboundRules, inboundTarget } from './directory/inbound.ts';
import { decideOutside, type OutboundRules, type OutsideCaller, type OutsideDecision, outboundRulesOf } from './directory/outbound.ts';
import { queueDirectoryOf } from './directory/queues.ts';
import { type AdministrationRows, readAdministration } from './directory/rows.ts';
import { isHoliday, isOpen } from './opening-times.ts';
import type { SoundLibrary } from './sound-library.ts';

export type { AgentDetails } from './directory/endpoints.ts';

/** What an extension is given at first, and what the call centre itself may dial: nothing abroad, nothing dear. */
export const usualClasses: readonly PermissionClass[] = ['internal', 'local', 'national'];

/** What dials without anybody's doing: callbacks, IVRs, routes, overflows. */
const CALL_CENTRE: OutsideCaller = { callerId: '', extension: '', mayDial: usualClasses };

/** The country of the call centre, for what has no opening hours of its own. */
const TIME_ZONE = 'Asia/Shanghai';

const NOBODY_BLACKLISTED = { has: () => false };

type Contents = ReturnType<typeof contentsOf>;

const nobody: AdministrationRows = {
  tenants: [],
  accounts: [],
  extensions: [],
  queues: [],
  members: [],
  agentSkills: [],
  prompts: [],
  trunks: [],
  routes: [],
  hours: [],
  holidays: [],
  dialRules: [],
};

function contentsOf(rows: AdministrationRows, library: SoundLibrary) {
  const routesOf = Map.groupBy(rows.routes, (row) => row.tenantId);
  const holidaysOf = Map.groupBy(rows.holidays, (row) => row.tenantId);
  const rulesOf = Map.groupBy(rows.dialRules, (row) => row.tenantId);
  const trunksOf = Map.groupBy(rows.trunks, (row) => row.tenantId);
  const hours = new Map(rows.hours.map((row) => [row.id, row]));
  const inbound = new Map<string, InboundRules>();
  const outbound = new Map<string, OutboundRules>();
  for (const { id } of rows.tenants) {
    inbound.set(id, { routes: routesOf.get(id) ?? [], hours, holidays: holidaysOf.get(id) ?? [] });
    outbound.set(id, outboundRulesOf(rulesOf.get(id) ?? [], trunksOf.get(id) ?? []));
  }
  return {
    ...endpointsOf(rows),
    ...queueDirectoryOf(rows, library),
    queueNumbers: new Map(rows.queues.map((row) => [ownNumberKey(row.tenantId, row.number), row.id])),
    // Of disabled accounts, too.
    ownNumbers: new Set([...rows.extensions, ...rows.queues].map((row) => ownNumberKey(row.tenantId, row.number))),
    trunks: new Map(rows.trunks.filter((row) => row.enabled).map((row) => [row.id, row])),
    hours,
    inbound,
    outbound,
    accounts: new Map(rows.accounts.map((row) => [row.id, row])),
    tenants: new Map(rows.tenants.map((row) => [row.id, row])),
  };
}

/**
 * The administration as call control sees it: all of it in memory, replaced as a whole after every change, so that
 * a routing decision never waits for the database and never sees half a change.
 */
export class DirectoryStore implements Directory {
  readonly #database: Database;
  readonly #library: SoundLibrary;
  readonly #blacklisted: { has(tenantId: string, number: string): boolean };
  readonly #clock: SteadyClock;
  readonly #flows = new FlowLibrary();
  /** How much each account has called today. */
  readonly usage: DialUsage;
  #contents: Contents;

  constructor(
    database: Database,
    library: SoundLibrary,
    clock: SteadyClock,
    blacklisted: { has(tenantId: string, number: string): boolean } = NOBODY_BLACKLISTED,
  ) {
    this.#database = database;
    this.#library = library;
    this.#blacklisted = blacklisted;
    this.#contents = contentsOf(nobody, library);
    this.#clock = clock;
    this.usage = new DialUsage(clock);
  }

  async reload(): Promise<void> {
    const rows = await readAdministration(this.#database);
    await this.#flows.load(this.#database);
    this.#library.load(rows.prompts);
    this.#contents = contentsOf(rows, this.#library);
  }

  wallTime(at: number): number {
    return this.#clock.wallTime(at);
  }

  /** What a wall clock shows now, epoch ms. */
  get wallNow(): number {
    return this.#clock.wallTime(this.#clock.now());
  }

  endpoint(resource: string): EndpointOwner | undefined {
    return this.#contents.owners.get(resource);
  }

  inboundRoute(tenantId: string, calledNumber: string, callerNumber: string, at: number): InboundTarget | undefined {
    const rules = this.#contents.inbound.get(tenantId);
    return rules && inboundTarget(rules, calledNumber, callerNumber, at);
  }

  /** The same with its reasons, for the dry run. */
  inboundDecision(tenantId: string, calledNumber: string, callerNumber: string, at: number): InboundDecision | undefined {
    const rules = this.#contents.inbound.get(tenantId);
    return rules && decideInbound(rules, calledNumber, callerNumber, at);
  }

  inboundRules(tenantId: string): InboundRules['routes'] {
    return this.#contents.inbound.get(tenantId)?.routes ?? [];
  }

  isOpen(hoursId: string, at: number): boolean {
    const hours = this.#contents.hours.get(hoursId);
    return hours !== undefined && isOpen(hours, this.#contents.inbound.get(hours.tenantId)?.holidays ?? [], at).isOpen;
  }

  isHoliday(tenantId: string, at: number): boolean {
    return isHoliday(this.#contents.inbound.get(tenantId)?.holidays ?? [], TIME_ZONE, at);
  }

  flow(flowId: string): PublishedFlow | undefined {
    return this.#flows.flow(flowId);
  }

  flowVersion(flowId: string, version: number): PublishedFlow | undefined {
    return this.#flows.flowVersion(flowId, version);
  }

  queue(queueId: string): QueueConfig | undefined {
    return this.#contents.queues.get(queueId);
  }

  queues(): Iterable<QueueConfig> {
    return this.#contents.queues.values();
  }

  members(queueId: string): readonly QueueMember[] {
    return this.#contents.members.get(queueId) ?? [];
  }

  media(promptId: string): string | undefined {
    return this.#contents.sounds.get(promptId);
  }

  agent(agentId: string): AgentDetails | undefined {
    return this.#contents.agents.get(agentId);
  }

  /** Whose extension that number is in the call centre. */
  extensionOwner(tenantId: string, number: string): string | undefined {
    return this.#contents.extensions.get(ownNumberKey(tenantId, number));
  }

  isOwnNumber(tenantId: string, number: string): boolean {
    return this.#contents.ownNumbers.has(ownNumberKey(tenantId, number));
  }

  agents(): Iterable<AgentDetails> {
    return this.#contents.agents.values();
  }

  trunk(trunkId: string): TrunkLimits | undefined {
    return this.#contents.trunks.get(trunkId);
  }

  dialTarget(agentId: string, number: string, madeBy?: 'forwarding'): DialTarget {
    const caller = this.#contents.agents.get(agentId);
    if (!caller) return { kind: 'refused', reason: 'numberInvalid' };
    const peer = this.#contents.extensions.get(ownNumberKey(caller.tenantId, number));
    if (peer) return peer === agentId ? { kind: 'refused', reason: 'numberInvalid' } : { kind: 'extension', agentId: peer };
    const queueId = this.#contents.queueNumbers.get(ownNumberKey(caller.tenantId, number));
    if (queueId !== undefined) return { kind: 'queue', queueId };
    const decision = this.outsideDecision(caller.tenantId, number, caller);
    if (decision.kind === 'refused') return { kind: 'refused', reason: decision.reason };
    if (this.#blacklisted.has(caller.tenantId, number)) return { kind: 'refused', reason: 'blacklisted' };
    if (!decision.isEmergency && this.#isCapReached(caller, madeBy)) return { kind: 'refused', reason: 'capReached' };
    return { kind: 'outside', number, permissionClass: decision.permissionClass, routes: decision.routes };
  }

  outsideTarget(tenantId: string, number: string): OutsideTarget | undefined {
    const decision = this.outsideDecision(tenantId, number, CALL_CENTRE);
    if (decision.kind === 'refused' || this.#blacklisted.has(tenantId, number)) return undefined;
    const limits = this.#contents.tenants.get(tenantId);
    const caps = { dailyCallsCap: limits?.ownCallsCap ?? 0, dailyMinutesCap: limits?.ownMinutesCap ?? 0 };
    if (!decision.isEmergency && this.usage.isReached(ownCallsOf(tenantId), caps)) return undefined;
    return { kind: 'outside', number, permissionClass: decision.permissionClass, routes: decision.routes };
  }

  mayStillDial(tenantId: string, agentId: string | null, number: string): boolean {
    const caller = agentId === null ? CALL_CENTRE : this.#contents.agents.get(agentId);
    if (!caller) return false;
    return this.outsideDecision(tenantId, number, caller).kind === 'outside' && !this.#blacklisted.has(tenantId, number);
  }

  #isCapReached(caller: AgentDetails, madeBy: 'forwarding' | undefined): boolean {
    if (this.usage.isReached(caller.id, caller)) return true;
    const limits = this.#contents.tenants.get(caller.tenantId);
    const caps = { dailyCallsCap: limits?.forwardedCallsCap ?? 0, dailyMinutesCap: limits?.forwardedMinutesCap ?? 0 };
    return madeBy === 'forwarding' && this.usage.isReached(forwardedBy(caller.id), caps);
  }

  /** With an extension or without; undefined: it is no more. */
  accountName(accountId: string): string | undefined {
    return this.#contents.accounts.get(accountId)?.displayName;
  }

  /** Undefined: it is disabled, or no more. */
  roleOf(accountId: string): Role | undefined {
    const account = this.#contents.accounts.get(accountId);
    return account?.enabled ? account.role : undefined;
  }

  /** An agent sees who listens to him. */
  supervisionVisible(tenantId: string): boolean {
    return this.#contents.tenants.get(tenantId)?.supervisionVisible ?? true;
  }

  isBlacklisted(tenantId: string, number: string): boolean {
    return this.#blacklisted.has(tenantId, number);
  }

  /** Which rule takes a number that is no extension, and what becomes of it. */
  outsideDecision(tenantId: string, number: string, caller: OutsideCaller): OutsideDecision {
    const rules = this.#contents.outbound.get(tenantId);
    // A number of the house is not an outside one: sent to the carrier, its digits would ring a stranger.
    if (!rules || this.isOwnNumber(tenantId, number)) {
      return { kind: 'refused', reason: 'numberInvalid', rule: null, permissionClass: null };
    }
    return decideOutside(rules, caller, number);
  }
}
