import type { Clock, Ids, Logger } from '@zuoxi/kit';
import { type AuthResult, DigestServer } from './auth-digest.ts';
import type { SipDirectory } from './directory.ts';
import type { DnsSource } from './dns-client.ts';
import { FloodGuard } from './flood-guard.ts';
import type { Flow } from './flow.ts';
import { FlowWatch } from './flow-watch.ts';
import { formatVia, parseMessage, type SipRequest, serialise } from './message.ts';
import { isTooMuch, LIMITS_OF_LOAD, type OverloadLimits, withReserve } from './overload.ts';
import { Registrar } from './registrar.ts';
import { ALLOW, refusalOf } from './request-checks.ts';
import { buildResponse, type ResponseOptions } from './response.ts';
import { StatelessAnswers } from './stateless-answers.ts';
import { numberOfUri } from './telephone-number.ts';
import type { ClientUser } from './transaction-invite-client.ts';
import type { InviteServerTransaction } from './transaction-invite-server.ts';
import { type ClientTransaction, type ServerTransaction, TransactionLayer, type TransactionLimits } from './transaction-layer.ts';
import type { Certificate } from './transport-tls.ts';
import { Transports, type Way, type WayOptions } from './transports.ts';
import { formatUri, parseNameAddr, parseUri, unescapeUser } from './uri.ts';

export interface IncomingInvite {
  request: SipRequest;
  transaction: InviteServerTransaction;
  endpoint: string;
  /** Where requests of this dialog go unless its contact says otherwise. */
  flow: Flow;
  identifiedBy: 'digest' | 'address';
}

/** A SUBSCRIBE that begins a subscription. */
export interface IncomingSubscribe {
  request: SipRequest;
  transaction: ServerTransaction;
  endpoint: string;
  flow: Flow;
  identifiedBy: 'digest' | 'address';
}

export interface DialogUser {
  /** A request inside the dialog, not yet checked for its CSeq. */
  onRequest(request: SipRequest, transaction: ServerTransaction): void;
  onAck(request: SipRequest, flow: Flow): void;
}

export interface SipStackOptions {
  clock: Clock;
  ids: Ids;
  logger: Logger;
  directory: SipDirectory;
  onInvite(invite: IncomingInvite): void;
  /** Left out: nothing can be watched. */
  onSubscribe?: (subscribe: IncomingSubscribe) => void;
  bindAddress: string;
  advertisedAddress?: string;
  port: number;
  webSocketPort: number;
  webSocketBindAddress?: string;
  webSocketOrigins?: readonly string[];
  trustedProxies?: readonly string[];
  certificate?: Certificate;
  tlsPort?: number;
  secureWebSocketPort?: number;
  dns?: DnsSource;
  /** A contact was asked whether it is there, and did not answer. */
  isDead?: (contact: { aor: string; uri: string }) => boolean;
  /** Milliseconds the event loop is behind. */
  eventLoopLag?: () => number;
  realm?: string;
  /** Offer SHA-256 beside MD5 (RFC 8760). Some phones give up on a second challenge, so it is off unless asked for. */
  offerSha256?: boolean;
  limits?: TransactionLimits;
}

/** Whose request it is, and how that is known. */
interface Identified {
  endpoint: string;
  identifiedBy: 'digest' | 'address';
  username?: string;
}

export const USER_AGENT = 'Zuoxi';

/** All of SIP below calls: transports, transactions, registration, authentication, and the way to each peer. */
export class SipStack {
  readonly registrar: Registrar;
  readonly #options: SipStackOptions;
  readonly #layer: TransactionLayer;
  readonly #auth: DigestServer;
  readonly #guard: FloodGuard;
  readonly #stateless = new StatelessAnswers();
  readonly #dialogs = new Map<string, DialogUser>();
  /** Invitations under way, to find merged requests. */
  readonly #invitations = new Set<string>();
  /** What was found out about credentials before there was a transaction: they may be looked at only once (`nc`). */
  readonly #checked = new WeakMap<SipRequest, AuthResult>();
  readonly #transports: Transports;
  readonly #watch = new FlowWatch();
  readonly #limits: OverloadLimits;
  #onNoDialogs: (() => void) | undefined;

