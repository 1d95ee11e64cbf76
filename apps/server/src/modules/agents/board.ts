import type { AgentStatus, QueueStatus } from '@zuoxi/contract';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import type { LiveView } from './live-view.ts';
import { type Scope, scopeOf } from './scope.ts';

/** The live board: members and queues within a scope. */
export class Board {
  readonly #database: Database;
  readonly #directory: DirectoryStore;
  readonly #view: LiveView;

  constructor(options: { database: Database; directory: DirectoryStore; view: LiveView }) {
    this.#database = options.database;
    this.#directory = options.directory;
    this.#view = options.view;
  }

  scope(actor: Actor): Promise<Scope> {
    return scopeOf(this.#database, actor);
  }

  /** The same of this very moment, out of memory: what a page is pushed must not wait for the database. */
  liveScope({ accountId, role }: Actor): Scope {
    if (role === 'administrator' || role === 'operator') return { all: true, queueIds: new Set(), agentIds: new Set() };
    const queueIds = this.#directory.agent(accountId)?.queueIds ?? [];
    const members = role === 'agent' ? [] : queueIds.flatMap((queueId) => this.#directory.members(queueId));
    return { all: false, queueIds: new Set(queueIds), agentIds: new Set([accountId, ...members.map(({ agentId }) => agentId)]) };
  }

  hasAgent(tenantId: string, scope: Scope, agentId: string): boolean {
    const details = this.#directory.agent(agentId);
    if (!details || details.tenantId !== tenantId) return false;
    // An administrator's board, too, shows members of queues, not every extension.
    return scope.all ? details.queueIds.length > 0 : scope.agentIds.has(agentId);
  }

  hasQueue(tenantId: string, scope: Scope, queueId: string): boolean {
    return this.#directory.queue(queueId)?.tenantId === tenantId && (scope.all || scope.queueIds.has(queueId));
  }

  /** Throws `request.notFound` when the actor may not see that agent. */
  async mustSeeAgent(actor: Actor, agentId: string): Promise<void> {
    if (!this.hasAgent(actor.tenantId, await this.scope(actor), agentId)) fail('request.notFound');
  }

  /** The same for a queue. */
  async mustSeeQueue(actor: Actor, queueId: string): Promise<void> {
    if (!this.hasQueue(actor.tenantId, await this.scope(actor), queueId)) fail('request.notFound');
  }

  agents(tenantId: string, scope: Scope): AgentStatus[] {
    const rows = [...this.#directory.agents()].flatMap((details) => {
      const status = this.hasAgent(tenantId, scope, details.id) ? this.#view.agent(details.id) : undefined;
      return status ? [status] : [];
    });
    return rows.sort((a, b) => a.extension.localeCompare(b.extension));
  }

  /** Whoever of the call centre has an extension, member of a queue or not. */
  extensions(tenantId: string): AgentStatus[] {
    const rows = [...this.#directory.agents()].flatMap(({ id, tenantId: own }) => (own === tenantId ? (this.#view.agent(id) ?? []) : []));
    return rows.sort((a, b) => a.extension.localeCompare(b.extension));
  }

  queues(tenantId: string, scope: Scope): QueueStatus[] {
    const rows = [...this.#directory.queues()].flatMap((queue) => {
      const status = this.hasQueue(tenantId, scope, queue.id) ? this.#view.queue(queue.id) : undefined;
      return status ? [status] : [];
    });
    return rows.sort((a, b) => a.queueNumber.localeCompare(b.queueNumber));
  }
}
