import type { Clock, Ids } from '@zuoxi/kit';
import type { Flow } from './flow.ts';
import { SipHeaders } from './headers.ts';
import { formatVia, type SipMessage, type SipRequest, type SipResponse, type Via } from './message.ts';
import { buildResponse } from './response.ts';
import { type ClientUser, InviteClientTransaction } from './transaction-invite-client.ts';
import { InviteServerTransaction } from './transaction-invite-server.ts';
import { NonInviteClientTransaction } from './transaction-non-invite-client.ts';
import { NonInviteServerTransaction } from './transaction-non-invite-server.ts';

export type ServerTransaction = InviteServerTransaction | NonInviteServerTransaction;
export type ClientTransaction = InviteClientTransaction | NonInviteClientTransaction;

export interface TransactionUser {
  /** A new request; `transaction` is to be answered. Never called for ACK and CANCEL. */
  onRequest(request: SipRequest, transaction: ServerTransaction): void;
  /** The ACK of a 2xx, or a stray one. */
  onAck(request: SipRequest, flow: Flow): void;
}

export interface TransactionLimits {
  server: number;
  client: number;
}

const MAGIC = 'z9hG4bK';
const LINGERING: ReadonlySet<(ServerTransaction | ClientTransaction)['state']> = new Set(['accepted', 'completed', 'confirmed']);

/** Matches messages to transactions, RFC 3261 sections 17.1.3 and 17.2.3. The tables are bounded. */
export class TransactionLayer {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #user: TransactionUser;
  /** Only peers we know make transactions; at 400 calls a second the 32 s of timers J and L keep some 26,000. */
  readonly #limits: TransactionLimits;
  /** How our branches begin, so that a request that went round is known again. */
  readonly #ownBranch: string;
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();

  constructor(options: { clock: Clock; ids: Ids; user: TransactionUser; limits?: TransactionLimits }) {
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#user = options.user;
    this.#ownBranch = `${MAGIC}${options.ids.token(8)}.`;
    this.#limits = options.limits ?? { server: 60_000, client: 60_000 };
  }

