import { describe, expect, test } from 'vitest';
import { FlowWatch } from '../../src/sip/flow-watch.ts';
import type { ClientUser } from '../../src/sip/transaction-invite-client.ts';
import { FakeFlow, parsed, request, response, stack, text } from './fakes.ts';

const OK =
  'SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP x;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n';

function told(): { user: ClientUser; story: string[] } {
  const story: string[] = [];
  return {
    story,
    user: {
      onResponse: ({ status }) => story.push(String(status)),
      onTimeout: () => story.push('time-out'),
      onTransportError: () => story.push('no connection'),
    },
  };
}

const connection = (): FakeFlow => new FakeFlow({ transport: 'WS' });

describe('a request over a connection', () => {
  test('that breaks before the answer fails at once, and only once', () => {
    const { stack: sip, clock } = stack();
    const watch = new FlowWatch();
    const flow = connection();
    const { user, story } = told();
    watch.track(flow, user, (watched) => sip.send(request(text('OPTIONS')), flow, watched));
    expect(watch.size).toBe(1);
    watch.onClosed(flow);
    clock.advance(100_000);
    watch.onClosed(flow);
    expect(story).toEqual(['no connection']);
    expect(watch.size).toBe(0);
  });

  test('that is answered hears nothing of its end', () => {
    const watch = new FlowWatch();
    const flow = connection();
    const { user, story } = told();
    const { stack: sip } = stack();
    let handed: ClientUser | undefined;
    watch.track(flow, user, (watched) => {
      handed = watched;
      return sip.send(request(text('OPTIONS')), flow, watched);
    });
    handed?.onResponse(response(OK));
    watch.onClosed(flow);
    expect(story).toEqual(['200']);
  });

  test('that is gone already is not sent', () => {
    const { stack: sip } = stack();
    const flow = connection();
    flow.open = false;
    const { user } = told();
    expect(sip.send(request(text('OPTIONS')), flow, user)).toBeUndefined();
    expect(flow.sent).toEqual([]);
  });

  test('that is given up is forgotten: a phone that never answers OPTIONS costs nothing', () => {
    const { stack: sip, clock } = stack();
    const flow = connection();
    const { user, story } = told();
    for (let i = 0; i < 3; i++) {
      const transaction = sip.send(request(text('OPTIONS')), flow, user);
      if (transaction) sip.abandon(transaction);
    }
    clock.advance(100_000);
    expect(story).toEqual([]);
    expect(sip.usage.clientTransactions).toBe(0);
    expect(parsed(flow.sent[0] ?? '')).toMatchObject({ method: 'OPTIONS' });
  });
});
