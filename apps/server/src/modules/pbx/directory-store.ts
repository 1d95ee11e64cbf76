import type { AgentConfig, DialTarget, Directory, EndpointOwner, InboundTarget, QueueConfig } from '@zuoxi/callcontrol';
import type { PhoneType, Role } from '@zuoxi/contract';
import { asc } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';
import { extensionEndpoint, trunkEndpoint } from './endpoint-names.ts';

/** An agent as the console shows him. */
export interface AgentDetails extends AgentConfig {
  role: Role;
  phoneType: PhoneType;
}

interface TrunkConfig {
  id: string;
  tenantId: string;
  endpoint: string;
  callerId: string;
  outbound: boolean;
}

interface Contents {
  endpoints: Map<string, EndpointOwner>;
  routes: Map<string, InboundTarget>;
  queues: Map<string, QueueConfig>;
  agents: Map<string, AgentDetails>;
  extensions: Map<string, string>;
  trunks: TrunkConfig[];
}

const empty = (): Contents => ({
  endpoints: new Map(),
  routes: new Map(),
  queues: new Map(),
  agents: new Map(),
  extensions: new Map(),
  trunks: [],
});
const key = (tenantId: string, number: string) => `${tenantId}/${number}`;

/** An outside number: national or international digits, at least three, with an optional plus. */
const OUTSIDE_NUMBER = /^\+?[0-9]{3,20}$/;

/**
 * The administration as call control sees it: all of it in memory, replaced as a whole after every change, so that
 * a routing decision never waits for the database and never sees half a change.
 */
export class DirectoryStore implements Directory {
  readonly #database: Database;
  #contents = empty();

  constructor(database: Database) {
    this.#database = database;
  }

  async reload(): Promise<void> {
    const db = this.#database.system;
    const [tenants, accounts, extensions, queues, members, trunks, routes] = await Promise.all([
      db.select().from(tables.tenant),
      db.select().from(tables.account),
      db.select().from(tables.extension),
      db.select().from(tables.queue),
      db.select().from(tables.queueMember),
      db.select().from(tables.trunk).orderBy(asc(tables.trunk.name)),
      db.select().from(tables.inboundRoute),
    ]);
    const next = empty();
    const tenantCode = new Map(tenants.map((tenant) => [tenant.id, tenant.code]));
    const accountById = new Map(accounts.map((account) => [account.id, account]));
    const queueIdsOf = Map.groupBy(members, (member) => member.accountId);
    for (const row of extensions) {
      const account = accountById.get(row.accountId);
      if (!account?.enabled) continue;
      const endpoint = extensionEndpoint(tenantCode.get(row.tenantId) ?? '', row.number);
      next.endpoints.set(endpoint, { kind: 'extension', tenantId: row.tenantId, agentId: row.accountId });
      next.extensions.set(key(row.tenantId, row.number), row.accountId);
      next.agents.set(row.accountId, {
        id: row.accountId,
        tenantId: row.tenantId,
        displayName: account.displayName,
        role: account.role,
        phoneType: row.phoneType,
        extension: row.number,
        dialString: `PJSIP/${endpoint}`,
        recordingEnabled: row.recordingEnabled,
        queueIds: (queueIdsOf.get(row.accountId) ?? []).map((member) => member.queueId),
      });
    }
    for (const row of queues) {
      next.queues.set(row.id, { ...row, prompts: { greeting: 'sound:zuoxi/zh/greeting', maxWait: 'sound:zuoxi/zh/max-wait' } });
    }
    for (const row of trunks) {
      if (!row.enabled) continue;
      const endpoint = trunkEndpoint(row.id);
      next.endpoints.set(endpoint, { kind: 'trunk', tenantId: row.tenantId, trunkId: row.id });
      next.trunks.push({ id: row.id, tenantId: row.tenantId, endpoint, callerId: row.callerId, outbound: row.outbound });
    }
    for (const row of routes) {
      const { id: routeId, destination, priority } = row;
      next.routes.set(key(row.tenantId, row.calledNumber), { routeId, destination, priority });
    }
    this.#contents = next;
  }

  endpoint(resource: string): EndpointOwner | undefined {
    return this.#contents.endpoints.get(resource);
  }

  inboundRoute(tenantId: string, calledNumber: string): InboundTarget | undefined {
    return this.#contents.routes.get(key(tenantId, calledNumber));
  }

  queue(queueId: string): QueueConfig | undefined {
    return this.#contents.queues.get(queueId);
  }

  queues(): Iterable<QueueConfig> {
    return this.#contents.queues.values();
  }

  agent(agentId: string): AgentDetails | undefined {
    return this.#contents.agents.get(agentId);
  }

  agents(): Iterable<AgentDetails> {
    return this.#contents.agents.values();
  }

  dialTarget(agentId: string, number: string): DialTarget {
    const caller = this.#contents.agents.get(agentId);
    if (!caller) return { kind: 'refused', reason: 'numberInvalid' };
    const peer = this.#contents.extensions.get(key(caller.tenantId, number));
    if (peer) return peer === agentId ? { kind: 'refused', reason: 'numberInvalid' } : { kind: 'extension', agentId: peer };
    // A queue is not an outside number: sent to the carrier, its digits would ring a stranger.
    const isQueue = [...this.#contents.queues.values()].some((queue) => queue.tenantId === caller.tenantId && queue.number === number);
    if (isQueue || !OUTSIDE_NUMBER.test(number)) return { kind: 'refused', reason: 'numberInvalid' };
    const trunk = this.#contents.trunks.find((candidate) => candidate.tenantId === caller.tenantId && candidate.outbound);
    if (!trunk) return { kind: 'refused', reason: 'noTrunk' };
    const shown = trunk.callerId || caller.extension;
    return { kind: 'outside', dialString: `PJSIP/${number}@${trunk.endpoint}`, callerId: `"${shown}" <${shown}>`, number };
  }

  customerName(): string | null {
    // Customers come with the CRM; until then a number has no name.
    return null;
  }
}
