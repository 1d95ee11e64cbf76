import { ManualClock } from '@zuoxi/kit';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SipRequest, SipResponse } from '../../src/sip/message.ts';
import { buildResponse } from '../../src/sip/response.ts';
import { type ServerTransaction, TransactionLayer } from '../../src/sip/transaction-layer.ts';
import { FakeFlow, fakeIds, request, response, text } from './fakes.ts';

let clock: ManualClock;
let layer: TransactionLayer;
let flow: FakeFlow;
let received: { request: SipRequest; transaction: ServerTransaction }[];
let acks: SipRequest[];
beforeEach(() => {
  clock = new ManualClock();
  flow = new FakeFlow();
  received = [];
  acks = [];
  layer = new TransactionLayer({
    clock,
    ids: fakeIds(),
    user: { onRequest: (r, transaction) => received.push({ request: r, transaction }), onAck: (r) => acks.push(r) },
    limits: { server: 3, client: 3 },
  });
});

function serve(method: string, options: Parameters<typeof text>[1] = {}): ServerTransaction {
  layer.receive(request(text(method, options)), flow);
  const last = received.at(-1);
  if (!last) throw new Error('nothing came');
  return last.transaction;
}

/** Times at which something was sent, over the next `ms`. */
function sendTimes(over: FakeFlow, ms: number, step = 100): number[] {
  const times: number[] = [];
  for (let t = step; t <= ms; t += step) {
    const before = over.sent.length;
    clock.advance(step);
    for (let i = before; i < over.sent.length; i++) times.push(t);
  }
  return times;
}

interface Client {
  responses: number[];
  timeouts: number;
  answer(status: number, toTag?: string): void;
}

function ask(method: string, over: FakeFlow = flow): Client & { cancel(): void } {
  const built = request(text(method));
  built.headers.remove('via');
  const client = { responses: [] as number[], timeouts: 0 };
  const transaction = layer.send(built, over, {
    onResponse: (r: SipResponse) => client.responses.push(r.status),
    onTimeout: () => {
      client.timeouts++;
    },
  });
  if (!transaction) throw new Error('refused');
  return Object.assign(client, {
    answer: (status: number, toTag = 'x') => layer.receive(buildResponse(built, status, { toTag }), over),
    cancel: () => {
      if (transaction.kind === 'invite-client') layer.cancel(transaction);
    },
  });
}

