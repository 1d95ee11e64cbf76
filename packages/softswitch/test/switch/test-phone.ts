import {
  answerChallenge,
  buildResponse,
  type ClientTransaction,
  parseMessage,
  parseNameAddr,
  SipHeaders,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  serialise,
} from '../../src/sip/index.ts';
import { udpWire, type Wire } from './phone-wires.ts';

type Waiter = { matches: (message: SipMessage) => boolean; resolve: (message: SipMessage) => void };

export type { ClientTransaction };

let serial = 0;
const unique = (): string => `${process.pid.toString(36)}${Date.now().toString(36)}${(++serial).toString(36)}`;

/** How long a fake user waits for something before the test fails. */
const PATIENCE_MS = 3_000;

export interface PhoneOptions {
  /** SIP user, also user of authentication. */
  user: string;
  password?: string;
  server: { port: number };
  /** Default: UDP on 127.0.0.1. */
  wire?: Wire;
}

/** A SIP phone for tests that speaks in sentences. It has no audio: RTP is the media engine's matter. */
export class TestPhone {
  readonly user: string;
  readonly #password: string;
  readonly #server: { port: number };
  readonly #wire: Wire;
  readonly #inbox: SipMessage[] = [];
  readonly #waiters: Waiter[] = [];
  readonly heard: SipMessage[] = [];
  port = 0;

  private constructor(options: PhoneOptions, wire: Wire) {
    this.user = options.user;
    this.#password = options.password ?? '';
    this.#server = options.server;
    this.#wire = wire;
    this.port = wire.port;
    wire.onData((data) => this.#onData(data));
  }

  static async create(options: PhoneOptions): Promise<TestPhone> {
    return new TestPhone(options, options.wire ?? (await udpWire(options.server.port)));
  }

  /** Hears everything first. */
  onMessage: ((message: SipMessage) => void) | undefined;

  /** As in a URI. */
  get host(): string {
    return this.#wire.host;
  }

  get contact(): string {
    const { transport } = this.#wire;
    return `<sip:${this.user}@${this.host}:${this.port}${transport === 'UDP' ? '' : `;transport=${transport.toLowerCase()}`}>`;
  }

  close(): void {
    this.#wire.close();
  }

  #onData(data: Buffer): void {
    const result = parseMessage(data);
    if (result.type !== 'message') return;
    const { message } = result;
    this.onMessage?.(message);
    this.heard.push(message);
    const index = this.#waiters.findIndex((waiter) => waiter.matches(message));
    if (index >= 0) this.#waiters.splice(index, 1)[0]?.resolve(message);
    else this.#inbox.push(message);
  }

