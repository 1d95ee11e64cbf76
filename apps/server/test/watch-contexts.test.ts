import { type AriCall, AriRequests } from '@zuoxi/ari';
import { expect, test } from 'vitest';
import { WatchContexts, watchContext } from '../src/modules/pbx/watch-contexts.ts';

/** An engine that keeps global variables. */
function engine() {
  const variables = new Map<string, string>();
  const changes: string[] = [];
  const requests = new AriRequests({
    async call({ method, uri, query = {} }: AriCall) {
      if (method === 'POST') variables.set(query.variable ?? '', query.value ?? '');
      if (method !== 'GET') changes.push(method === 'POST' ? `${query.variable}=${query.value}` : `${method} ${uri}`);
      const message_body = JSON.stringify({ value: variables.get(query.variable ?? '') ?? '' });
      return { type: 'RESTResponse', request_id: '', status_code: 200, reason_phrase: 'OK', uri, message_body };
    },
  });
  return { requests, changes };
}

test('each call centre has a context of its own, which is told once', async () => {
  const { requests, changes } = engine();
  const contexts = new WatchContexts(requests);
  await contexts.tell(['main', 'north']);
  await contexts.tell(['main', 'north', 'south']);
  expect(changes).toEqual(['zuoxi_watch_1=main', 'zuoxi_watch_2=north', 'zuoxi_watch_3=south']);
  // A new connection to an engine that went on.
  contexts.forget();
  await contexts.tell(['main', 'north', 'south']);
  expect(changes).toHaveLength(3);
});

test('a context that gets another call centre is read again: what it has made of numbers was the other’s', async () => {
  const { requests, changes } = engine();
  const contexts = new WatchContexts(requests);
  await contexts.tell(['main', 'north']);
  await contexts.tell(['north']);
  expect(changes.slice(2)).toEqual(['zuoxi_watch_1=north', 'PUT asterisk/modules/pbx_config.so']);
});

test('where there are no contexts left, nobody shares one', () => {
  const all = Array.from({ length: 70 }, (_, place) => watchContext(place));
  expect(new Set(all.slice(0, 64)).size).toBe(64);
  expect(all.slice(64)).toEqual(['', '', '', '', '', '']);
  expect(watchContext(-1)).toBe('');
});
