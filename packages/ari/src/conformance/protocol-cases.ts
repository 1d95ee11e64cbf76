import assert from 'node:assert/strict';
import { group } from './case.ts';

// https://docs.asterisk.org "ARI REST over WebSocket", res/ari/ari_websocket_requests.c (parse_rest_request_msg),
// res/res_ari.c (ast_ari_invoke), asterisk.json (info, ping), events.json (Event).

export const protocolCases = [
  ...group('REST over WebSocket', {
    'echoes the ids of a request': async (stage) => {
      const response = await stage.engine.exchange(
        JSON.stringify({ type: 'RESTRequest', transaction_id: 'ta', request_id: 'ra', method: 'GET', uri: 'asterisk/ping' }),
      );
      assert.equal(response.type, 'RESTResponse');
      assert.equal(response.transaction_id, 'ta');
      assert.equal(response.request_id, 'ra');
      assert.equal(response.status_code, 200);
      assert.equal(response.reason_phrase, 'OK');
      assert.equal(response.uri, 'asterisk/ping');
      assert.equal(response.content_type, 'application/json');
      assert.equal(JSON.parse(response.message_body ?? '').ping, 'pong');
    },
    'takes parameters from the URI, from query_strings and from a JSON body': async (stage) => {
      const send = async (fields: object) => {
        const text = JSON.stringify({ type: 'RESTRequest', request_id: 'r', method: 'POST', ...fields });
        const response = await stage.engine.exchange(text);
        assert.equal(response.status_code, 200, response.message_body);
        return JSON.parse(response.message_body ?? '').name;
      };
      assert.equal(await send({ uri: `bridges/${stage.id('a')}?name=one&type=mixing` }), 'one');
      assert.equal(await send({ uri: `bridges/${stage.id('b')}`, query_strings: [{ name: 'name', value: 'two' }] }), 'two');
      const body = { content_type: 'application/json', message_body: JSON.stringify({ name: 'three' }) };
      assert.equal(await send({ uri: `bridges/${stage.id('c')}`, ...body }), 'three');
    },
    'answers 204 without a body': async (stage) => {
      const id = stage.id('b');
      await stage.requests.bridges.create(id);
      const response = await stage.engine.exchange(
        JSON.stringify({ type: 'RESTRequest', request_id: 'r', method: 'DELETE', uri: `bridges/${id}` }),
      );
      assert.equal(response.status_code, 204);
      assert.equal(response.message_body, undefined);
    },
    'an unknown resource: 404': async (stage) => {
      const response = await stage.engine.exchange(
        JSON.stringify({ type: 'RESTRequest', request_id: 'r404', method: 'GET', uri: 'nonsense/1' }),
      );
      assert.equal(response.status_code, 404);
      assert.equal(response.request_id, 'r404');
      assert.equal(JSON.parse(response.message_body ?? '').message, 'Resource not found');
    },
    'a method the resource does not have: 405': async (stage) => {
      const response = await stage.engine.exchange(
        JSON.stringify({ type: 'RESTRequest', request_id: 'r', method: 'DELETE', uri: 'asterisk/ping' }),
      );
      assert.equal(response.status_code, 405);
    },
    'a request without uri, without method, of another type: 400 with its id': async (stage) => {
      for (const fields of [
        { type: 'RESTRequest', method: 'GET' },
        { type: 'RESTRequest', uri: 'asterisk/ping' },
        { type: 'RESTRequest', uri: 'asterisk/ping', method: 'BREW' },
        { type: 'Nonsense', uri: 'asterisk/ping', method: 'GET' },
        { uri: 'asterisk/ping', method: 'GET' },
      ]) {
        const response = await stage.engine.exchange(JSON.stringify({ ...fields, request_id: 'bad' }));
        assert.equal(response.status_code, 400, JSON.stringify(fields));
        assert.equal(response.request_id, 'bad', JSON.stringify(fields));
      }
    },
    'a body that is not JSON, or has no content type: 400': async (stage) => {
      const base = { type: 'RESTRequest', request_id: 'r', method: 'POST', uri: `bridges/${stage.id('b')}` };
      const broken = { ...base, content_type: 'application/json', message_body: '{"name":' };
      assert.equal((await stage.engine.exchange(JSON.stringify(broken))).status_code, 400);
      assert.equal((await stage.engine.exchange(JSON.stringify({ ...base, message_body: '{"name":"x"}' }))).status_code, 400);
    },
    'text that is not JSON is answered and the connection goes on': async (stage) => {
      assert.equal((await stage.engine.exchange('not json')).status_code, 400);
      const ping = { type: 'RESTRequest', request_id: 'r', method: 'GET', uri: 'asterisk/ping' };
      assert.equal((await stage.engine.exchange(JSON.stringify(ping))).status_code, 200);
    },
  }),
  ...group('system', {
    'is told about': async (stage) => {
      const info = await stage.requests.asterisk.info();
      assert.match(info.system.version, /\d/);
      assert.ok(info.system.entity_id.length > 0);
      const ping = await stage.requests.asterisk.ping();
      assert.equal(ping.ping, 'pong');
      assert.equal(ping.asterisk_id, info.system.entity_id);
      assert.match(ping.timestamp, /^\d{4}-\d\d-\d\dT/);
    },
    'events carry application, timestamp and asterisk_id': async (stage) => {
      const { call, id } = await stage.answered();
      await call.hangsUp();
      await stage.destroyed(id);
      const info = await stage.requests.asterisk.info();
      for (const event of stage.events.recent) {
        assert.equal(event.application, stage.engine.app, event.type);
        assert.match(event.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$/, event.type);
        assert.equal(event.asterisk_id, info.system.entity_id, event.type);
      }
    },
    'calls survive the application’s connection and can be listed afterwards': async (stage) => {
      const { call, id } = await stage.answered();
      const waiting = await stage.incoming('conf-2');
      await stage.engine.reconnect();
      const listed = await stage.requests.channels.list();
      assert.deepEqual(listed.map((channel) => channel.id).sort(), [id, waiting.channel.id].sort());
      await stage.requests.channels.answer(waiting.channel.id);
      await waiting.call.isAnswered();
      await call.hangsUp();
      await stage.destroyed(id);
    },
  }),
];