  get usage(): { server: number; client: number } {
    return { server: this.#servers.size, client: this.#clients.size };
  }

  /** Those that have had their final answer and only wait for copies of it or of their request: up to 32 s (timers D, H … M). */
  get lingering(): number {
    const hasAnswer = ({ state }: ServerTransaction | ClientTransaction) => LINGERING.has(state);
    return [...this.#servers.values(), ...this.#clients.values()].filter(hasAnswer).length;
  }

  get overloaded(): boolean {
    return this.#servers.size >= this.#limits.server;
  }

  /** It is a copy of a request that is being served. */
  isServing(request: SipRequest): boolean {
    return this.#servers.has(this.#serverKey(request, request.method));
  }

  /** There is an INVITE that this CANCEL is for, and it comes from where that came from. */
  hasTarget(cancel: SipRequest, flow: Flow): boolean {
    const target = this.#servers.get(this.#serverKey(cancel, 'INVITE'));
    return target !== undefined && isSameHop(target.flow, flow);
  }

  receive(message: SipMessage, flow: Flow): void {
    if (message.kind === 'response') this.#receiveResponse(message);
    else this.#receiveRequest(message, flow);
  }

  #serverKey(request: SipRequest, method: string): string {
    const branch = request.via?.params.get('branch') ?? '';
    const via = request.via;
    // RFC 4475 section 3.2.1: the cookie alone names nothing.
    if (branch.startsWith(MAGIC) && branch.length > MAGIC.length) return `${branch}|${via?.host ?? ''}:${via?.port ?? ''}|${method}`;
    // RFC 3261 section 17.2.3: peers of RFC 2543 have no magic cookie; then these fields together name the transaction.
    return `${request.callId}|${request.from.params.get('tag') ?? ''}|${request.cseq}|${via ? formatVia(via) : ''}|${request.uri}|${method}`;
  }

  #receiveRequest(request: SipRequest, flow: Flow): void {
    const key = this.#serverKey(request, request.method === 'ACK' ? 'INVITE' : request.method);
    const existing = this.#servers.get(key);
    const isOfHop = existing !== undefined && isSameHop(existing.flow, flow);
    if (request.method === 'ACK') {
      if (isOfHop && existing?.kind === 'invite-server' && existing.onAck()) return;
      this.#user.onAck(request, flow);
      return;
    }
    if (existing) {
      // Who has overheard a branch is answered nothing.
      if (isOfHop) existing.onRetransmission();
      return;
    }
    if (this.overloaded) return; // the stack answered 503 without a transaction
    if (request.method === 'CANCEL') {
      this.#receiveCancel(request, key, flow);
      return;
    }
    const transaction =
      request.method === 'INVITE'
        ? new InviteServerTransaction(key, request, flow, this.#clock, () => this.#servers.delete(key))
        : new NonInviteServerTransaction(key, request, flow, this.#clock, () => this.#servers.delete(key));
    this.#servers.set(key, transaction);
    this.#user.onRequest(request, transaction);
  }

  /** RFC 3261 section 9.2: matched like a request of the INVITE's, answered by itself. */
  #receiveCancel(request: SipRequest, key: string, flow: Flow): void {
    const target = this.#servers.get(this.#serverKey(request, 'INVITE'));
    const transaction = new NonInviteServerTransaction(key, request, flow, this.#clock, () => this.#servers.delete(key));
    this.#servers.set(key, transaction);
    if (target?.kind !== 'invite-server' || !isSameHop(target.flow, flow)) {
      transaction.respond(buildResponse(request, 481, { toTag: this.#ids.token(10) }));
      return;
    }
    transaction.respond(buildResponse(request, 200, { toTag: this.#ids.token(10) }));
    target.onCancel(request);
  }

  #receiveResponse(response: SipResponse): void {
    const branch = response.via?.params.get('branch') ?? '';
    // RFC 3261 section 17.1.3: branch of the top Via and method of CSeq.
    this.#clients.get(`${branch}|${response.method}`)?.onResponse(response);
  }

  /** Adds our Via and sends. Undefined when the table is full: the caller treats it as 503. */
  send(request: SipRequest, flow: Flow, user: ClientUser, branch = this.newBranch()): ClientTransaction | undefined {
    if (this.#clients.size >= this.#limits.client) return undefined;
    const via = this.viaFor(flow, branch);
    request.via = via;
    request.headers.prepend('via', formatVia(via));
    const key = `${branch}|${request.method}`;
    const done = () => this.#clients.delete(key);
    const transaction =
      request.method === 'INVITE'
        ? new InviteClientTransaction(key, request, flow, user, this.#clock, done)
        : new NonInviteClientTransaction(key, request, flow, user, this.#clock, done);
    this.#clients.set(key, transaction);
    transaction.start();
    return transaction;
  }

  /** RFC 3261 section 9.1: the CANCEL of an INVITE that had a provisional response. */
  cancel(invite: InviteClientTransaction, reasons: readonly string[] = []): void {
    const source = invite.request;
    const headers = new SipHeaders();
    headers.add('max-forwards', '70');
    for (const route of source.headers.all('route')) headers.add('route', route);
    headers.add('from', source.headers.get('from') ?? '').add('to', source.headers.get('to') ?? '');
    headers.add('call-id', source.callId).add('cseq', `${source.cseq} CANCEL`);
    for (const reason of reasons) headers.add('reason', reason);
    const request: SipRequest = { ...source, method: 'CANCEL', headers, body: '', via: undefined };
    this.send(request, invite.flow, { onResponse: () => {}, onTimeout: () => {} }, source.via?.params.get('branch') ?? '');
    invite.expectEnd();
  }

  newBranch(): string {
    return `${this.#ownBranch}${this.#ids.token(16)}`;
  }

  /** It carries a Via of ours: a proxy sent back what came from here. */
  isLoop(request: SipRequest): boolean {
    return request.headers.all('via').some((via) => via.includes(this.#ownBranch));
  }

  viaFor(flow: Flow, branch: string): Via {
    const params = new Map([
      ['rport', ''],
      ['branch', branch],
    ]);
    return { transport: flow.transport, host: flow.localHost, port: flow.localPort, params };
  }

  /** Ends everything: for the stop of the process. */
  stop(): void {
    for (const transaction of [...this.#servers.values(), ...this.#clients.values()]) transaction.terminate();
  }
}

/**
 * A transaction is between two neighbours (RFC 3261 section 17): its copies, its ACK and its CANCEL come from the host the request came
 * from, perhaps over another port or connection; over a WebSocket, whose clients may all be behind one proxy, over the same one.
 */
function isSameHop(a: Flow, b: Flow): boolean {
  if (a.id === b.id) return true;
  return isHost(a) && isHost(b) && a.remoteAddress === b.remoteAddress;
}

function isHost({ transport }: Flow): boolean {
  return transport !== 'WS' && transport !== 'WSS';
}
