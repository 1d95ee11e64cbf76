import { createSocket, type Socket } from 'node:dgram';
import { digestResponse, parseChallenge } from '../../../packages/softswitch/src/sip/digest.ts';

let serial = 0;
export const unique = (): string =>
  `${process.pid.toString(36)}${(++serial).toString(36)}x${Math.floor(performance.now() * 1000).toString(36)}`;

export interface Answer {
  status: number;
  text: string;
  afterMs: number;
}

export interface RequestText {
  method: string;
  /** Where it says to come from; default: the socket's own address. */
  host?: string;
  fromUser?: string;
  toUser?: string;
  uri?: string;
  callId?: string;
  cseq?: number;
  branch?: string;
  fromTag?: string;
  toTag?: string;
  headers?: readonly string[];
  body?: string;
}

/** SIP as bytes, from any address of loopback: for attackers, and for peers whose answer times are measured. */
export class SipSocket {
  readonly #socket: Socket;
  readonly #serverPort: number;
  readonly #waiting = new Map<string, (answer: Buffer) => void>();
  readonly address: string;
  sentBytes = 0;
  receivedBytes = 0;
  sentPackets = 0;
  receivedPackets = 0;
  /** Hears everything that comes. */
  onData: ((data: Buffer) => void) | undefined;

  private constructor(socket: Socket, serverPort: number, address: string) {
    this.#socket = socket;
    this.#serverPort = serverPort;
    this.address = address;
    socket.on('error', () => {});
    socket.on('message', (data) => this.#onMessage(data));
  }

  static async open(serverPort: number, address: string): Promise<SipSocket> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return new SipSocket(socket, serverPort, address);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get contact(): string {
    return `<sip:${this.address}:${this.port}>`;
  }

  request(text: RequestText): string {
    const { method, fromUser = '100', toUser = fromUser, body = '', cseq = 1 } = text;
    const lines = [
      `${method} ${text.uri ?? `sip:${method === 'REGISTER' ? '' : `${toUser}@`}127.0.0.1:${this.#serverPort}`} SIP/2.0`,
      `Via: SIP/2.0/UDP ${text.host ?? this.address}:${this.port};rport;branch=${text.branch ?? `z9hG4bK${unique()}`}`,
      'Max-Forwards: 70',
      `From: <sip:${fromUser}@127.0.0.1>;tag=${text.fromTag ?? unique()}`,
      `To: <sip:${toUser}@127.0.0.1>${text.toTag ? `;tag=${text.toTag}` : ''}`,
      `Call-ID: ${text.callId ?? unique()}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: ${this.contact}`,
      ...(text.headers ?? []),
    ];
    if (body !== '' && !lines.some((line) => /^content-type:/i.test(line))) lines.push('Content-Type: application/sdp');
    return [...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
  }

  send(data: string | Uint8Array, port = this.#serverPort): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    this.sentBytes += bytes.length;
    this.sentPackets++;
    this.#socket.send(bytes, port, '127.0.0.1');
  }

  /** The final answer; undefined when there is none in time. `again`: repeated as RFC 3261 section 17.1.2 does it. */
  ask(text: string, { patienceMs = 1_000, again = false }: { patienceMs?: number; again?: boolean } = {}): Promise<Answer | undefined> {
    const branch = branchOf(text);
    const sentAt = performance.now();
    return new Promise((resolve) => {
      let interval = 500;
      let repeat: NodeJS.Timeout | undefined;
      const finish = (answer: Answer | undefined): void => {
        clearTimeout(limit);
        clearTimeout(repeat);
        this.#waiting.delete(branch);
        resolve(answer);
      };
      const repeatLater = (): void => {
        repeat = setTimeout(() => {
          this.send(text);
          interval *= 2;
          repeatLater();
        }, interval);
      };
      const limit = setTimeout(() => finish(undefined), patienceMs);
      this.#waiting.set(branch, (data) => {
        const answer = data.toString('latin1');
        const status = Number(/^SIP\/2\.0 (\d{3})/.exec(answer)?.[1]);
        if (status >= 200) finish({ status, text: answer, afterMs: performance.now() - sentAt });
      });
      this.send(text);
      if (again) repeatLater();
    });
  }

  /** Asks, and asks again signed when challenged. `change` may spoil the signature. */
  async askSigned(
    text: RequestText,
    credentials: { username: string; password: string },
    options: { again?: boolean; patienceMs?: number; qop?: boolean; nc?: string } = {},
  ): Promise<{ answer: Answer | undefined; signed: string; first: Answer | undefined }> {
    const same = { callId: text.callId ?? unique(), fromTag: text.fromTag ?? unique() };
    const first = await this.ask(this.request({ ...text, ...same }), options);
    if (first?.status !== 401) return { answer: first, first, signed: '' };
    if (text.method === 'INVITE') this.send(ackOf(first.text, text.uri ?? `sip:${text.toUser ?? ''}@127.0.0.1:${this.#serverPort}`));
    const uri = `sip:127.0.0.1:${this.#serverPort}`;
    const header = authorization(first.text, { ...credentials, method: text.method, uri, ...options });
    const signed = this.request({ ...text, ...same, cseq: (text.cseq ?? 1) + 1, headers: [...(text.headers ?? []), header] });
    return { answer: await this.ask(signed, options), signed, first };
  }

  close(): void {
    this.#socket.close();
  }

  #onMessage(data: Buffer): void {
    this.receivedBytes += data.length;
    this.receivedPackets++;
    this.onData?.(data);
    if (data.length < 12 || data.readUInt32BE(0) !== 0x5349_502f) return;
    this.#waiting.get(branchOf(data.toString('latin1')))?.(data);
  }
}

