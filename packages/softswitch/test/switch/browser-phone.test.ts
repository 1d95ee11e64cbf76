import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  answerChallenge,
  buildResponse,
  parseMessage,
  SipHeaders,
  type SipMessage,
  type SipRequest,
  serialise,
} from '../../src/sip/index.ts';
import { House, NOTHING_OPEN } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await House.open();
  const { asterisk } = house.ari.requests;
  await asterisk.putConfig('res_pjsip', 'auth', 'demo-8001', { username: 'demo-8001', password: 'pw' });
  await asterisk.putConfig('res_pjsip', 'aor', 'demo-8001', { max_contacts: '1', remove_existing: 'yes' });
  await asterisk.putConfig('res_pjsip', 'endpoint', 'demo-8001', { auth: 'demo-8001', aors: 'demo-8001', allow: 'alaw' });
});
afterEach(async () => {
  await house.close();
});

const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n';
let serial = 0;

/** A browser's SIP over WebSocket, without its WebRTC. */
class Browser {
  readonly socket: WebSocket;
  readonly heard: SipMessage[] = [];
  readonly #waiters: { fits: (message: SipMessage) => boolean; resolve: (message: SipMessage) => void }[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const result = parseMessage(Buffer.from(String(data)));
      if (result.type !== 'message') return;
      this.heard.push(result.message);
      const index = this.#waiters.findIndex((waiter) => waiter.fits(result.message));
      if (index >= 0) this.#waiters.splice(index, 1)[0]?.resolve(result.message);
    });
  }

  static open(): Promise<Browser> {
    const socket = new WebSocket(`ws://127.0.0.1:${house.softswitch.sipWsPort}/ws`, 'sip');
    return new Promise((resolve, reject) => {
      socket.on('open', () => resolve(new Browser(socket)));
      socket.on('error', reject);
    });
  }

  async hears(fits: (message: SipMessage) => boolean): Promise<SipMessage> {
    const early = this.heard.find(fits);
    return early ?? new Promise((resolve) => this.#waiters.push({ fits, resolve }));
  }

  send(message: SipMessage): void {
    this.socket.send(serialise(message).toString());
  }

  #request(method: string, cseq: number, callId: string, authorization?: string): SipRequest {
    const headers = new SipHeaders();
    headers
      .add('via', `SIP/2.0/WS x.invalid;branch=z9hG4bK${++serial}`)
      .add('max-forwards', '70')
      .add('from', '<sip:demo-8001@zuoxi>;tag=b')
      .add('to', '<sip:demo-8001@zuoxi>');
    headers
      .add('call-id', callId)
      .add('cseq', `${cseq} ${method}`)
      .add('contact', '<sip:abc123@x.invalid;transport=ws>;+sip.instance="<urn:uuid:1>"');
    if (authorization) headers.add('authorization', authorization);
    const party = { display: '', uri: 'sip:demo-8001@zuoxi', params: new Map<string, string>() };
    return { kind: 'request', method, uri: 'sip:zuoxi', headers, body: '', via: undefined, from: party, to: party, callId, cseq };
  }

  async registers(): Promise<void> {
    const callId = `reg-${++serial}`;
    this.send(this.#request('REGISTER', 1, callId));
    const challenge = await this.hears((m) => m.kind === 'response' && m.callId === callId && m.status === 401);
    const answer = answerChallenge(
      challenge.headers.all('www-authenticate'),
      { username: 'demo-8001', password: 'pw' },
      { method: 'REGISTER', uri: 'sip:zuoxi' },
      'c',
    );
    this.send(this.#request('REGISTER', 2, callId, answer));
    await this.hears((m) => m.kind === 'response' && m.callId === callId && m.status === 200);
  }

  async picksUp(): Promise<SipMessage> {
    const invite = await this.hears((m) => m.kind === 'request' && m.method === 'INVITE');
    if (invite.kind !== 'request') throw new Error('unreachable');
    this.send(
      buildResponse(invite, 200, {
        toTag: 'browser',
        headers: [['contact', '<sip:abc123@x.invalid;transport=ws>']],
        body: { type: 'application/sdp', content: SDP },
      }),
    );
    await this.hears((m) => m.kind === 'request' && m.method === 'ACK');
    return invite;
  }
}

test('a call to a browser goes over its WebSocket; the call outlives the socket and its BYE comes over the next one', async () => {
  const first = await Browser.open();
  await first.registers();
  await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
  const invite = await first.picksUp();
  expect(invite).toMatchObject({ uri: 'sip:abc123@x.invalid;transport=ws' });
  await house.sees('StasisStart');

  first.socket.terminate();
  await house.sees('PeerStatusChange', (event) => event.endpoint.state === 'offline');
  expect((await house.ari.requests.channels.get('c')).state).toBe('Up');

  const second = await Browser.open();
  await second.registers();
  await house.ari.requests.channels.hangup('c');
  const bye = await second.hears((m) => m.kind === 'request' && m.method === 'BYE');
  expect(bye.callId).toBe(invite.callId);
  if (bye.kind === 'request') second.send(buildResponse(bye, 200));
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  second.socket.terminate();
});

test('the browser itself hangs up over its new socket', async () => {
  const first = await Browser.open();
  await first.registers();
  await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
  const invite = await first.picksUp();
  await house.sees('StasisStart');
  first.socket.terminate();
  const second = await Browser.open();
  await second.registers();
  const headers = new SipHeaders();
  headers
    .add('via', 'SIP/2.0/WS x.invalid;branch=z9hG4bKbye')
    .add('max-forwards', '70')
    .add('from', `${invite.headers.get('to')};tag=browser`)
    .add('to', invite.headers.get('from') ?? '');
  headers.add('call-id', invite.callId).add('cseq', '7 BYE');
  second.send({ ...invite, kind: 'request', method: 'BYE', uri: 'sip:x@127.0.0.1', headers, body: '', cseq: 7 });
  await second.hears((m) => m.kind === 'response' && m.method === 'BYE' && m.status === 200);
  expect(await house.sees('ChannelDestroyed')).toMatchObject({ cause: 16 });
  expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
  second.socket.terminate();
});

test.each([
  ['another subprotocol', '/ws', 'chat'],
  ['another path', '/other', 'sip'],
])('a WebSocket with %s is refused', async (_what, path, protocol) => {
  const socket = new WebSocket(`ws://127.0.0.1:${house.softswitch.sipWsPort}${path}`, protocol);
  const status = await new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('error', () => {});
  });
  expect(status).toBe(path === '/ws' ? 400 : 404);
});

test('a message larger than SIP allows closes the WebSocket, a CRLF ping is answered', async () => {
  const browser = await Browser.open();
  const pong = new Promise((resolve) => browser.socket.once('message', (data) => resolve(String(data))));
  browser.socket.send('\r\n\r\n');
  expect(await pong).toBe('\r\n');
  const closed = new Promise((resolve) => browser.socket.on('close', (code) => resolve(code)));
  browser.socket.on('error', () => {});
  browser.socket.send('x'.repeat(70_000));
  expect(await closed).toBe(1009);
});
