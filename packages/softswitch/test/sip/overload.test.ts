import { expect, test } from 'vitest';
import { ALICE, FakeFlow, stack, text } from './fakes.ts';

/** A trunk at every address, so that requests make transactions. */
const TRUNK = { ...ALICE, endpointOfAddress: () => 'trunk' };

const statusOf = (flow: FakeFlow): string | undefined => flow.story.at(-1);
let serial = 0;
const send = (
  sip: { receive(data: Buffer, flow: FakeFlow): void },
  flow: FakeFlow,
  method: string,
  options: Parameters<typeof text>[1] = {},
) => sip.receive(Buffer.from(text(method, { user: 'x', callId: `c${++serial}`, branch: `z9hG4bK-o${serial}`, ...options })), flow);

test('when the event loop is half a second behind, new calls are refused with Retry-After, what belongs to a call is served', () => {
  let lag = 0;
  const { stack: sip } = stack({ directory: TRUNK, eventLoopLag: () => lag });
  const flow = new FakeFlow();
  const asked: string[] = [];
  sip.addDialog(
    { callId: 'call', localTag: 'ours', remoteTag: 'f1' },
    {
      onRequest: (request, transaction) => {
        asked.push(request.method);
        sip.respond(transaction, 200);
      },
      onAck: () => {},
    },
  );
  lag = 501;
  send(sip, flow, 'INVITE');
  expect(statusOf(flow)).toBe('503');
  expect(flow.messages.at(-1)?.headers.get('retry-after')).toBe('10');
  send(sip, flow, 'OPTIONS');
  expect(statusOf(flow)).toBe('503');
  send(sip, flow, 'BYE', { callId: 'call', toTag: 'ours', cseq: 2 });
  expect(statusOf(flow)).toBe('200');
  expect(asked).toEqual(['BYE']);
  lag = 0;
  send(sip, flow, 'OPTIONS');
  expect(statusOf(flow)).toBe('200');
});

test('when the table is full, a BYE of a call still finds room, up to a quarter more', () => {
  const { stack: sip } = stack({ directory: TRUNK, limits: { server: 8, client: 8 } });
  const flow = new FakeFlow();
  sip.addDialog(
    { callId: 'call', localTag: 'ours', remoteTag: 'f1' },
    { onRequest: (_request, transaction) => sip.respond(transaction, 200), onAck: () => {} },
  );
  for (let i = 0; i < 8; i++) send(sip, flow, 'OPTIONS');
  expect(sip.usage.serverTransactions).toBe(8);
  send(sip, flow, 'OPTIONS');
  expect(statusOf(flow)).toBe('503');
  send(sip, flow, 'INFO', { callId: 'call', toTag: 'ours', cseq: 2 });
  send(sip, flow, 'BYE', { callId: 'call', toTag: 'ours', cseq: 3 });
  expect(flow.story.slice(-2)).toEqual(['200', '200']);
  send(sip, flow, 'BYE', { callId: 'call', toTag: 'ours', cseq: 4 });
  expect(statusOf(flow)).toBe('503');
  expect(sip.usage.serverTransactions).toBe(10);
});

test('a copy of a request that is being served is answered as before, however much there is to do', () => {
  let lag = 0;
  const { stack: sip } = stack({ directory: TRUNK, eventLoopLag: () => lag });
  const flow = new FakeFlow();
  const copy = { callId: 'same', branch: 'z9hG4bKsame' };
  send(sip, flow, 'OPTIONS', copy);
  lag = 9_999;
  send(sip, flow, 'OPTIONS', copy);
  expect(flow.story).toEqual(['200', '200']);
});
