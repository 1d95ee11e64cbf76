import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildResponse, type SipRequest, type SipResponse } from '../../src/sip/index.ts';
import type { House } from './house.ts';
import type { TestPhone } from './test-phone.ts';
import { TimedHouse } from './timed-house.ts';

/** What a phone may watch: other phones' calls (RFC 4235), their presence (RFC 3856), its own messages (RFC 3842). */

let timed: TimedHouse;
let house: House;
let watcher: TestPhone;
let watched: TestPhone;
beforeEach(async () => {
  timed = await TimedHouse.open();
  house = timed.house;
  watcher = await house.extension('demo-8001', { accountcode: 'demo', callerid: '"One" <8001>' });
  watched = await house.extension('demo-8002', { accountcode: 'demo', callerid: '"Two" <8002>' });
  await watcher.registers(7200);
  await watched.registers(7200);
});
afterEach(() => timed.close());

interface Subscribed {
  answer: SipResponse;
  request: SipRequest;
}

async function subscribes(event: string | undefined, to = '8002', headers: [string, string][] = []): Promise<Subscribed> {
  const request = watcher.build('SUBSCRIBE', to, {
    headers: [...(event === undefined ? [] : [['event', event] as [string, string]]), ...headers],
  });
  return { answer: await watcher.asks(request), request };
}

/** Again, or to end it. */
async function again({ answer, request }: Subscribed, cseq: number, expires: string): Promise<SipResponse> {
  const refresh = watcher.build('SUBSCRIBE', '', {
    uri: /<([^>]+)>/.exec(answer.headers.get('contact') ?? '')?.[1] ?? '',
    from: request.headers.get('from') ?? '',
    toHeader: answer.headers.get('to') ?? '',
    callId: request.callId,
    cseq,
    headers: [
      ['event', request.headers.get('event') ?? ''],
      ['expires', expires],
    ],
  });
  watcher.send(refresh);
  return watcher.hearsFinal((status) => status >= 200, request.callId, 'SUBSCRIBE');
}

async function isTold(status = 200): Promise<{ state: string; body: string; event: string; type: string }> {
  const notify = await watcher.hearsRequest('NOTIFY');
  watcher.send(buildResponse(notify, status));
  const { headers } = notify;
  return {
    state: headers.get('subscription-state') ?? '',
    body: notify.body,
    event: headers.get('event') ?? '',
    type: headers.get('content-type') ?? '',
  };
}

const statesIn = (body: string) =>
  [...body.matchAll(/direction="(\w+)"><state>(\w+)</g)].map(([, direction, state]) => `${direction} ${state}`);
const notifiesHeard = () => watcher.heard.filter((message) => message.kind === 'request' && message.method === 'NOTIFY').length;

describe('the lamp of a colleague (dialog)', () => {
  test('says at once what there is, and each change of a call, to its end', async () => {
    const { answer } = await subscribes('dialog', '8002', [['expires', '600']]);
    expect([answer.status, answer.headers.get('expires')]).toEqual([200, '600']);
    const first = await isTold();
    expect(first).toMatchObject({ state: 'active;expires=600', event: 'dialog', type: 'application/dialog-info+xml' });
    expect(first.body).toContain('version="0" state="full" entity="sip:8002@');
    expect(statesIn(first.body)).toEqual([]);

    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8002', app: 'zuoxi' });
    expect(statesIn((await isTold()).body)).toEqual(['recipient trying']);
    const call = await watched.isCalled();
    call.rings();
    expect(statesIn((await isTold()).body)).toEqual(['recipient early']);
    await call.picksUp();
    expect(statesIn((await isTold()).body)).toEqual(['recipient confirmed']);
    await call.hangsUp();
    const last = await isTold();
    expect(statesIn(last.body)).toEqual([]);
    expect(last.body).toContain('version="4"');
  });

  test('is told once what has changed several times while the phone had not answered', async () => {
    await subscribes('dialog');
    const first = await watcher.hearsRequest('NOTIFY');
    await house.ari.requests.channels.originate({ channelId: 'c', endpoint: 'PJSIP/demo-8002', app: 'zuoxi' });
    const call = await watched.isCalled();
    call.rings();
    await house.sees('Dial', (event) => event.dialstatus === 'RINGING');
    watcher.send(buildResponse(first, 200));
    expect(statesIn((await isTold()).body)).toEqual(['recipient early']);
    expect(notifiesHeard()).toBe(2);
  });

  test('lives as long as it is asked for: a refresh is told, its end as well, and nothing after it', async () => {
    const subscribed = await subscribes('dialog', '8002', [['expires', '60']]);
    await isTold();
    await timed.pass(50_000);
    expect((await again(subscribed, 10, '60')).status).toBe(200);
    expect((await isTold()).state).toBe('active;expires=60');
    await timed.pass(50_000);
    expect(notifiesHeard()).toBe(2);
    await timed.pass(10_500);
    expect((await isTold()).state).toBe('terminated;reason=timeout');
    expect((await again(subscribed, 11, '60')).status).toBe(481);
  });

  test('is ended by the phone (Expires: 0), and fetched once by it', async () => {
    const subscribed = await subscribes('dialog');
    await isTold();
    expect((await again(subscribed, 10, '0')).status).toBe(200);
    expect((await isTold()).state).toBe('terminated;reason=timeout');
    expect((await subscribes('dialog', '8002', [['expires', '0']])).answer.status).toBe(200);
    expect((await isTold()).state).toBe('terminated;reason=timeout');
  });

  test('is over when the phone does not know it any more (481)', async () => {
    const subscribed = await subscribes('dialog');
    await isTold(481);
    await timed.settled(watcher);
    expect((await again(subscribed, 10, '600')).status).toBe(481);
  });

  test('is over when the colleague is no more, or the password is another one', async () => {
    const { asterisk } = house.ari.requests;
    await subscribes('dialog');
    await isTold();
    await subscribes('presence');
    await isTold();
    await asterisk.putConfig('res_pjsip', 'auth', 'demo-8001', { auth_type: 'userpass', username: 'demo-8001', password: 'another' });
    expect([(await isTold()).state, (await isTold()).state]).toEqual(['terminated;reason=deactivated', 'terminated;reason=deactivated']);
  });

  test('of a colleague who is deleted ends', async () => {
    await subscribes('dialog');
    await isTold();
    await house.ari.requests.asterisk.deleteConfig('res_pjsip', 'endpoint', 'demo-8002');
    expect((await isTold()).state).toBe('terminated;reason=noresource');
  });
});

