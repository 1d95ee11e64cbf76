import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AgentStatus, ClientToServer, QueueStatus, RealtimeTopics, ServerToClient, Snapshot, Topic } from '@zuoxi/contract';
import { DomainError, type Logger } from '@zuoxi/kit';
import { parseCookie } from 'cookie';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import type { Scope } from '../../modules/agents/index.ts';
import type { Modules } from '../../modules/index.ts';
import type { Session } from '../../modules/sessions/index.ts';
import { isAllowed, type Permission } from '../authorisation.ts';
import type { ConnectionGuard } from '../connection-guard.ts';
import { isOwnOrigin } from '../http.ts';
import { SESSION_COOKIE } from '../session/cookie.ts';
import { PhoneClaims } from './phone-claims.ts';

interface SocketData {
  session: Session;
  scope: Scope;
  /** Last number sent per topic subscribed to. */
  seq: Map<Topic, number>;
}

type ConsoleSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;

const topicPermission: Record<Topic, Permission> = {
  panel: 'panel.read',
  agents: 'agents.list',
  queues: 'queueStatus.list',
  conferences: 'conferences.list',
  flowTest: 'flows.test',
  reminders: 'callbackPlans.own',
};

/** Changes are gathered this long, so that a burst is one message: well below the 300 ms a change may take to the screen. */
const GATHER_MS = 40;

const MAX_PAGE_ID = 64;
/** A connection outlives its session by so much. */
const LAST_WORD_MS = 1000;

interface RealtimeOptions {
  servers: readonly (HttpServer | HttpsServer)[];
  modules: Modules;
  connections: ConnectionGuard;
  logger: Logger;
}

/** Live deltas to the consoles: each socket gets only what its account may see. */
export class Realtime {
  readonly #io: Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
  readonly #modules: Modules;
  readonly #connections: ConnectionGuard;
  readonly #logger: Logger;
  readonly #agents = new Set<string>();
  readonly #conferences = new Set<string>();
  readonly #queuesToShow = new Set<string>();
  /** Figures of the queues as they were sent last, as text. */
  readonly #queues = new Map<string, string>();
  readonly #phones = new PhoneClaims();
  #gathering: NodeJS.Timeout | undefined;

