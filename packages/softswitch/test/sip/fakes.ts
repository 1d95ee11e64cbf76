import { type Ids, ManualClock, silentLogger } from '@zuoxi/kit';
import type { SipDirectory } from '../../src/sip/directory.ts';
import type { Flow } from '../../src/sip/flow.ts';
import { parseMessage, type SipMessage, type SipRequest, type SipResponse } from '../../src/sip/message.ts';
import { type IncomingInvite, SipStack } from '../../src/sip/stack.ts';
import type { TransactionLimits } from '../../src/sip/transaction-layer.ts';

/** Repeatable, and unlike each other. */
export function fakeIds(): Ids {
  let n = 0;
  return { uuid: () => `uuid-${++n}`, token: (length) => `${++n}`.padStart(length, 't') };
}

/** A peer whose messages are kept instead of sent. */
export class FakeFlow implements Flow {
  readonly id: string;
  readonly transport: 'UDP' | 'WS';
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localHost = '192.0.2.1';
  readonly localPort = 5060;
  open = true;
  readonly sent: Buffer[] = [];

  constructor(options: { transport?: 'UDP' | 'WS'; address?: string; port?: number; id?: string } = {}) {
    this.transport = options.transport ?? 'UDP';
    this.remoteAddress = options.address ?? '198.51.100.7';
    this.remotePort = options.port ?? 5060;
    this.id = options.id ?? `${this.transport}:${this.remoteAddress}:${this.remotePort}`;
  }

  get reliable(): boolean {
    return this.transport !== 'UDP';
  }

  send(message: Buffer): void {
    this.sent.push(message);
  }

  get messages(): SipMessage[] {
    return this.sent.map((data) => parsed(data));
  }

  /** Status codes of the responses sent, methods of the requests. */
  get story(): string[] {
    return this.messages.map((message) => (message.kind === 'response' ? String(message.status) : message.method));
  }
}

export function parsed(data: Buffer | string): SipMessage {
  const result = parseMessage(Buffer.from(data));
  if (result.type !== 'message') throw new Error(`not a message: ${JSON.stringify(result)}`);
  return result.message;
}

export function request(data: string): SipRequest {
  const message = parsed(data);
  if (message.kind !== 'request') throw new Error('not a request');
  return message;
}

export function response(data: string): SipResponse {
  const message = parsed(data);
  if (message.kind !== 'response') throw new Error('not a response');
  return message;
}

/** A request with all it needs; `head` lines are added. */
export function text(
  method: string,
  options: {
    uri?: string;
    branch?: string;
    head?: string[];
    cseq?: number;
    callId?: string;
    toTag?: string;
    fromTag?: string;
    body?: string;
    user?: string;
  } = {},
): string {
  const user = options.user ?? 'alice';
  return [
    `${method} ${options.uri ?? 'sip:bob@192.0.2.1'} SIP/2.0`,
    `Via: SIP/2.0/UDP 198.51.100.7:5060;branch=${options.branch ?? 'z9hG4bK1'}`,
    'Max-Forwards: 70',
    `From: <sip:${user}@192.0.2.1>;tag=${options.fromTag ?? 'f1'}`,
    `To: <sip:${method === 'REGISTER' ? user : 'bob'}@192.0.2.1>${options.toTag ? `;tag=${options.toTag}` : ''}`,
    `Call-ID: ${options.callId ?? 'c1'}`,
    `CSeq: ${options.cseq ?? 1} ${method}`,
    ...(method === 'INVITE' && !/^contact:/im.test(options.head?.join('\n') ?? '') ? [`Contact: <sip:${user}@198.51.100.7:5060>`] : []),
    ...(options.head ?? []),
    `Content-Length: ${Buffer.byteLength(options.body ?? '')}`,
    '',
    options.body ?? '',
  ].join('\r\n');
}

export const NO_ACCOUNTS: SipDirectory = {
  isConfigured: true,
  credentials: () => undefined,
  endpointOfUser: () => undefined,
  endpointOfAddress: () => undefined,
  aor: () => undefined,
};

/** One account `alice`, password `wonderland`. */
export const ALICE: SipDirectory = {
  isConfigured: true,
  credentials: (name) => (name === 'alice' ? { username: name, password: 'wonderland' } : undefined),
  endpointOfUser: (name) => (name === 'alice' ? name : undefined),
  endpointOfAddress: () => undefined,
  aor: (_endpoint, aor) =>
    aor === 'alice'
      ? {
          maxContacts: 2,
          removeExisting: false,
          removeUnavailable: false,
          defaultExpiration: 3600,
          minimumExpiration: 60,
          maximumExpiration: 7200,
        }
      : undefined,
};

export function stack(
  options: {
    directory?: SipDirectory;
    limits?: TransactionLimits;
    onInvite?: (invite: IncomingInvite) => void;
    offerSha256?: boolean;
    eventLoopLag?: () => number;
  } = {},
): { stack: SipStack; clock: ManualClock } {
  const clock = new ManualClock();
  const made = new SipStack({
    clock,
    ids: fakeIds(),
    logger: silentLogger,
    directory: options.directory ?? NO_ACCOUNTS,
    onInvite: options.onInvite ?? (() => {}),
    bindAddress: '127.0.0.1',
    port: 0,
    webSocketPort: 0,
    limits: options.limits,
    offerSha256: options.offerSha256,
    eventLoopLag: options.eventLoopLag,
  });
  return { stack: made, clock };
}