test('presence says whether somebody can be called, and that they are on the phone', async () => {
  await subscribes('presence');
  const first = await isTold();
  expect(first.type).toBe('application/pidf+xml');
  expect(first.body).toContain('<basic>open</basic></status></tuple><note>Ready</note>');
  await watched.registers(0);
  expect((await isTold()).body).toContain('<basic>closed</basic></status></tuple><note>Unavailable</note>');
});

describe('messages (message-summary)', () => {
  const put = (name: string, query: Record<string, string>) => house.ari.call({ method: 'PUT', uri: `mailboxes/${name}`, query });

  test('are those that were counted last, and each other count is told', async () => {
    await subscribes('message-summary', '8001');
    const first = await isTold();
    expect(first.type).toBe('application/simple-message-summary');
    expect(first.body).toMatch(/^Messages-Waiting: no\r\nMessage-Account: sip:8001@[^\r]+\r\nVoice-Message: 0\/0 \(0\/0\)\r\n$/);
    expect((await put('demo-8001', { newMessages: '2', oldMessages: '8' })).status_code).toBe(204);
    expect((await isTold()).body).toMatch(/^Messages-Waiting: yes\r\n[\s\S]*Voice-Message: 2\/8 \(0\/0\)\r\n$/);
    expect((await put('demo-8001', { newMessages: '-1', oldMessages: '0' })).status_code).toBe(400);
    expect((await put('demo-8002', { newMessages: '1', oldMessages: '0' })).status_code).toBe(204);
    const list = await house.ari.call({ method: 'GET', uri: 'mailboxes' });
    expect(JSON.parse(list.message_body ?? '')).toEqual([
      { name: 'demo-8001', new_messages: 2, old_messages: 8 },
      { name: 'demo-8002', new_messages: 1, old_messages: 0 },
    ]);
    expect(notifiesHeard()).toBe(2);
  });

  test('of a colleague are nobody else’s', async () => {
    expect((await subscribes('message-summary', '8002')).answer.status).toBe(404);
  });
});

