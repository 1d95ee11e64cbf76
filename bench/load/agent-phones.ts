import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** How long an agent talks, in ms. */
const TALK_MS = 60;

interface Dialog {
  /** What our requests begin with: the other side's Contact. */
  target: string;
  to: string;
  from: string;
  callId: string;
  peer: RemoteInfo;
}

/**
 * Many phones behind one UDP port, told apart by the user part of the request URI (`a12`): each picks up at once and hangs up
 * a moment later. Only as much of RFC 3261 as two engines on loopback need; what counts is when an INVITE comes.
 */
export class AgentPhones {
  readonly #socket: Socket;
  readonly #dialogs = new Map<string, Dialog>();
  readonly #waiting = new Map<string, (at: number) => void>();
  /** INVITEs to phones nobody expected to ring. */
  readonly strays: string[] = [];
  #branches = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (message, peer) => this.#onMessage(message.toString('latin1'), peer));
  }

  static async open(): Promise<AgentPhones> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new AgentPhones(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Resolves with the time (`performance.now`) at which that phone is called. */
  rings(user: string, withinMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(user);
        reject(new Error(`${user} was not called within ${withinMs} ms`));
      }, withinMs);
      this.#waiting.set(user, (at) => {
        clearTimeout(timer);
        this.#waiting.delete(user);
        resolve(at);
      });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #onMessage(message: string, peer: RemoteInfo): void {
    const at = performance.now();
    const [method = ''] = message.split(' ', 1);
    if (method === 'INVITE') this.#onInvite(message, peer, at);
    else if (method === 'ACK') setTimeout(() => this.#hangUp(headerOf(message, 'Call-ID')), TALK_MS);
    else if (!method.startsWith('SIP/')) {
      this.#dialogs.delete(headerOf(message, 'Call-ID'));
      this.#answer(message, peer, '200 OK', '');
    }
  }

  #onInvite(message: string, peer: RemoteInfo, at: number): void {
    const callId = headerOf(message, 'Call-ID');
    if (this.#dialogs.has(callId)) return;
    const user = /^INVITE sip:([^@;]+)@/.exec(message)?.[1] ?? '';
    const waiter = this.#waiting.get(user);
    if (waiter) waiter(at);
    else this.strays.push(user);
    const target = /<([^>]+)>/.exec(headerOf(message, 'Contact'))?.[1] ?? '';
    this.#dialogs.set(callId, { target, to: headerOf(message, 'From'), from: `${headerOf(message, 'To')};tag=phone`, callId, peer });
    const sdp = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n`;
    this.#answer(message, peer, '200 OK', sdp);
  }

  #answer(request: string, peer: RemoteInfo, status: string, sdp: string): void {
    const lines = [`SIP/2.0 ${status}`, ...request.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq|v|f|i):/i.test(line))];
    const to = headerOf(request, 'To');
    lines.push(`To: ${to.includes('tag=') ? to : `${to};tag=phone`}`, `Contact: <sip:phone@127.0.0.1:${this.port}>`);
    if (sdp !== '') lines.push('Content-Type: application/sdp');
    this.#send([...lines, `Content-Length: ${sdp.length}`, '', sdp].join('\r\n'), peer);
  }

  #hangUp(callId: string): void {
    const dialog = this.#dialogs.get(callId);
    if (!dialog) return;
    const { target, to, from, peer } = dialog;
    const via = `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bKphone${++this.#branches};rport`;
    const lines = [`BYE ${target} SIP/2.0`, via, `From: ${from}`, `To: ${to}`, `Call-ID: ${callId}`, 'CSeq: 1 BYE', 'Max-Forwards: 70'];
    this.#send([...lines, 'Content-Length: 0', '', ''].join('\r\n'), peer);
  }

  #send(text: string, peer: RemoteInfo): void {
    this.#socket.send(Buffer.from(text, 'latin1'), peer.port, peer.address);
  }
}

function headerOf(message: string, name: string): string {
  return new RegExp(`^${name}: *([^\r\n]*)`, 'im').exec(message)?.[1] ?? '';
}