describe('an INVITE we serve', () => {
  test('is taken once, however often it is sent; the last response is repeated', () => {
    const transaction = serve('INVITE');
    transaction.respond(buildResponse(transaction.request, 180, { toTag: 'a' }));
    layer.receive(request(text('INVITE')), flow);
    expect(received).toHaveLength(1);
    expect(flow.story).toEqual(['180', '180']);
  });

  test('timer G repeats a failure at 0.5, 1.5, 3.5, 7.5 s and then every 4 s until timer H', () => {
    const transaction = serve('INVITE');
    transaction.respond(buildResponse(transaction.request, 486, { toTag: 'a' }));
    expect(sendTimes(flow, 40_000)).toEqual([500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
    expect(layer.usage.server).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('the ACK of a failure ends the repetition; timer I absorbs its copies for 5 s', () => {
    const transaction = serve('INVITE');
    transaction.respond(buildResponse(transaction.request, 486, { toTag: 'a' }));
    layer.receive(request(text('ACK', { toTag: 'a' })), flow);
    layer.receive(request(text('ACK', { toTag: 'a' })), flow);
    expect(sendTimes(flow, 4900)).toEqual([]);
    expect(layer.usage.server).toBe(1);
    clock.advance(200);
    expect(layer.usage.server).toBe(0);
    expect(acks).toEqual([]);
  });

  test('a 2xx is not repeated by the transaction, its ACK goes to the dialog, timer L ends it (RFC 6026)', () => {
    const transaction = serve('INVITE');
    transaction.respond(buildResponse(transaction.request, 200, { toTag: 'a' }));
    layer.receive(request(text('INVITE')), flow);
    expect(flow.story).toEqual(['200']);
    transaction.respond(buildResponse(transaction.request, 200, { toTag: 'a' }));
    expect(flow.story).toEqual(['200', '200']);
    layer.receive(request(text('ACK', { branch: 'z9hG4bKother', toTag: 'a' })), flow);
    expect(acks).toHaveLength(1);
    clock.advance(32_000);
    expect(layer.usage.server).toBe(0);
  });

  test('a CANCEL is answered 200 and reaches the call; one for nothing is answered 481', () => {
    const transaction = serve('INVITE');
    let cancelled = 0;
    if (transaction.kind === 'invite-server') transaction.user = { onCancel: () => cancelled++ };
    layer.receive(request(text('CANCEL')), flow);
    layer.receive(request(text('CANCEL')), flow);
    expect(cancelled).toBe(1);
    layer.receive(request(text('CANCEL', { branch: 'z9hG4bKnone' })), flow);
    expect(flow.story).toEqual(['200', '200', '481']);
  });

  test('over a reliable transport nothing is repeated and timers I and J are zero', () => {
    const webSocket = new FakeFlow({ transport: 'WS' });
    layer.receive(request(text('INVITE')), webSocket);
    received[0]?.transaction.respond(buildResponse(request(text('INVITE')), 486, { toTag: 'a' }));
    expect(sendTimes(webSocket, 5000)).toEqual([]);
    layer.receive(request(text('ACK', { toTag: 'a' })), webSocket);
    clock.advance(0);
    expect(layer.usage.server).toBe(0);
  });

  test('of RFC 2543, without the magic cookie, is matched by its fields', () => {
    serve('INVITE', { branch: '1' });
    layer.receive(request(text('INVITE', { branch: '1' })), flow);
    expect(received).toHaveLength(1);
    layer.receive(request(text('INVITE', { branch: '1', cseq: 2 })), flow);
    expect(received).toHaveLength(2);
  });
});

describe('another request we serve', () => {
  test('is answered once more for each copy until timer J ends it after 32 s', () => {
    const transaction = serve('OPTIONS');
    layer.receive(request(text('OPTIONS')), flow);
    expect(flow.story).toEqual([]);
    transaction.respond(buildResponse(transaction.request, 200));
    layer.receive(request(text('OPTIONS')), flow);
    expect(flow.story).toEqual(['200', '200']);
    clock.advance(31_900);
    expect(layer.usage.server).toBe(1);
    clock.advance(200);
    expect(layer.usage.server).toBe(0);
  });

  test('that is never answered is forgotten', () => {
    serve('OPTIONS');
    clock.advance(64_000);
    expect(layer.usage.server).toBe(0);
  });

  test('is dropped when the table is full', () => {
    for (let i = 0; i < 5; i++) layer.receive(request(text('OPTIONS', { branch: `z9hG4bK-${i}` })), flow);
    expect(layer.usage.server).toBe(3);
    expect(layer.overloaded).toBe(true);
  });
});

describe('an INVITE of ours', () => {
  test('timer A repeats it at 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s; timer B gives up after 32 s', () => {
    const client = ask('INVITE');
    expect(flow.story).toEqual(['INVITE']);
    expect(sendTimes(flow, 40_000)).toEqual([500, 1500, 3500, 7500, 15500, 31500]);
    expect(client.timeouts).toBe(1);
    expect(layer.usage.client).toBe(0);
  });

  test('a provisional response ends the repetition and the time limit', () => {
    const client = ask('INVITE');
    client.answer(180);
    expect(sendTimes(flow, 120_000)).toEqual([]);
    expect(client.timeouts).toBe(0);
  });

  test('a failure is acknowledged in the same branch, each copy again, until timer D', () => {
    const client = ask('INVITE');
    client.answer(486);
    client.answer(486);
    expect(client.responses).toEqual([486]);
    expect(flow.story).toEqual(['INVITE', 'ACK', 'ACK']);
    const [invite, ack] = flow.messages;
    expect(ack?.via?.params.get('branch')).toBe(invite?.via?.params.get('branch'));
    clock.advance(32_000);
    expect(layer.usage.client).toBe(0);
  });

  test('each 2xx reaches the call, also of another branch, until timer M', () => {
    const client = ask('INVITE');
    client.answer(200, 'a');
    client.answer(200, 'b');
    expect(client.responses).toEqual([200, 200]);
    expect(flow.story).toEqual(['INVITE']);
    clock.advance(32_000);
    expect(layer.usage.client).toBe(0);
  });

  test('its CANCEL has the same branch, number and target', () => {
    const client = ask('INVITE');
    client.answer(180);
    client.cancel();
    const [invite, cancel] = flow.messages;
    expect(cancel).toMatchObject({ method: 'CANCEL', cseq: invite?.cseq, callId: invite?.callId });
    expect(cancel?.via?.params.get('branch')).toBe(invite?.via?.params.get('branch'));
  });

  test('is refused when the table is full', () => {
    for (let i = 0; i < 3; i++) ask('INVITE');
    expect(() => ask('INVITE')).toThrow('refused');
  });
});

describe('another request of ours', () => {
  test('timer E repeats it up to every 4 s; timer F gives up after 32 s', () => {
    const client = ask('OPTIONS');
    expect(sendTimes(flow, 40_000)).toEqual([500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
    expect(client.timeouts).toBe(1);
  });

  test('its answer is handed on once; timer K absorbs copies for 5 s', () => {
    const client = ask('OPTIONS');
    client.answer(100);
    client.answer(200);
    client.answer(200);
    expect(client.responses).toEqual([100, 200]);
    clock.advance(4900);
    expect(layer.usage.client).toBe(1);
    clock.advance(200);
    expect(layer.usage.client).toBe(0);
  });

  test('a response nobody asked for is ignored', () => {
    layer.receive(
      response(
        'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKnone\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n',
      ),
      flow,
    );
    expect(layer.usage).toEqual({ server: 0, client: 0 });
  });
});