describe('what may not be watched', () => {
  test.each([
    ['another event', 'conference'],
    ['no event', undefined],
  ])('%s: 489, and which there are', async (_what, event) => {
    const { answer } = await subscribes(event);
    expect([answer.status, answer.headers.get('allow-events')]).toEqual([489, 'dialog, message-summary, presence']);
  });

  test('for less than a minute: 423', async () => {
    const { answer } = await subscribes('dialog', '8002', [['expires', '30']]);
    expect([answer.status, answer.headers.get('min-expires')]).toEqual([423, '60']);
  });

  test('in a form that we do not write: 406', async () => {
    expect((await subscribes('dialog', '8002', [['accept', 'application/pidf+xml']])).answer.status).toBe(406);
  });

  test('a phone of another call centre, a trunk, nobody: 404', async () => {
    await house.extension('other-8003', { accountcode: 'other', callerid: '"Three" <8003>' });
    await house.trunk('t', { accountcode: 'demo', callerid: '<8004>' });
    for (const to of ['8003', 'other-8003', '8004', 't', '9999']) expect((await subscribes('dialog', to)).answer.status).toBe(404);
  });

  test('by a stranger: 401, and by a carrier: 403', async () => {
    const stranger = await house.phone('stranger');
    const request = stranger.build('SUBSCRIBE', '8002', { headers: [['event', 'dialog']] });
    stranger.send(request);
    await stranger.hearsResponse(401, request.callId, 'SUBSCRIBE');
    const carrier = await house.trunk('t', { accountcode: 'demo' });
    const fromTrunk = carrier.build('SUBSCRIBE', '8002', { headers: [['event', 'dialog']] });
    carrier.send(fromTrunk);
    expect((await carrier.hearsFinal((status) => status >= 200, fromTrunk.callId, 'SUBSCRIBE')).status).toBe(403);
  });

  test('more than 200 at once: the oldest is over', async () => {
    const oldest = await subscribes('dialog');
    await isTold();
    for (let count = 1; count < 200; count++) {
      await subscribes('dialog');
      await isTold();
    }
    expect((await subscribes('dialog')).answer.status).toBe(200);
    expect([(await isTold()).state, (await isTold()).state]).toContain('terminated;reason=deactivated');
    expect((await again(oldest, 10, '600')).status).toBe(481);
  });

  describe('by a phone that has begun anew at another port, and registered there', () => {
    /** The same account in a phone that was started again: it knows nothing of what it had. */
    const startsAnew = async () => {
      await watcher.registers(0);
      const phone = await house.phone('demo-8001', 'pw-demo-8001');
      expect((await phone.registers(7200)).status).toBe(200);
      return phone;
    };
    const watches = async (phone: TestPhone, to: string, event = 'dialog') => {
      const answer = await phone.asks(phone.build('SUBSCRIBE', to, { headers: [['event', event]] }));
      phone.send(buildResponse(await phone.hearsRequest('NOTIFY'), 200));
      return answer.status;
    };

    test('what it had of the same colleague goes, and nothing else of it', async () => {
      await house.extension('demo-8003', { accountcode: 'demo', callerid: '"Three" <8003>' });
      for (const [event, to] of [
        ['dialog', '8002'],
        ['presence', '8002'],
        ['dialog', '8003'],
      ] as const) {
        await subscribes(event, to);
        await isTold();
      }
      const anew = await startsAnew();
      expect(await watches(anew, '8002')).toBe(200);
      expect((await isTold()).state).toBe('terminated;reason=deactivated');
      // A lamp of its own beside it stays: one key for each of two pages of keys.
      expect(await watches(anew, '8002')).toBe(200);
      await timed.settled(anew);
      const ended = (phone: TestPhone) =>
        phone.heard.filter((one) => one.kind === 'request' && one.headers.get('subscription-state')?.startsWith('terminated')).length;
      expect([ended(watcher), ended(anew)]).toEqual([1, 0]);
    });

    test('again and again: it never runs into the limit of those it has', async () => {
      let phone = watcher;
      for (let start = 0; start < 3; start++) {
        for (let key = 0; key < 70; key++) expect(await watches(phone, '8002')).toBe(200);
        const next = await house.phone('demo-8001', 'pw-demo-8001');
        await phone.registers(0);
        await next.registers(7200);
        phone = next;
      }
      // The first at the new port ends the seventy of the old one.
      expect(await watches(phone, '8002')).toBe(200);
      expect((await house.softswitch.usage()).subscriptions).toBe(1);
    }, 20_000);
  });

  test('within a subscription of a colleague, from the same address by another port: 401', async () => {
    const { answer, request } = await subscribes('dialog');
    await isTold();
    const stolen = watched.build('SUBSCRIBE', '', {
      uri: /<([^>]+)>/.exec(answer.headers.get('contact') ?? '')?.[1] ?? '',
      from: request.headers.get('from') ?? '',
      toHeader: answer.headers.get('to') ?? '',
      callId: request.callId,
      cseq: 10,
      headers: [
        ['event', 'dialog'],
        ['expires', '0'],
      ],
    });
    watched.send(stolen);
    expect((await watched.hearsFinal((status) => status >= 200, request.callId, 'SUBSCRIBE')).status).toBe(401);
    expect(notifiesHeard()).toBe(1);
  });

  test('with an event that cannot be read: 400', async () => {
    expect((await subscribes('dialog;id=<script>"')).answer.status).toBe(400);
  });

  test.each([
    ['another event', 'presence', 489],
    ['another id', 'dialog;id=7', 481],
    ['what cannot be read', 'dialog;id=<b>', 400],
  ])('by a subscription of something else: %s', async (_what, event, status) => {
    const subscribed = await subscribes('dialog');
    await isTold();
    subscribed.request.headers.set('event', event);
    expect((await again(subscribed, 10, '600')).status).toBe(status);
    expect(notifiesHeard()).toBe(1);
  });
});
