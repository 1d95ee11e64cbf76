import assert from 'node:assert/strict';
import type { ConfigTuple } from '../types.ts';
import { group } from './case.ts';

// asterisk.json (updateObject, deleteObject), res/res_pjsip_outbound_registration.c, res/res_pjsip/pjsip_configuration.c,
// res/res_pjsip/pjsip_options.c.

/** Nobody listens there. */
const NOWHERE = 'sip:127.0.0.1:9';

const has = (tuples: readonly ConfigTuple[], attribute: string, value: string): boolean =>
  tuples.some((tuple) => tuple.attribute === attribute && tuple.value === value);

export const trunkCases = [
  ...group('trunk', {
    'with a fixed contact that nobody asks is online': async (stage) => {
      const id = stage.id('trunk');
      const { asterisk, endpoints } = stage.requests;
      await asterisk.putConfig('res_pjsip', 'aor', id, { contact: NOWHERE });
      await asterisk.putConfig('res_pjsip', 'endpoint', id, { aors: id, allow: 'alaw', context: 'default' });
      // Asterisk looks at its new contact in a thread of its own.
      for (let tries = 1; tries < 40 && (await endpoints.get('PJSIP', id)).state !== 'online'; tries++) await stage.engine.pass(50);
      assert.equal((await endpoints.get('PJSIP', id)).state, 'online');
      await asterisk.deleteConfig('res_pjsip', 'endpoint', id);
      await asterisk.deleteConfig('res_pjsip', 'aor', id);
    },
    'takes the options of identity, NAT and qualify by their names in pjsip.conf': async (stage) => {
      const id = stage.id('trunk');
      const { asterisk } = stage.requests;
      const aor = await asterisk.putConfig('res_pjsip', 'aor', id, { contact: NOWHERE, qualify_timeout: '2.0' });
      assert.ok(
        aor.some(({ attribute, value }) => attribute === 'qualify_timeout' && Number(value) === 2),
        JSON.stringify(aor),
      );
      const options = {
        trust_id_inbound: 'yes',
        trust_id_outbound: 'yes',
        send_pai: 'yes',
        send_rpid: 'yes',
        from_user: '4008001234',
        from_domain: 'carrier.example',
        force_rport: 'no',
        rewrite_contact: 'yes',
      };
      const endpoint = await asterisk.putConfig('res_pjsip', 'endpoint', id, { aors: id, allow: 'alaw', context: 'default', ...options });
      for (const name of ['trust_id_inbound', 'trust_id_outbound', 'send_pai', 'send_rpid', 'rewrite_contact']) {
        // Asterisk writes true and false where it was told yes and no.
        assert.ok(has(endpoint, name, 'yes') || has(endpoint, name, 'true'), name);
      }
      assert.ok(has(endpoint, 'from_user', '4008001234') && has(endpoint, 'from_domain', 'carrier.example'));
      await asterisk.deleteConfig('res_pjsip', 'endpoint', id);
      await asterisk.deleteConfig('res_pjsip', 'aor', id);
    },
  }),
  ...group('global variable', {
    'is empty until it is set, and kept': async (stage) => {
      const name = `ZUOXI_${stage.id('variable').replaceAll(/\W/g, '_')}`;
      const { asterisk } = stage.requests;
      assert.equal(await asterisk.getVariable(name), '');
      await asterisk.setVariable(name, 'demo');
      assert.equal(await asterisk.getVariable(name), 'demo');
    },
  }),
  ...group('registration', {
    'is put, read with its defaults, and deleted': async (stage) => {
      const id = stage.id('registration');
      const { asterisk } = stage.requests;
      const put = await asterisk.putConfig('res_pjsip', 'registration', id, { server_uri: NOWHERE, client_uri: 'sip:us@127.0.0.1:9' });
      assert.ok(has(put, 'server_uri', NOWHERE) && has(put, 'client_uri', 'sip:us@127.0.0.1:9'), JSON.stringify(put));
      const defaults = { expiration: '3600', retry_interval: '60', forbidden_retry_interval: '0', max_retries: '10' };
      for (const [name, value] of Object.entries(defaults)) assert.ok(has(put, name, value), name);
      await asterisk.deleteConfig('res_pjsip', 'registration', id);
      await stage.refuses(404, asterisk.deleteConfig('res_pjsip', 'registration', id), 'deleting it again');
    },
    'without a server or an account is refused: 400': async (stage) => {
      const put = (fields: Record<string, string>) =>
        stage.requests.asterisk.putConfig('res_pjsip', 'registration', stage.id('registration'), fields);
      await stage.refuses(400, put({ client_uri: 'sip:us@127.0.0.1:9' }), 'no server_uri');
      await stage.refuses(400, put({ server_uri: NOWHERE }), 'no client_uri');
    },
  }),
];