  /** The next message that fits, of those not yet looked at. */
  hears(matches: (message: SipMessage) => boolean, what: string): Promise<SipMessage> {
    const index = this.#inbox.findIndex(matches);
    const early = index >= 0 ? this.#inbox.splice(index, 1)[0] : undefined;
    if (early) return Promise.resolve(early);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        matches,
        resolve: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        const got = this.heard.map((m) => (m.kind === 'request' ? m.method : `${m.status} ${m.method}`)).join(', ');
        reject(new Error(`${this.user} never heard ${what}; heard: ${got || 'nothing'}`));
      }, PATIENCE_MS);
      this.#waiters.push(waiter);
    });
  }

  async hearsRequest(method: string): Promise<SipRequest> {
    const message = await this.hears((m) => m.kind === 'request' && m.method === method, method);
    if (message.kind !== 'request') throw new Error('unreachable');
    return message;
  }

  async hearsResponse(status: number, callId: string, method: string): Promise<SipResponse> {
    return this.hearsFinal((s) => s === status, callId, method, String(status));
  }

  async hearsFinal(fits: (status: number) => boolean, callId: string, method: string, what = 'a final response'): Promise<SipResponse> {
    const message = await this.hears(
      (m) => m.kind === 'response' && m.callId === callId && m.method === method && fits(m.status),
      `${what} to ${method}`,
    );
    if (message.kind !== 'response') throw new Error('unreachable');
    return message;
  }

  send(message: SipMessage | Buffer | string): void {
    const data = Buffer.isBuffer(message) ? message : typeof message === 'string' ? Buffer.from(message) : serialise(message);
    this.#wire.send(data);
  }

  /** A request as this phone would write it. */
  build(method: string, to: string, options: Partial<RequestOptions> = {}): SipRequest {
    const headers = new SipHeaders();
    headers
      .add('via', `SIP/2.0/${this.#wire.transport} ${this.host}:${this.port};rport;branch=${options.branch ?? `z9hG4bK${unique()}`}`)
      .add('max-forwards', '70');
    headers.add('from', options.from ?? `"${this.user}" <sip:${this.user}@${this.host}>;tag=${options.fromTag ?? unique()}`);
    headers
      .add('to', options.toHeader ?? `<sip:${to}@${this.host}>`)
      .add('call-id', options.callId ?? unique())
      .add('cseq', `${options.cseq ?? 1} ${method}`);
    headers.add('contact', this.contact);
    for (const [key, value] of options.headers ?? []) headers.add(key, value);
    if (options.body) headers.add('content-type', options.bodyType ?? 'application/sdp');
    const nobody = { display: '', uri: 'sip:x', params: new Map<string, string>() };
    return {
      kind: 'request',
      method,
      uri: options.uri ?? `sip:${to || 'nobody'}@${this.host}:${this.#server.port}`,
      headers,
      body: options.body ?? '',
      via: undefined,
      from: parseNameAddr(headers.get('from') ?? '') ?? nobody,
      to: parseNameAddr(headers.get('to') ?? '') ?? nobody,
      callId: headers.get('call-id') ?? '',
      cseq: options.cseq ?? 1,
    };
  }

  sdp(
    codecs: readonly [number, string][] = [
      [8, 'PCMA/8000'],
      [0, 'PCMU/8000'],
      [101, 'telephone-event/8000'],
    ],
    direction = 'sendrecv',
  ): string {
    const family = this.host === '[::1]' ? 'IP6 ::1' : 'IP4 127.0.0.1';
    return [
      'v=0',
      `o=- ${serial} ${++serial} IN ${family}`,
      's=-',
      `c=IN ${family}`,
      't=0 0',
      `m=audio ${this.port + 1 > 65534 ? 40000 : this.port + 1} RTP/AVP ${codecs.map(([n]) => n).join(' ')}`,
      ...codecs.map(([n, name]) => `a=rtpmap:${n} ${name}`),
      `a=${direction}`,
      '',
    ].join('\r\n');
  }

  /** Signs a request again after its challenge. */
  #sign(request: SipRequest, challenge: SipResponse): SipRequest {
    const answer = answerChallenge(
      challenge.headers.all('www-authenticate'),
      { username: this.user, password: this.#password },
      { method: request.method, uri: request.uri },
      unique(),
    );
    const headers = request.headers.clone();
    headers
      .set('via', `SIP/2.0/${this.#wire.transport} ${this.host}:${this.port};rport;branch=z9hG4bK${unique()}`)
      .set('cseq', `${request.cseq + 1} ${request.method}`);
    if (answer) headers.set('authorization', answer);
    return { ...request, headers, cseq: request.cseq + 1 };
  }

  /** Sends, answers the challenge; gives the final response. */
  async asks(request: SipRequest): Promise<SipResponse> {
    this.send(request);
    const first = await this.hearsFinal((status) => status >= 200, request.callId, request.method);
    if (first.status !== 401) return first;
    if (request.method === 'INVITE') this.#ackFailure(request, first);
    const signed = this.#sign(request, first);
    this.send(signed);
    const { cseq } = signed;
    const second = await this.hears(
      (m) => m.kind === 'response' && m.callId === request.callId && m.cseq === cseq && m.status >= 200,
      'the second answer',
    );
    if (second.kind !== 'response') throw new Error('unreachable');
    return second;
  }

  #ackFailure(invite: SipRequest, response: SipResponse): void {
    const headers = new SipHeaders();
    headers
      .add('via', invite.headers.get('via') ?? '')
      .add('max-forwards', '70')
      .add('from', invite.headers.get('from') ?? '');
    headers
      .add('to', response.headers.get('to') ?? '')
      .add('call-id', invite.callId)
      .add('cseq', `${invite.cseq} ACK`);
    this.send({ ...invite, method: 'ACK', headers, body: '' });
  }

  async registers(expires = 300): Promise<SipResponse> {
    return this.asks(this.build('REGISTER', this.user, { uri: `sip:${this.host}`, headers: [['expires', String(expires)]] }));
  }

  /** Starts a call; the challenge is answered. */
  async calls(number: string, options: Partial<RequestOptions> = {}): Promise<PhoneCall> {
    const invite = this.build('INVITE', number, { body: this.sdp(), ...options });
    this.send(invite);
    const first = await this.hears((m) => m.kind === 'response' && m.callId === invite.callId, 'any answer');
    if (first.kind !== 'response' || first.status !== 401) {
      if (first.kind === 'response' && first.status >= 200) this.#inbox.unshift(first);
      return new PhoneCall(this, invite);
    }
    this.#ackFailure(invite, first);
    const signed = this.#sign(invite, first);
    this.send(signed);
    return new PhoneCall(this, signed);
  }

  /** The next call to this phone. */
  async isCalled(): Promise<PhoneCall> {
    return new PhoneCall(this, await this.hearsRequest('INVITE'), `t${unique()}`);
  }

  ackFailure(invite: SipRequest, response: SipResponse): void {
    this.#ackFailure(invite, response);
  }
}

