import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { ClientToServer, RealtimeTopics, Role, ServerToClient, Snapshot, Topic } from '@zuoxi/contract';
import { type Clock, DomainError, type Logger } from '@zuoxi/kit';
import { parseCookie } from 'cookie';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import type { Authorisation } from '../../platform/authorisation.ts';
import type { Feed } from '../../platform/feed.ts';
import { SESSION_COOKIE } from '../../platform/http/cookie.ts';
import { isOwnOrigin } from '../../platform/http/http.ts';
import type { Session } from '../../platform/http/session.ts';
import type { News } from '../../platform/news.ts';
import type { ConnectionGuard } from '../connection-guard.ts';
import { PageWatch, PINGS } from './page-watch.ts';
import { PhoneClaims } from './phone-claims.ts';

interface Subscription {
  feed: Feed;
  /** Last number sent. */
  seq: number;
  /** What of it the account may see, as the feed says. */
  scope: unknown;
}

interface SocketData {
  session: Session;
  topics: Map<Topic, Subscription>;
}

type ConsoleSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;

/** Changes are gathered this long, so that a burst is one message: well below the 300 ms a change may take to the screen. */
const GATHER_MS = 40;

const MAX_PAGE_ID = 64;
/** A connection outlives its session by so much. */
const LAST_WORD_MS = 1000;

interface RealtimeOptions {
  servers: readonly (HttpServer | HttpsServer)[];
  /** Of all modules. */
  feeds: readonly Feed[];
  news: readonly News[];
  authorisation: Authorisation;
  sessions: {
    find(token: string): Promise<Session | undefined>;
    onEnded(listener: (ended: { tokenHash: string; by: string | null }) => void): void;
  };
  /** Undefined: there is no such account any more. */
  roleOf(accountId: string): Role | undefined;
  /** Accounts, or what they may see, are others now. */
  onAdministered(listener: () => void): void;
  connections: ConnectionGuard;
  /** The page that is the phone of that account is gone or stands still: nobody would see it ring. */
  onPhonePageAway(accountId: string): void;
  clock: Clock;
  logger: Logger;
}

/** Live deltas to the consoles: each socket gets only what its account may see. Which topics there are, the modules declare. */
export class Realtime {
  readonly #io: Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
  readonly #options: RealtimeOptions;
  readonly #feeds = new Map<string, Feed>();
  /** What is to be told of each topic at the end of the gathering. */
  readonly #changed = new Map<Feed, Set<string>>();
  readonly #phones = new PhoneClaims();
  readonly #pages: PageWatch;
  #gathering: NodeJS.Timeout | undefined;

