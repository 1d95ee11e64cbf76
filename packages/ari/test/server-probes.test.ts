import { ManualClock, systemIds } from '@zuoxi/kit';
import { beforeEach, expect, test } from 'vitest';
import { type AriCall, type AriEvent, AriRequests, ServerProbes } from '../src/index.ts';

const ONE = 'sip:192.0.2.1:5060;transport=udp';
const TWO = 'sip:192.0.2.2:5060;transport=udp';

let clock: ManualClock;
let probes: ServerProbes;
let calls: AriCall[];
const requests = new AriRequests({
  async call(request) {
    calls.push(request);
    return { type: 'RESTResponse', request_id: '', status_code: 200, reason_phrase: 'OK', uri: request.uri, message_body: '[]' };
  },
});

beforeEach(() => {
  clock = new ManualClock();
  probes = new ServerProbes(clock, systemIds);
  calls = [];
});

/** The name of what was made for the question. */
async function made(): Promise<string> {
  for (let turn = 0; calls.length < 2 && turn < 20; turn++) await Promise.resolve();
  return decodeURIComponent(calls[0]?.uri.split('/').at(-1) ?? '');
}

function tells(resource: string, uri: string, contact_status: 'Reachable' | 'Unreachable' | 'NonQualified', roundtrip_usec = '0'): boolean {
  const event: AriEvent = {
    type: 'ContactStatusChange',
    application: 'zuoxi',
    timestamp: '',
    asterisk_id: '',
    endpoint: { technology: 'PJSIP', resource, state: 'offline', channel_ids: [] },
    contact_info: { uri, contact_status, aor: resource, roundtrip_usec },
  };
  return probes.take(event);
}

test('a contact is made of each server, watched, and deleted when all have answered', async () => {
  const asked = probes.ask(requests, [ONE, TWO], 'trunk-tls');
  const name = await made();
  const put = calls.map(({ method, uri, body }) => ({ method, type: uri.split('/').at(-2), body: JSON.stringify(body) }));
  expect(put.map(({ method, type }) => `${method} ${type}`)).toEqual(['PUT aor', 'PUT endpoint']);
  expect(put[0]?.body).toContain(`${ONE},${TWO}`);
  expect(put[1]?.body).toContain('trunk-tls');
  expect(tells(name, ONE, 'NonQualified')).toBe(true);
  expect(tells(name, ONE, 'Reachable', '2500')).toBe(true);
  clock.advance(2_000);
  expect(tells(name, TWO, 'Unreachable')).toBe(true);
  expect(await asked).toEqual([
    { uri: ONE, outcome: 'answered', status: 0, roundtrip_usec: 2500 },
    // Before its time was over.
    { uri: TWO, outcome: 'unreachable', status: 0, roundtrip_usec: 0 },
  ]);
  expect(calls.slice(2).map(({ method, uri }) => `${method} ${uri.split('/').at(-2)}`)).toEqual(['DELETE endpoint', 'DELETE aor']);
});

test('one that was waited for in vain, and one nothing was heard of, said nothing', async () => {
  const asked = probes.ask(requests, [ONE, TWO], '');
  const name = await made();
  clock.advance(3_100);
  tells(name, ONE, 'Unreachable');
  clock.advance(1_400);
  expect((await asked).map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout']);
  // What comes late is nobody else's business, either.
  expect(tells(name, TWO, 'Reachable')).toBe(true);
});

test('phones and trunks are left to others', () => {
  for (const resource of ['probe-8001', 'trunk-1', 'demo-8001']) expect(tells(resource, ONE, 'Reachable')).toBe(false);
});
