import assert from 'node:assert/strict';
import { PhoneContacts } from '../phone-contacts.ts';
import type { ConfigTuple } from '../types.ts';
import { group } from './case.ts';

// endpoints.json, asterisk.json (getObject, updateObject, deleteObject), events.json (ContactStatusChange,
// PeerStatusChange), res/ari/resource_asterisk.c, res/res_pjsip/pjsip_configuration.c.

export const endpointCases = [
  ...group('endpoint', {
    'comes online when its phone registers and goes offline with it': async (stage) => {
      const phone = await stage.engine.phone('conf-4');
      await phone.unregister();
      const before = await stage.requests.endpoints.get('PJSIP', 'conf-4');
      assert.equal(before.state, 'offline');
      assert.equal(before.technology, 'PJSIP');
      assert.deepEqual(before.channel_ids, []);
      stage.events.forget();
      await phone.register();
      const online = await stage.events.sees('PeerStatusChange', (event) => event.endpoint.resource === 'conf-4');
      assert.deepEqual(online.endpoint, { technology: 'PJSIP', resource: 'conf-4', state: 'online', channel_ids: [] });
      assert.equal(online.peer.peer_status, 'Reachable');
      const contact = await stage.events.sees('ContactStatusChange', (event) => event.endpoint.resource === 'conf-4');
      assert.equal(contact.contact_info.aor, 'conf-4');
      assert.match(contact.contact_info.uri, /^sip:/);
      assert.equal((await stage.requests.endpoints.get('PJSIP', 'conf-4')).state, 'online');
      await phone.unregister();
      const offline = await stage.events.sees('PeerStatusChange', (event) => event.peer.peer_status === 'Unreachable');
      assert.equal(offline.endpoint.state, 'offline');
      await stage.events.sees('ContactStatusChange', (event) => event.contact_info.contact_status === 'Removed');
    },
    'whose phone registers at a second contact is told, though it was online': async (stage) => {
      const first = await stage.engine.phone('conf-4');
      await first.register();
      stage.events.forget();
      const second = await stage.engine.phone('conf-4');
      await second.register();
      const { contact_info: contact } = await stage.events.sees('ContactStatusChange', (event) => event.endpoint.resource === 'conf-4');
      assert.ok(contact.contact_status === 'NonQualified' || contact.contact_status === 'Reachable', contact.contact_status);
      await second.unregister();
      await first.unregister();
    },
    'is listed with its channels': async (stage) => {
      const { id } = await stage.answered('conf-1');
      const listed = (await stage.requests.endpoints.list()).find((one) => one.resource === 'conf-1');
      assert.equal(listed?.state, 'online');
      assert.deepEqual(listed?.channel_ids, [id]);
    },
    'whose secret is new goes offline at once': async (stage) => {
      const phone = await stage.engine.phone('conf-4');
      await phone.unregister();
      stage.events.forget();
      await phone.register();
      const contacts = new PhoneContacts();
      contacts.onEvent(
        await stage.events.sees(
          'ContactStatusChange',
          ({ contact_info: contact }) => contact.aor === 'conf-4' && contact.contact_status !== 'Removed',
        ),
      );
      stage.events.forget();
      const secret = (password: string) => ({ auth_type: 'userpass', username: 'conf-4', password });
      await stage.requests.asterisk.putConfig('res_pjsip', 'auth', 'conf-4', secret('another'));
      // As Asterisk needs it; the softswitch has done it by itself.
      await contacts.end(stage.requests, 'conf-4');
      const { endpoint: told } = await stage.events.sees(
        'ContactStatusChange',
        ({ endpoint, contact_info: contact }) => endpoint.resource === 'conf-4' && contact.contact_status === 'Removed',
      );
      assert.equal(told.state, 'offline');
      assert.equal((await stage.requests.endpoints.get('PJSIP', 'conf-4')).state, 'offline');
      await stage.requests.asterisk.putConfig('res_pjsip', 'auth', 'conf-4', secret('pw-conf-4'));
      await phone.unregister();
      await phone.register();
      assert.equal((await stage.requests.endpoints.get('PJSIP', 'conf-4')).state, 'online');
    },
    'that does not exist: 404': async (stage) => {
      await stage.refuses(404, stage.requests.endpoints.get('PJSIP', 'conf-none'), 'an unknown endpoint');
    },
  }),
  ...group('dynamic configuration', {
    'is put, read and deleted': async (stage) => {
      const id = stage.id('aor');
      const uri = `asterisk/config/dynamic/res_pjsip/aor/${id}`;
      const get = () => stage.engine.transport.call({ method: 'GET', uri });
      assert.equal((await get()).status_code, 404);
      const put = await stage.requests.asterisk.putConfig('res_pjsip', 'aor', id, { max_contacts: '3' });
      assert.ok(has(put, 'max_contacts', '3'), JSON.stringify(put));
      const read = await get();
      assert.equal(read.status_code, 200);
      const tuples: ConfigTuple[] = JSON.parse(read.message_body ?? '[]');
      assert.ok(has(tuples, 'max_contacts', '3'), read.message_body);
      const replaced = await stage.requests.asterisk.putConfig('res_pjsip', 'aor', id, { max_contacts: '4' });
      assert.ok(has(replaced, 'max_contacts', '4'));
      await stage.requests.asterisk.deleteConfig('res_pjsip', 'aor', id);
      assert.equal((await get()).status_code, 404);
      await stage.refuses(404, stage.requests.asterisk.deleteConfig('res_pjsip', 'aor', id), 'deleting it again');
    },
    'of every type that trunks are made of is of class res_pjsip': async (stage) => {
      const id = stage.id('trunk');
      const { asterisk } = stage.requests;
      await asterisk.putConfig('res_pjsip', 'aor', id, { contact: 'sip:127.0.0.1:5999' });
      await asterisk.putConfig('res_pjsip', 'endpoint', id, { aors: id, allow: 'alaw', context: 'default' });
      const tuples = await asterisk.putConfig('res_pjsip', 'identify', id, { endpoint: id, match: '192.0.2.7' });
      assert.ok(has(tuples, 'endpoint', id), JSON.stringify(tuples));
      for (const type of ['identify', 'endpoint', 'aor']) await asterisk.deleteConfig('res_pjsip', type, id);
    },
    'of a class or type nobody knows: 404': async (stage) => {
      const put = (configClass: string, type: string) => stage.requests.asterisk.putConfig(configClass, type, stage.id('x'), {});
      await stage.refuses(404, put('res_nothing', 'aor'), 'an unknown class');
      await stage.refuses(404, put('res_pjsip', 'nothing'), 'an unknown type');
    },
    'makes an endpoint that is offline until its phone registers': async (stage) => {
      const id = stage.id('endpoint');
      const { asterisk, endpoints } = stage.requests;
      await asterisk.putConfig('res_pjsip', 'aor', id, { max_contacts: '1' });
      await asterisk.putConfig('res_pjsip', 'endpoint', id, { aors: id, allow: 'alaw', context: 'default' });
      assert.equal((await endpoints.get('PJSIP', id)).state, 'offline');
      await asterisk.deleteConfig('res_pjsip', 'endpoint', id);
      await asterisk.deleteConfig('res_pjsip', 'aor', id);
    },
  }),
];

function has(tuples: readonly ConfigTuple[], attribute: string, value: string): boolean {
  return tuples.some((tuple) => tuple.attribute === attribute && tuple.value === value);
}