export interface RequestOptions {
  branch: string;
  from: string;
  fromTag: string;
  toHeader: string;
  callId: string;
  cseq: number;
  uri: string;
  headers: [string, string][];
  body: string;
  bodyType: string;
}

/** One call of a phone, in or out. */
export class PhoneCall {
  readonly #phone: TestPhone;
  readonly invite: SipRequest;
  /** Our tag when we were called. */
  readonly #tag: string | undefined;
  #remote: SipResponse | undefined;
  #cseq: number;

  constructor(phone: TestPhone, invite: SipRequest, tag?: string) {
    this.#phone = phone;
    this.invite = invite;
    this.#tag = tag;
    this.#cseq = tag === undefined ? invite.cseq : 100;
  }

  get callId(): string {
    return this.invite.callId;
  }

  /** Waits for a response to our INVITE. */
  async hears(status: number): Promise<SipResponse> {
    const response = await this.#phone.hears(
      (m) =>
        m.kind === 'response' && m.callId === this.callId && m.method === 'INVITE' && m.status === status && m.cseq === this.invite.cseq,
      String(status),
    );
    if (response.kind !== 'response') throw new Error('unreachable');
    if (status >= 300) this.#phone.ackFailure(this.invite, response);
    else if (status > 100) this.#remote = response;
    return response;
  }

  async isAnswered(): Promise<SipResponse> {
    const response = await this.hears(200);
    this.acknowledges();
    return response;
  }

  acknowledges(body = ''): void {
    this.#phone.send(this.#inDialog('ACK', this.invite.cseq, body));
  }

  cancels(): void {
    const headers = new SipHeaders();
    const source = this.invite.headers;
    headers
      .add('via', source.get('via') ?? '')
      .add('max-forwards', '70')
      .add('from', source.get('from') ?? '')
      .add('to', source.get('to') ?? '');
    headers.add('call-id', this.callId).add('cseq', `${this.invite.cseq} CANCEL`);
    this.#phone.send({ ...this.invite, method: 'CANCEL', headers, body: '' });
  }

  #answer(status: number, options: { body?: string; headers?: [string, string][] } = {}): void {
    const headers: [string, string][] = [['contact', this.#phone.contact], ...(options.headers ?? [])];
    this.#phone.send(
      buildResponse(this.invite, status, {
        toTag: this.#tag,
        headers,
        body: options.body ? { type: 'application/sdp', content: options.body } : undefined,
      }),
    );
  }

  rings(): void {
    this.#answer(180);
  }

  /** 183 with a session description: whoever calls hears what the network says. */
  hasEarlyMedia(): void {
    this.#answer(183, { body: this.#phone.sdp() });
  }

  rejects(status: number, headers: [string, string][] = []): void {
    this.#answer(status, { headers });
  }

  /** Picks up and waits for the ACK. */
  async picksUp(): Promise<void> {
    this.#answer(200, { body: this.#phone.sdp() });
    await this.#phone.hears((m) => m.kind === 'request' && m.method === 'ACK' && m.callId === this.callId, 'ACK');
  }

  picksUpWithoutWaiting(): void {
    this.#answer(200, { body: this.#phone.sdp() });
  }

  #inDialog(method: string, cseq: number, body = '', bodyType = 'application/sdp', headers: [string, string][] = []): SipRequest {
    const called = this.#tag !== undefined;
    const local = called ? `${this.invite.headers.get('to')};tag=${this.#tag}` : (this.invite.headers.get('from') ?? '');
    const remote = called ? (this.invite.headers.get('from') ?? '') : (this.#remote?.headers.get('to') ?? '');
    const contact = called ? this.invite.headers.get('contact') : this.#remote?.headers.get('contact');
    return this.#phone.build(method, '', {
      from: local,
      toHeader: remote,
      callId: this.callId,
      cseq,
      uri: parseNameAddr(contact ?? '')?.uri ?? 'sip:missing.invalid',
      body,
      bodyType,
      headers,
    });
  }

  /** Sends a request inside the call and waits for its final response. */
  async asks(method: string, body = '', bodyType = 'application/sdp', headers: [string, string][] = []): Promise<SipResponse> {
    const request = this.#inDialog(method, ++this.#cseq, body, bodyType, headers);
    this.#phone.send(request);
    const { cseq } = request;
    const response = await this.#phone.hears(
      (m) => m.kind === 'response' && m.callId === this.callId && m.method === method && m.cseq === cseq && m.status >= 200,
      `final response to ${method}`,
    );
    if (response.kind !== 'response') throw new Error('unreachable');
    if (method === 'INVITE') this.#phone.send(this.#inDialog('ACK', cseq));
    return response;
  }

  /** Sends a request inside the call and does not wait. */
  sends(method: string, options: { body?: string; bodyType?: string; headers?: [string, string][]; cseq?: number } = {}): SipRequest {
    const request = this.#inDialog(method, options.cseq ?? ++this.#cseq, options.body, options.bodyType, options.headers);
    this.#phone.send(request);
    return request;
  }

  /** The final response to what was sent. */
  async hearsAnswerTo(request: SipRequest): Promise<SipResponse> {
    const response = await this.#phone.hears(
      (m) => m.kind === 'response' && m.callId === this.callId && m.method === request.method && m.cseq === request.cseq && m.status >= 200,
      `final response to ${request.method}`,
    );
    if (response.kind !== 'response') throw new Error('unreachable');
    return response;
  }

  /** The next request inside the call. */
  async hearsRequest(method: string): Promise<SipRequest> {
    const request = await this.#phone.hears(
      (m) => m.kind === 'request' && m.method === method && m.callId === this.callId && m.to.params.has('tag'),
      method,
    );
    if (request.kind !== 'request') throw new Error('unreachable');
    return request;
  }

  /** Answers a request that came inside the call. */
  answers(request: SipRequest, status: number, options: { body?: string; headers?: [string, string][] } = {}): void {
    const headers: [string, string][] = [['contact', this.#phone.contact], ...(options.headers ?? [])];
    const body = options.body ? { type: 'application/sdp', content: options.body } : undefined;
    this.#phone.send(buildResponse(request, status, { headers, body }));
  }

  /** Any response to the INVITE, as this phone or as another one behind the same proxy (`tag`). */
  responds(status: number, options: { body?: string; headers?: [string, string][]; tag?: string } = {}): void {
    const headers: [string, string][] = [['contact', this.#phone.contact], ...(options.headers ?? [])];
    const body = options.body ? { type: 'application/sdp', content: options.body } : undefined;
    this.#phone.send(buildResponse(this.invite, status, { toTag: options.tag ?? this.#tag, headers, body }));
  }

  /** Acknowledges a reliable provisional response (RFC 3262). */
  pracks(response: SipResponse, body = ''): Promise<SipResponse> {
    const rack = `${response.headers.get('rseq')} ${response.cseq} INVITE`;
    return this.asks('PRACK', body, 'application/sdp', [['rack', rack]]);
  }

  /** Value of a Replaces that names this call (RFC 3891), as the engine on its other end reads it. */
  get replaces(): string {
    const called = this.#tag !== undefined;
    const phoneTag = called ? this.#tag : this.invite.from.params.get('tag');
    const engineTag = called ? this.invite.from.params.get('tag') : this.#remote?.to.params.get('tag');
    return `${this.callId};to-tag=${engineTag};from-tag=${phoneTag}`;
  }

  async hangsUp(): Promise<void> {
    const response = await this.asks('BYE');
    if (response.status !== 200) throw new Error(`BYE was answered ${response.status}`);
  }

  /** The other side ends the call; we agree. */
  async isHungUp(): Promise<SipRequest> {
    const bye = await this.#phone.hears((m) => m.kind === 'request' && m.method === 'BYE' && m.callId === this.callId, 'BYE');
    if (bye.kind !== 'request') throw new Error('unreachable');
    this.#phone.send(buildResponse(bye, 200));
    return bye;
  }

  /** The caller gave up before we answered. */
  async isCancelled(): Promise<SipRequest> {
    const cancel = await this.#phone.hears((m) => m.kind === 'request' && m.method === 'CANCEL' && m.callId === this.callId, 'CANCEL');
    if (cancel.kind !== 'request') throw new Error('unreachable');
    this.#phone.send(buildResponse(cancel, 200));
    this.#answer(487);
    return cancel;
  }
}
