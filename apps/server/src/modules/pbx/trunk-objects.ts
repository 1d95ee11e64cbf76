import type { trunk } from '../trunks/tables.ts';
import { CONTEXT, type ConfigObject, pjsip } from './config-object.ts';
import { secondRegistration, trunkEndpoint } from './endpoint-names.ts';
import { problemOf } from './networks.ts';

type TrunkRow = typeof trunk.$inferSelect;

/** `qualify_frequency` of a trunk that is watched, in seconds. */
const WATCH_S = '30';

/**
 * How a registration is kept. Behind a router that forgets the way the carrier comes back by, five minutes are a good time. A
 * carrier that is away is asked every half minute for as long as it takes: Asterisk's default gives up after ten times. A wrong
 * password is not tried again before something is changed: carriers lock accounts out.
 */
const KEPT = {
  expiration: '300',
  retry_interval: '30',
  max_retries: '1000000',
  forbidden_retry_interval: '600',
  fatal_retry_interval: '600',
  auth_rejection_permanent: 'yes',
};

/** In Asterisk transports of these names stand in pjsip.conf, since they listen; the softswitch gets them pushed. */
const TLS = 'trunk-tls';
const TLS_UNCHECKED = 'trunk-tls-unchecked';

/** The transports that these trunks name, for engines that take them. */
export function transportObjects(rows: readonly TrunkRow[]): ConfigObject[] {
  const used = new Set(rows.map(trunkTransport));
  return [TLS, TLS_UNCHECKED]
    .filter((id) => used.has(id))
    .map((id) => pjsip('transport', id, { protocol: 'tls', verify_server: id === TLS ? 'yes' : 'no', allow_wildcard_certs: 'yes' }));
}

/** Name of the transport its requests go out by; '' = that of its contacts. */
export function trunkTransport(row: Pick<TrunkRow, 'transport' | 'verifyCertificate'>): string {
  if (row.transport !== 'tls') return '';
  return row.verifyCertificate ? TLS : TLS_UNCHECKED;
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Every server of a trunk: `sip:sip.carrier.example:5060;transport=udp`. */
export function trunkServers(row: Omit<TrunkRow, 'secret' | 'tenantId' | 'createdAt'>): string[] {
  const servers = [{ host: row.host, port: row.port }];
  if (row.secondHost) servers.push({ host: row.secondHost, port: row.secondPort });
  return servers.map(({ host, port }) => `sip:${bracketed(host)}:${port};transport=${row.transport}`);
}

/**
 * A trunk as the engine knows it. All fields are there, empty ones too: an engine that has the object keeps what is not named.
 * @param password '' for trunks that are known by their address
 * @param rtpTimeoutS of its call centre
 */
export function trunkObjects(row: TrunkRow, password: string, rtpTimeoutS: number): ConfigObject[] {
  const id = trunkEndpoint(row.id);
  const registers = row.kind === 'registration';
  const transport = trunkTransport(row);
  const servers = trunkServers(row);
  const [user = '', userDomain = ''] = row.username.split('@');
  const domain = bracketed(row.domain || userDomain || row.host);
  const watch = { contact: servers.join(','), qualify_frequency: row.watched ? WATCH_S : '0' };
  const objects: ConfigObject[] = [
    ...(registers ? [pjsip('auth', id, { auth_type: 'userpass', username: row.username, password, realm: '' })] : []),
    pjsip('aor', id, watch),
    {
      ...pjsip('endpoint', id, {
        context: CONTEXT,
        aors: id,
        // Of several trunks at one carrier whose call names no account, the softswitch takes one of the same call centre only.
        accountcode: row.tenantId,
        transport,
        outbound_auth: registers ? id : '',
        disallow: 'all',
        allow: 'alaw,ulaw',
        direct_media: 'no',
        trust_id_inbound: 'yes',
        rtp_timeout: String(row.rtpTimeoutS || rtpTimeoutS),
        dtmf_mode: row.dtmfMode,
        // Asterisk reads back an endpoint that is changed as calling itself “unknown”, and shows that for whoever calls by it.
        callerid: '',
        // Who signs in is known by his account; the number he shows goes beside it.
        from_user: registers ? user : row.callerId,
        from_domain: registers ? domain : '',
        send_pai: registers && row.callerId ? 'yes' : 'no',
      }),
      // In Asterisk an endpoint does not hear of its contacts any more when they were made anew, until it is put again.
      basis: JSON.stringify(watch),
    },
  ];
  // An earlier version let half of the Internet be claimed.
  const match = row.matchAddresses.filter((address) => problemOf(address) === undefined);
  if (match.length > 0) objects.push(pjsip('identify', id, { endpoint: id, match: match.join(',') }));
  if (!registers) return objects;
  // With both servers at once: whichever is left, its calls find us.
  const registrations = servers.map((server, index) => ({
    ...pjsip('registration', index === 0 ? id : secondRegistration(row.id), {
      server_uri: server,
      client_uri: `sip:${user}@${domain}`,
      contact_user: user,
      outbound_auth: id,
      transport,
      endpoint: id,
      // Several call centres may have accounts with one carrier: what it calls says whose call it is.
      line: 'yes',
      ...KEPT,
    }),
    // Asterisk does not look at a registration that was refused again because its password is another one.
    basis: password,
  }));
  return [...objects, ...registrations];
}