  constructor({ servers, modules, connections, logger }: RealtimeOptions) {
    this.#modules = modules;
    this.#connections = connections;
    this.#logger = logger;
    this.#io = new Server({
      serveClient: false,
      maxHttpBufferSize: 64 * 1024,
      allowRequest: (request, done) => done(null, isOwnOrigin(request)),
    });
    for (const server of servers) this.#io.attach(server);
    this.#io.use((socket, next) => {
      this.#authenticate(socket).then(
        (ok) => next(ok ? undefined : new Error('session.required')),
        (error: unknown) => {
          logger.error({ err: error }, 'a realtime connection could not be checked');
          next(new Error('internal'));
        },
      );
    });
    this.#io.on('connection', (socket) => this.#onConnection(socket));
    modules.engine.callControl.on('changed', ({ shown, conferences }) => {
      for (const id of shown.agents) this.#agents.add(id);
      for (const id of shown.queues) this.#queuesToShow.add(id);
      for (const id of conferences) this.#conferences.add(id);
      this.#gather();
    });
    modules.engine.on('available', () => {
      // Who rings or talks over an engine that is away, or back, is shown otherwise.
      for (const { id, activity } of modules.engine.callControl.world.agents.values())
        if (activity.kind === 'ringing' || activity.kind === 'talking') this.#agents.add(id);
      this.#showAllQueues();
      this.#gather();
    });
    modules.readiness.on('changed', (problems) =>
      this.#io.emit(
        'notReady',
        problems.map(({ name }) => name),
      ),
    );
    modules.engine.on('directoryChanged', () => {
      for (const socket of this.#io.sockets.sockets.values()) this.#rescope(socket);
      this.#showAllQueues();
    });
    modules.flowTests.on('changed', ({ accountId, state }) => {
      for (const socket of this.#io.sockets.sockets.values()) {
        const { session, seq } = socket.data;
        if (session.actor.accountId === accountId && seq.has('flowTest')) this.#send(socket, 'flowTest', state);
      }
    });
    modules.reminders.on('changed', ({ accountId, due }) => {
      for (const socket of this.#io.sockets.sockets.values()) {
        const { session, seq } = socket.data;
        if (session.actor.accountId === accountId && seq.has('reminders')) this.#send(socket, 'reminders', due);
      }
    });
    modules.callNews.on('recorded', ({ tenantId, callId }) => this.#io.to(`tenant:${tenantId}`).emit('callRecorded', callId));
    modules.sessions.onEnded(({ tokenHash, by }) => this.#sessionEnded(tokenHash, by));
  }

  #sessionEnded(tokenHash: string, by: string | null): void {
    for (const socket of this.#io.sockets.sockets.values()) if (socket.data.session.tokenHash === tokenHash) this.#end(socket, by);
  }

  /** Nothing more is told to it but who has ended it; a page that is just changing its transport would lose that if it were cut off at once. */
  #end(socket: ConsoleSocket, by: string | null): void {
    const { session, seq } = socket.data;
    seq.clear();
    socket.removeAllListeners('subscribe');
    socket.removeAllListeners('claimPhone');
    for (const room of socket.rooms) if (room !== socket.id) void socket.leave(room);
    this.#phones.socketGone(session.actor.accountId, socket.id);
    socket.emit('signedOut', by);
    setTimeout(() => socket.disconnect(true), LAST_WORD_MS).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#gathering);
    await this.#io.close();
  }

  async #authenticate(socket: ConsoleSocket): Promise<boolean> {
    const token = parseCookie(socket.request.headers.cookie ?? '')[SESSION_COOKIE];
    const session = token ? await this.#modules.sessions.find(token) : undefined;
    if (!session || session.me.mustChangePassword) return false;
    this.#connections.signedIn(socket.request.socket, session.actor.accountId);
    socket.data.session = session;
    socket.data.scope = this.#modules.board.liveScope(session.actor);
    socket.data.seq = new Map();
    return true;
  }

  #onConnection(socket: ConsoleSocket): void {
    const { session } = socket.data;
    // Between the check and now the session may have ended, or the role be another one.
    socket.data.scope = this.#modules.board.liveScope(session.actor);
    void this.#isStillThere(socket).then((isThere) => {
      if (!isThere) this.#end(socket, null);
      else if (this.#modules.directory.roleOf(session.actor.accountId) !== socket.data.session.actor.role) this.#rescope(socket);
    });
    void socket.join(`tenant:${session.actor.tenantId}`);
    socket.emit(
      'notReady',
      this.#modules.readiness.known.map(({ name }) => name),
    );
    socket.on('subscribe', (topic, ack) => {
      if (typeof ack !== 'function') return;
      void this.#subscribe(socket, topic).then(ack, (error: unknown) => {
        if (error instanceof DomainError) return ack({ error: error.code });
        this.#logger.error({ err: error, topic }, 'a topic could not be shown');
        ack({ error: 'internal' });
      });
    });
    socket.on('unsubscribe', (topic) => void socket.data.seq.delete(topic));
    socket.on('claimPhone', (pageId, takeOver, ack) => {
      if (typeof ack !== 'function' || typeof pageId !== 'string' || pageId.length > MAX_PAGE_ID) return;
      ack(this.#claimPhone(socket, pageId, takeOver === true));
    });
    socket.on('disconnect', () => this.#phones.socketGone(session.actor.accountId, socket.id));
  }

  async #isStillThere({ request }: ConsoleSocket): Promise<boolean> {
    const token = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE] ?? '';
    // While the database is away nobody's session can have ended.
    return this.#modules.sessions.find(token).then(Boolean, () => true);
  }

  #claimPhone(socket: ConsoleSocket, pageId: string, takeOver: boolean): 'mine' | 'taken' {
    const { result, lost } = this.#phones.claim(socket.data.session.actor.accountId, { pageId, socketId: socket.id }, takeOver);
    if (lost) this.#io.to(lost).emit('phoneTaken');
    return result;
  }

  async #subscribe(socket: ConsoleSocket, topic: Topic): Promise<Snapshot | { error: string }> {
    const { actor } = socket.data.session;
    if (!Object.hasOwn(topicPermission, topic) || !isAllowed(topicPermission[topic], actor.role)) return { error: 'session.forbidden' };
    socket.data.seq.set(topic, 0);
    return { seq: 0, data: await this.#snapshot(socket, topic) };
  }

  #snapshot(socket: ConsoleSocket, topic: Topic): RealtimeTopics[Topic]['snapshot'] | Promise<RealtimeTopics[Topic]['snapshot']> {
    const { actor } = socket.data.session;
    const { board, panel, flowTests, reminders, conferenceSessions } = this.#modules;
    switch (topic) {
      case 'panel':
        return panel.read(actor);
      case 'agents':
        return board.agents(actor.tenantId, socket.data.scope);
      case 'queues':
        return board.queues(actor.tenantId, socket.data.scope);
      case 'conferences':
        return conferenceSessions.of(actor.tenantId);
      case 'flowTest':
        return flowTests.state(actor.accountId);
      case 'reminders':
        return reminders.due(actor);
    }
  }

  /**
   * What the account may see has changed, perhaps. Its topics end with its role. Of the others a number is left out on purpose, and
   * the console asks for a new snapshot as after any gap.
   */
  #rescope(socket: ConsoleSocket): void {
    const { session, seq } = socket.data;
    const role = this.#modules.directory.roleOf(session.actor.accountId);
    if (role === undefined) return this.#end(socket, null);
    if (role !== session.actor.role) {
      socket.data.session = { ...session, actor: { ...session.actor, role } };
      for (const topic of [...seq.keys()]) if (!isAllowed(topicPermission[topic], role)) seq.delete(topic);
      socket.emit('roleChanged');
    }
    socket.data.scope = this.#modules.board.liveScope(socket.data.session.actor);
    for (const topic of ['agents', 'queues'] as const) {
      const last = socket.data.seq.get(topic);
      if (last === undefined) continue;
      socket.data.seq.set(topic, last + 1);
      this.#send(socket, topic, { upsert: [], remove: [] });
    }
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      const agents = [...this.#agents];
      const queues = this.#changedQueues();
      const statuses = new Map<string, AgentStatus | undefined>();
      const conferences = this.#modules.conferenceSessions.changes(this.#conferences);
      this.#agents.clear();
      this.#conferences.clear();
      for (const socket of this.#io.sockets.sockets.values()) {
        this.#push(socket, agents, statuses, queues);
        const delta = conferences.get(socket.data.session.actor.tenantId);
        if (delta && socket.data.seq.has('conferences')) this.#send(socket, 'conferences', delta);
      }
    }, GATHER_MS);
  }

  #showAllQueues(): void {
    for (const { id } of this.#modules.directory.queues()) this.#queuesToShow.add(id);
  }

  /** Most changes of an agent change no figure of a queue; whoever subscribes later has them in his snapshot. */
  #changedQueues(): QueueStatus[] {
    const { view } = this.#modules;
    const ids = [...this.#queuesToShow];
    this.#queuesToShow.clear();
    if (![...this.#io.sockets.sockets.values()].some((socket) => socket.data.seq.has('queues'))) return [];
    return ids.flatMap((id) => {
      const status = view.queue(id);
      const text = JSON.stringify(status);
      if (!status || this.#queues.get(id) === text) return [];
      this.#queues.set(id, text);
      return [status];
    });
  }

  /** `statuses`: of these agents as they are now, made when the first socket asks for one. */
  #push(
    socket: ConsoleSocket,
    agentIds: readonly string[],
    statuses: Map<string, AgentStatus | undefined>,
    queues: readonly QueueStatus[],
  ): void {
    const { session, scope, seq } = socket.data;
    const { actor } = session;
    const { board, panel, view } = this.#modules;
    if (seq.has('panel') && agentIds.includes(actor.accountId)) this.#send(socket, 'panel', panel.read(actor));
    if (seq.has('agents')) {
      const upsert: AgentStatus[] = [];
      const remove: string[] = [];
      for (const id of agentIds) {
        const isSeen = board.hasAgent(actor.tenantId, scope, id);
        if (isSeen && !statuses.has(id)) statuses.set(id, view.agent(id));
        const status = isSeen ? statuses.get(id) : undefined;
        if (status) upsert.push(status);
        else if (scope.agentIds.has(id)) remove.push(id);
      }
      if (upsert.length > 0 || remove.length > 0) this.#send(socket, 'agents', { upsert, remove });
    }
    if (seq.has('queues')) {
      const upsert = queues.filter(({ queueId }) => board.hasQueue(actor.tenantId, scope, queueId));
      if (upsert.length > 0) this.#send(socket, 'queues', { upsert, remove: [] });
    }
  }

  #send<T extends Topic>(socket: ConsoleSocket, topic: T, data: RealtimeTopics[T]['delta']): void {
    const next = (socket.data.seq.get(topic) ?? 0) + 1;
    socket.data.seq.set(topic, next);
    socket.emit('delta', topic, next, data);
  }
}