function branchOf(text: string): string {
  return /;\s*branch=([^;\s,]+)/.exec(text)?.[1] ?? '';
}

/** ACK of a refusal (RFC 3261 section 17.1.1.3), made of the refusal itself. */
export function ackOf(refusal: string, uri: string): string {
  const line = (name: string): string => new RegExp(`^${name}:.*$`, 'im').exec(refusal)?.[0] ?? '';
  const cseq = Number(/^CSeq: *(\d+)/im.exec(refusal)?.[1] ?? 1);
  // `received` and `rport` were written into Via by the engine; they do no harm.
  const head = [`ACK ${uri} SIP/2.0`, line('Via'), 'Max-Forwards: 70', line('From'), line('To'), line('Call-ID'), `CSeq: ${cseq} ACK`];
  return [...head, 'Content-Length: 0', '', ''].join('\r\n');
}

/** The Authorization header that answers the MD5 challenge in this response. */
export function authorization(
  response: string,
  input: { username: string; password: string; method: string; uri: string; qop?: boolean; nc?: string },
): string {
  const challenges = [...response.matchAll(/^www-authenticate:\s*(.*)$/gim)].map((match) => parseChallenge((match[1] ?? '').trim()));
  const params = challenges.find((one) => (one?.params.get('algorithm') ?? 'MD5').toUpperCase() === 'MD5')?.params;
  const realm = params?.get('realm') ?? '';
  const nonce = params?.get('nonce') ?? '';
  const opaque = params?.get('opaque');
  const { username, password, method, uri, nc = '00000001' } = input;
  const withQop = input.qop ?? true;
  const cnonce = unique();
  const response_ = digestResponse({
    algorithm: 'MD5',
    username,
    password,
    realm,
    nonce,
    method,
    uri,
    nc,
    cnonce,
    qop: withQop ? 'auth' : undefined,
  });
  const head = `Authorization: Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response_}", algorithm=MD5`;
  const tail = opaque === undefined ? '' : `, opaque="${opaque}"`;
  return withQop ? `${head}, qop=auth, nc=${nc}, cnonce="${cnonce}"${tail}` : head + tail;
}

/** A response to this request, line for line. */
export function responseTo(request: string, status: number, headers: readonly string[] = [], body = '', tag = 'attacker'): string {
  const lines = (name: string): string[] => [...request.matchAll(new RegExp(`^(?:${name}):.*$`, 'gim'))].map(([line]) => line.trimEnd());
  const to = lines('To|t').map((line) => (/;tag=/.test(line) ? line : `${line};tag=${tag}`));
  const head = [`SIP/2.0 ${status} X`, ...lines('Via|v'), ...lines('From|f'), ...to, ...lines('Call-ID|i'), ...lines('CSeq'), ...headers];
  if (body !== '') head.push('Content-Type: application/sdp');
  return [...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}