  constructor(options: RealtimeOptions) {
    this.#options = options;
    const { logger } = options;
    this.#pages = new PageWatch({ clock: options.clock, onAway: (accountId) => options.onPhonePageAway(accountId) });
    this.#io = new Server({
      serveClient: false,
      ...PINGS,
      maxHttpBufferSize: 64 * 1024,
      allowRequest: (request, done) => done(null, isOwnOrigin(request)),
    });
    for (const server of options.servers) this.#io.attach(server);
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
    for (const feed of options.feeds) this.#serve(feed);
    for (const news of options.news) {
      news.listen({
        everybody: (event, ...args) => this.#io.emit(event, ...args),
        tenant: (tenantId, event, ...args) => this.#io.to(`tenant:${tenantId}`).emit(event, ...args),
      });
    }
    options.onAdministered(() => {
      for (const socket of this.#sockets()) this.#rescope(socket);
    });
    options.sessions.onEnded(({ tokenHash, by }) => this.#sessionEnded(tokenHash, by));
  }

  #serve(feed: Feed): void {
    if (this.#feeds.has(feed.topic)) throw new Error(`two modules feed the topic ${feed.topic}`);
    this.#feeds.set(feed.topic, feed);
    const changed = new Set<string>();
    this.#changed.set(feed, changed);
    feed.listen({
      changed: (ids) => {
        for (const id of ids) changed.add(id);
        if (changed.size > 0) this.#gather();
      },
      push: (accountId, delta) => {
        for (const socket of this.#sockets()) if (socket.data.session.actor.accountId === accountId) this.#send(socket, feed, delta);
      },
    });
  }

  #sockets(): Iterable<ConsoleSocket> {
    return this.#io.sockets.sockets.values();
  }

  #sessionEnded(tokenHash: string, by: string | null): void {
    for (const socket of this.#sockets()) if (socket.data.session.tokenHash === tokenHash) this.#end(socket, by);
  }

  /** Nothing more is told to it but who has ended it; a page that is just changing its transport would lose that if it were cut off at once. */
  #end(socket: ConsoleSocket, by: string | null): void {
    const { topics } = socket.data;
    topics.clear();
    socket.removeAllListeners('subscribe');
    socket.removeAllListeners('claimPhone');
    for (const room of socket.rooms) if (room !== socket.id) void socket.leave(room);
    this.#phoneSocketGone(socket);
    socket.emit('signedOut', by);
    setTimeout(() => socket.disconnect(true), LAST_WORD_MS).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#gathering);
    await this.#io.close();
    this.#pages.stop();
  }

  async #authenticate(socket: ConsoleSocket): Promise<boolean> {
    const token = parseCookie(socket.request.headers.cookie ?? '')[SESSION_COOKIE];
    const session = token ? await this.#options.sessions.find(token) : undefined;
    if (!session || session.me.mustChangePassword) return false;
    this.#options.connections.signedIn(socket.request.socket, session.actor.accountId);
    socket.data.session = session;
    socket.data.topics = new Map();
    return true;
  }

  #onConnection(socket: ConsoleSocket): void {
    const { session } = socket.data;
    // Between the check and now the session may have ended, or the role be another one.
    void this.#isStillThere(socket).then((isThere) => {
      if (!isThere) this.#end(socket, null);
      else if (this.#options.roleOf(session.actor.accountId) !== socket.data.session.actor.role) this.#rescope(socket);
    });
    void socket.join(`tenant:${session.actor.tenantId}`);
    for (const { greet } of this.#options.news) greet?.((event, ...args) => socket.emit(event, ...args));
    socket.on('subscribe', (topic, ack) => {
      if (typeof ack !== 'function') return;
      void this.#subscribe(socket, topic).then(ack, (error: unknown) => {
        if (error instanceof DomainError) return ack({ error: error.code });
        this.#options.logger.error({ err: error, topic }, 'a topic could not be shown');
        ack({ error: 'internal' });
      });
    });
    socket.on('unsubscribe', (topic) => void socket.data.topics.delete(topic));
    socket.on('claimPhone', (pageId, takeOver, ack) => {
      if (typeof ack !== 'function' || typeof pageId !== 'string' || pageId.length > MAX_PAGE_ID) return;
      ack(this.#claimPhone(socket, pageId, takeOver === true));
    });
    socket.on('disconnect', () => this.#phoneSocketGone(socket));
  }

  #phoneSocketGone(socket: ConsoleSocket): void {
    const { accountId } = socket.data.session.actor;
    if (this.#phones.socketGone(accountId, socket.id)) this.#pages.gone(accountId);
  }

  async #isStillThere({ request }: ConsoleSocket): Promise<boolean> {
    const token = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE] ?? '';
    // While the database is away nobody's session can have ended.
    return this.#options.sessions.find(token).then(Boolean, () => true);
  }

  #claimPhone(socket: ConsoleSocket, pageId: string, takeOver: boolean): 'mine' | 'taken' {
    const { result, lost } = this.#phones.claim(socket.data.session.actor.accountId, { pageId, socketId: socket.id }, takeOver);
    if (result === 'mine') this.#pages.back(socket.data.session.actor.accountId);
    if (lost) this.#io.to(lost).emit('phoneTaken');
    return result;
  }

  async #subscribe(socket: ConsoleSocket, topic: Topic): Promise<Snapshot | { error: string }> {
    const { actor } = socket.data.session;
    const feed = this.#feeds.get(topic);
    if (!feed || !this.#options.authorisation.isAllowed(feed.permission, actor.role)) return { error: 'session.forbidden' };
    const scope = feed.scope(actor);
    socket.data.topics.set(topic, { feed, seq: 0, scope });
    return { seq: 0, data: await feed.snapshot({ actor, scope }) };
  }

  /**
   * What the account may see has changed, perhaps. Its topics end with its role. Of those that not everybody sees alike a number is left out
   * on purpose, and the console asks for a new snapshot as after any gap.
   */
  #rescope(socket: ConsoleSocket): void {
    const { session, topics } = socket.data;
    const role = this.#options.roleOf(session.actor.accountId);
    if (role === undefined) return this.#end(socket, null);
    if (role !== session.actor.role) {
      socket.data.session = { ...session, actor: { ...session.actor, role } };
      for (const { feed } of [...topics.values()]) {
        if (!this.#options.authorisation.isAllowed(feed.permission, role)) topics.delete(feed.topic);
      }
      socket.emit('roleChanged');
    }
    for (const subscription of topics.values()) {
      const { feed } = subscription;
      if (!feed.isScoped) continue;
      subscription.scope = feed.scope(socket.data.session.actor);
      subscription.seq += 1;
      this.#send(socket, feed, { upsert: [], remove: [] });
    }
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      for (const [feed, changed] of this.#changed) if (changed.size > 0) this.#tell(feed, changed);
    }, GATHER_MS);
  }

  #tell(feed: Feed, changed: Set<string>): void {
    const watching = [...this.#sockets()].filter((socket) => socket.data.topics.has(feed.topic));
    const ids = new Set(changed);
    changed.clear();
    const deltaFor = feed.deltas(ids, watching.length > 0);
    for (const socket of watching) {
      const { session, topics } = socket.data;
      const delta = deltaFor({ actor: session.actor, scope: topics.get(feed.topic)?.scope });
      if (delta) this.#send(socket, feed, delta);
    }
  }

  /** Nothing to those who have not subscribed. */
  #send(socket: ConsoleSocket, { topic }: Feed, data: RealtimeTopics[Topic]['delta']): void {
    const subscription = socket.data.topics.get(topic);
    if (!subscription) return;
    subscription.seq += 1;
    socket.emit('delta', topic, subscription.seq, data);
  }
}