  constructor(options: SipStackOptions) {
    this.#options = options;
    const { clock, ids, logger, limits } = options;
    this.#limits = { ...LIMITS_OF_LOAD, ...(limits ? { serverTransactions: limits.server } : {}) };
    this.registrar = new Registrar(clock, options.isDead);
    this.#transports = new Transports(options, {
      onData: (data, flow) => this.receive(data, flow),
      onClosed: (flow) => {
        this.registrar.onFlowClosed(flow);
        this.#watch.onClosed(flow);
      },
    });
    this.#guard = new FloodGuard(clock);
    this.#auth = new DigestServer({
      realm: options.realm ?? 'zuoxi',
      clock,
      logger,
      offerSha256: options.offerSha256,
      lookup: (name) => options.directory.credentials(name),
    });
    this.#layer = new TransactionLayer({
      clock,
      ids,
      limits: {
        server: withReserve(this.#limits.serverTransactions),
        client: limits?.client ?? LIMITS_OF_LOAD.serverTransactions,
      },
      user: {
        onRequest: (request, transaction) => this.#onRequest(request, transaction),
        onAck: (request, flow) => this.#dialogs.get(dialogKey(request))?.onAck(request, flow),
      },
    });
  }

  get ports(): Transports['ports'] {
    return this.#transports.ports;
  }

  get usage(): { dialogs: number; serverTransactions: number; clientTransactions: number; contacts: number } {
    const { server, client } = this.#layer.usage;
    return { dialogs: this.#dialogs.size, serverTransactions: server, clientTransactions: client, contacts: this.registrar.size };
  }

  /** Of the transactions those that are over, as far as anybody but the other side's repetitions is concerned. */
  get lingeringTransactions(): number {
    return this.#layer.lingering;
  }

  /** Rejects with the system's error (EADDRINUSE …) when a port cannot be had; nothing stays open then. */
  start(): Promise<void> {
    return this.#transports.start();
  }

  async stop(): Promise<void> {
    this.#layer.stop();
    this.registrar.stop();
    this.#dialogs.clear();
    await this.#transports.stop();
  }

  /** One message as it came from a transport. Never throws: a fault of ours costs one message. */
  receive(data: Buffer, flow: Flow): void {
    const address = flow.remoteAddress;
    const isKnown = this.registrar.isKnownAddress(address) || this.#options.directory.endpointOfAddress(address) !== undefined;
    // Just after a start everybody is a stranger: a whole office behind one address must not be shut out for coming back.
    const isCounted = !isKnown && this.#options.directory.isConfigured;
    const isWebSocket = flow.transport === 'WS' || flow.transport === 'WSS';
    const stranger = isCounted ? (isWebSocket ? flow.id : address) : undefined;
    if (stranger !== undefined && !this.#guard.allows(stranger, data.length)) return;
    const may = (bytes: number): boolean => stranger === undefined || flow.reliable || this.#guard.mayAnswer(stranger, bytes);
    try {
      const result = parseMessage(data);
      if (result.type === 'keep-alive') return;
      if (result.type === 'invalid') {
        this.#options.logger.debug({ address, reason: result.reason }, 'malformed SIP message');
        const { answer, status } = result;
        if (answer && status !== 0) this.#stateless.send(answer, status, this.#transports.wayBack(answer, flow), [], may);
        return;
      }
      const message = result.message;
      if (message.kind === 'response') {
        this.#layer.receive(message, flow);
        return;
      }
      const back = this.#transports.wayBack(message, flow, () => this.#forcesRport(message, address));
      if (this.#isTooMuch(message)) {
        this.#stateless.send(message, 503, back, [['retry-after', '10']], may);
        return;
      }
      if (!this.#answeredWithoutState(message, back, stranger, may)) this.#layer.receive(message, back);
    } catch (error) {
      this.#options.logger.error({ err: error, address }, 'a SIP message could not be handled');
    }
  }

  #isTooMuch(request: SipRequest): boolean {
    const load = {
      serverTransactions: this.#layer.usage.server,
      dialogs: this.#dialogs.size,
      lagMs: this.#options.eventLoopLag?.() ?? 0,
    };
    if (!isTooMuch(load, this.#limits, false)) return false;
    // Neither makes anything new; a copy of what is being served costs its answer only.
    if (request.method === 'ACK' || request.method === 'CANCEL' || this.#layer.isServing(request)) return false;
    return isTooMuch(load, this.#limits, this.#dialogs.has(dialogKey(request)));
  }

  /** `force_rport` of whoever this seems to be from: only where its answer goes depends on it. */
  #forcesRport(request: SipRequest, address: string): boolean {
    return this.#options.directory.forcesRport?.(unescapeUser(parseUri(request.from.uri)?.user ?? ''), address) ?? false;
  }

  /**
   * RFC 3261 section 8.2.7: whoever has not said who he is costs us no memory, and one message of his never more than one of ours.
   * True when the request was answered here.
   */
  #answeredWithoutState(request: SipRequest, back: Flow, stranger: string | undefined, may: (bytes: number) => boolean): boolean {
    const { method, headers } = request;
    if (method === 'ACK' || this.#layer.isServing(request)) return false;
    let status: number;
    let extra: readonly (readonly [string, string])[] = [];
    if (method === 'CANCEL') {
      if (this.#layer.hasTarget(request, back)) return false;
      status = 481;
    } else if (request.to.params.has('tag')) {
      if (this.#dialogs.has(dialogKey(request))) return false;
      status = refusalOf(request)?.status ?? 481;
    } else {
      const hasCredentials = headers.has('authorization') || headers.has('proxy-authorization');
      if (!hasCredentials && this.#trunkOf(request, back)) return false;
      const refusal = refusalOf(request);
      if (refusal) {
        status = refusal.status;
        extra = refusal.headers ?? [];
      } else if (this.#options.directory.isConfigured) {
        const challenges = hasCredentials ? this.#challengesTo(request, back) : this.#auth.challenge();
        if (!challenges) return false;
        if (stranger !== undefined) this.#noteIfAbsent(request, stranger);
        status = 401;
        extra = challenges.map((value) => ['www-authenticate', value] as const);
      } else {
        status = 503;
        extra = NOT_CONFIGURED;
      }
    }
    this.#stateless.send(request, status, back, extra, may);
    return true;
  }

  /** Undefined when its credentials are right. Else it gets no transaction: a refused INVITE would be answered ten times over. */
  #challengesTo(request: SipRequest, back: Flow): string[] | undefined {
    const result = this.#auth.check(request, back.remoteAddress, (name) => this.registrar.isSignedInOver(name, back));
    this.#checked.set(request, result);
    return result.type === 'challenge' ? result.challenges : undefined;
  }

  /** Whoever goes through extensions one after the other is found by those that do not exist; nothing he is answered tells him which. */
  #noteIfAbsent(request: SipRequest, stranger: string): void {
    const claimed = unescapeUser(parseUri((request.method === 'REGISTER' ? request.to : request.from).uri)?.user ?? '');
    if (this.#options.directory.credentials(claimed)) return;
    const called = unescapeUser(parseUri(request.to.uri)?.user ?? '');
    this.#guard.noteAbsent(stranger, `${claimed}|${called}`);
  }

  /** The trunk this request is from by its address. A phone behind the address of a trunk is still a phone, and a trunk cannot call in the name of one. */
  #trunkOf(request: SipRequest, flow: Flow): string | undefined {
    // No carrier calls over a WebSocket; a browser on the machine of a trunk must not pass for it.
    if (request.method === 'REGISTER' || flow.transport === 'WS' || flow.transport === 'WSS') return undefined;
    const { directory } = this.#options;
    const line = parseUri(request.uri)?.params.get('line');
    const trunk = (line && directory.endpointOfLine?.(line)) || directory.endpointOfAddress(flow.remoteAddress, calledNames(request));
    if (trunk === undefined) {
      this.#warnOfAmbiguous(request, flow);
      return undefined;
    }
    const user = unescapeUser(parseUri(request.from.uri)?.user ?? '');
    return directory.endpointOfUser(user) === undefined ? trunk : undefined;
  }

  /** A carrier at which several call centres have accounts, and whose call names none of them. */
  #warnOfAmbiguous(request: SipRequest, flow: Flow): void {
    const { directory, logger } = this.#options;
    if (request.method !== 'INVITE' || directory.endpointOfAddress(flow.remoteAddress) === undefined) return;
    logger.warn(
      { address: flow.remoteAddress, called: calledNames(request) },
      'a call could be for several trunks, and names none of their accounts',
    );
  }

  /** Answers with our To tag and the headers every answer has. */
  respond(transaction: ServerTransaction, status: number, options: ResponseOptions = {}): void {
    const headers: [string, string][] = [...(options.headers ?? [])].map(([key, value]) => [key, value]);
    if (status >= 200) headers.push(['server', USER_AGENT]);
    const toTag = options.toTag ?? this.#options.ids.token(10);
    transaction.respond(buildResponse(transaction.request, status, { ...options, toTag, headers }));
  }

  #onRequest(request: SipRequest, transaction: ServerTransaction): void {
    const refusal = refusalOf(request);
    if (refusal) {
      this.respond(transaction, refusal.status, { headers: refusal.headers });
      return;
    }
    if (request.to.params.has('tag')) {
      const dialog = this.#dialogs.get(dialogKey(request));
      // RFC 3261 section 12.2.2
      if (dialog && request.method !== 'REGISTER') dialog.onRequest(request, transaction);
      else this.respond(transaction, 481);
      return;
    }
    const who = this.#identify(request, transaction);
    if (!who) return;
    if (this.#isInNameOfAnother(request, who)) {
      this.respond(transaction, 403);
      return;
    }
    if (request.method === 'OPTIONS') this.respond(transaction, 200, { headers: CAPABILITIES });
    else if (request.method === 'REGISTER') this.#onRegister(request, transaction, who);
    else if (request.method === 'INVITE' && transaction.kind === 'invite-server') this.#onInvite(request, transaction, who);
    else if (request.method === 'SUBSCRIBE' && this.#options.onSubscribe) {
      this.#options.onSubscribe({ request, transaction, endpoint: who.endpoint, identifiedBy: who.identifiedBy, flow: transaction.flow });
    }
    // A stranger's wish to have us call somebody: transfers are asked for inside a call.
    else if (request.method === 'REFER') this.respond(transaction, 403);
    else this.respond(transaction, 405, { headers: [['allow', ALLOW]] });
  }

  /** The endpoint this request is from; undefined when it was challenged or refused. */
  #identify(request: SipRequest, transaction: ServerTransaction): Identified | undefined {
    const { directory } = this.#options;
    const hasCredentials = request.headers.has('authorization') || request.headers.has('proxy-authorization');
    const trunk = hasCredentials ? undefined : this.#trunkOf(request, transaction.flow);
    if (trunk !== undefined) return { endpoint: trunk, identifiedBy: 'address' };
    if (!directory.isConfigured) {
      // A phone that is refused now would take its password for wrong, and we its persistence for guessing.
      this.respond(transaction, 503, { headers: NOT_CONFIGURED });
      return undefined;
    }
    const result =
      this.#checked.get(request) ??
      this.#auth.check(request, transaction.flow.remoteAddress, (name) => this.registrar.isSignedInOver(name, transaction.flow));
    if (result.type === 'challenge') {
      this.respond(transaction, 401, { headers: result.challenges.map((value) => ['www-authenticate', value] as const) });
      return undefined;
    }
    const endpoint = directory.endpointOfUser(result.username);
    if (endpoint !== undefined) return { endpoint, identifiedBy: 'digest', username: result.username };
    this.respond(transaction, 403);
    return undefined;
  }

  /**
   * A phone that registers for another account than it has signed in as, or watches in its name (RFC 3261 section 10.3 step 4). Only of its own call
   * centre is it told so: whatever else there is, is nobody's business.
   */
  #isInNameOfAnother(request: SipRequest, { endpoint, identifiedBy }: Identified): boolean {
    if (identifiedBy !== 'digest' || (request.method !== 'REGISTER' && request.method !== 'SUBSCRIBE')) return false;
    const { directory } = this.#options;
    const named = request.method === 'REGISTER' ? [request.to, request.from] : [request.from];
    return named.some(({ uri }) => {
      const user = unescapeUser(parseUri(uri)?.user ?? '');
      return directory.isColleague?.(endpoint, user) === true && directory.aor(endpoint, user) === undefined;
    });
  }

  /** Whether a request inside a call carries the password of that endpoint; if not it has been answered here. */
  isSignedBy(endpoint: string, request: SipRequest, transaction: ServerTransaction): boolean {
    const result = this.#auth.check(request, transaction.flow.remoteAddress);
    if (result.type === 'challenge') {
      this.respond(transaction, 401, { headers: result.challenges.map((value) => ['www-authenticate', value] as const) });
      return false;
    }
    if (this.#options.directory.endpointOfUser(result.username) === endpoint) return true;
    this.respond(transaction, 403);
    return false;
  }

  #onRegister(request: SipRequest, transaction: ServerTransaction, { endpoint, username }: Identified): void {
    const aor = unescapeUser(parseUri(request.to.uri)?.user ?? '');
    const settings = this.#options.directory.aor(endpoint, aor);
    if (!settings) {
      // RFC 3261 section 10.3 step 5
      this.respond(transaction, 404);
      return;
    }
    const by = { username: username ?? '', secret: this.#secretOf(username ?? '') };
    const result = this.registrar.register(aor, settings, request, transaction.flow, by);
    const headers = [...result.headers];
    if (result.status === 200) headers.push(['date', new Date(this.#options.clock.now()).toUTCString()]);
    this.respond(transaction, result.status, { headers });
  }

  #onInvite(
    request: SipRequest,
    transaction: InviteServerTransaction,
    who: { endpoint: string; identifiedBy: 'digest' | 'address' },
  ): void {
    // RFC 3261 section 16.3 step 4: one of the Vias is ours, we sent this call out ourselves.
    if (this.#layer.isLoop(request)) {
      this.respond(transaction, 482);
      return;
    }
    // RFC 3261 section 8.2.2.2: the same invitation over two ways.
    const key = `${request.callId}|${request.from.params.get('tag') ?? ''}|${request.cseq}`;
    if (this.#invitations.has(key)) {
      this.respond(transaction, 482);
      return;
    }
    this.#invitations.add(key);
    transaction.onEnded = () => this.#invitations.delete(key);
    this.#options.onInvite({ request, transaction, flow: transaction.flow, ...who });
  }

  /** Requests of that dialog are `user`'s from now on; a forked call of ours has one dialog for each remote tag. */
  addDialog(dialog: { callId: string; localTag: string; remoteTag: string }, user: DialogUser): () => void {
    const key = `${dialog.callId}|${dialog.localTag}|${dialog.remoteTag}`;
    this.#dialogs.set(key, user);
    return () => {
      if (this.#dialogs.get(key) === user) this.#dialogs.delete(key);
      if (this.#dialogs.size === 0) this.#onNoDialogs?.();
    };
  }

  /** Resolves when the last dialog is gone, or after `ms`. */
  whenNoDialogs(ms: number): Promise<void> {
    if (this.#dialogs.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimer(ms, resolve);
      this.#onNoDialogs = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  /** What that user has to know now. */
  #secretOf(username: string): string {
    const credentials = this.#options.directory.credentials(username);
    return credentials ? JSON.stringify([credentials.password, credentials.md5]) : '';
  }

  /** The configuration of these users or AORs has changed: registrations that would not be granted now end. */
  revoke(users: ReadonlySet<string>, aors: ReadonlySet<string>): void {
    const { directory } = this.#options;
    this.registrar.revoke(({ username, aor, secret }) => {
      if (!users.has(username) && !aors.has(aor)) return true;
      const endpoint = directory.endpointOfUser(username);
      return endpoint !== undefined && directory.aor(endpoint, aor) !== undefined && this.#secretOf(username) === secret;
    });
  }

  /** The account was configured: its failed sign-ins before that are forgotten. */
  forgive(username: string): void {
    this.#auth.forgive(username);
    this.#guard.forgive(username);
  }

  /** Sends a request as a transaction of its own. */
  send(request: SipRequest, flow: Flow, user: ClientUser): ClientTransaction | undefined {
    return this.#watch.track(flow, user, (watched) => this.#layer.send(request, flow, watched));
  }

  /** Gives a request up that was not answered; its user hears nothing more. */
  abandon(transaction: ClientTransaction): void {
    this.#watch.release(transaction);
    transaction.terminate();
  }

  cancel(transaction: ClientTransaction, reasons: readonly string[] = []): void {
    if (transaction.kind === 'invite-client') this.#layer.cancel(transaction, reasons);
  }

  /** The ACK of a 2xx belongs to no transaction (RFC 3261 section 13.2.2.4). */
  sendAck(request: SipRequest, flow: Flow): Buffer {
    const via = this.#layer.viaFor(flow, this.#layer.newBranch());
    request.headers.prepend('via', formatVia(via));
    const wire = serialise(request);
    flow.send(wire);
    return wire;
  }

  /** Our Contact for that peer. */
  contactFor(flow: Flow, user: string): string {
    const params = flow.transport === 'UDP' ? undefined : new Map([['transport', flow.transport.toLowerCase()]]);
    return `<${formatUri({ scheme: 'sip', user, host: flow.localHost, port: flow.localPort, params })}>`;
  }

  /** The way to a URI; undefined when there is none (a name that is not known, a browser that is gone). */
  flowTo(target: string, options?: WayOptions): Promise<Flow | undefined> {
    return this.#transports.flowTo(target, options);
  }

  /** Calls `fn` when that connection is gone; gives what unsubscribes. */
  onFlowClosed(flow: Flow, fn: () => void): () => void {
    return this.#watch.onClose(flow, fn);
  }

  /** All the ways to a URI, in the order in which they are to be tried (RFC 3263 section 4.3). */
  waysTo(target: string, options?: WayOptions): Promise<Way[]> {
    return this.#transports.waysTo(target, options);
  }
}

/** The configuration is pushed within moments of a start. */
const NOT_CONFIGURED: readonly (readonly [string, string])[] = [['retry-after', '2']];
const CAPABILITIES: [string, string][] = [
  ['allow', ALLOW],
  ['accept', 'application/sdp'],
  ['accept-encoding', 'identity'],
  ['accept-language', 'en, zh'],
];

/** Whom a call is for, as the carrier says it: the user of our own Contact, then the number that was dialled. */
function calledNames(request: SipRequest): string[] {
  const called = parseNameAddr(request.headers.get('p-called-party-id') ?? '')?.uri;
  // An account may be named with a dash, a number is the same without.
  return [request.uri, request.to.uri, called ?? ''].flatMap((uri) => {
    const names = new Set([unescapeUser(parseUri(uri)?.user ?? ''), numberOfUri(uri)]);
    names.delete('');
    return [...names];
  });
}

function dialogKey(request: SipRequest): string {
  return `${request.callId}|${request.to.params.get('tag') ?? ''}|${request.from.params.get('tag') ?? ''}`;
}
