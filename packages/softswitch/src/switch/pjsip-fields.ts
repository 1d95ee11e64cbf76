/** The objects that can be pushed through ARI, as in pjsip.conf. */
export const OBJECT_TYPES = ['endpoint', 'aor', 'auth', 'identify', 'registration', 'transport'] as const;

export type ObjectType = (typeof OBJECT_TYPES)[number];

export function isObjectType(text: string): text is ObjectType {
  return OBJECT_TYPES.some((type) => type === text);
}

/** Defaults of Asterisk's res_pjsip for the fields we honour. */
export const DEFAULTS: Readonly<Record<ObjectType, Readonly<Record<string, string>>>> = {
  endpoint: {
    auth: '',
    aors: '',
    allow: 'alaw,ulaw',
    webrtc: 'no',
    media_encryption: 'no',
    media_encryption_optimistic: 'no',
    dtmf_mode: 'rfc4733',
    context: 'default',
    callerid: '',
    from_user: '',
    from_domain: '',
    outbound_auth: '',
    outbound_proxy: '',
    transport: '',
    trust_id_inbound: 'no',
    trust_id_outbound: 'no',
    send_pai: 'no',
    send_rpid: 'no',
    force_rport: 'yes',
    rewrite_contact: 'no',
    set_var: '',
    accountcode: '',
    allow_transfer: 'yes',
    '100rel': 'yes',
    timers: 'yes',
    timers_min_se: '90',
    timers_sess_expires: '1800',
    rtp_timeout: '0',
    mailboxes: '',
  },
  aor: {
    contact: '',
    max_contacts: '0',
    qualify_frequency: '0',
    qualify_timeout: '3.0',
    remove_existing: 'no',
    remove_unavailable: 'no',
    default_expiration: '3600',
    minimum_expiration: '60',
    maximum_expiration: '7200',
  },
  auth: { auth_type: 'userpass', username: '', password: '', md5_cred: '', realm: '' },
  identify: { endpoint: '', match: '' },
  registration: {
    server_uri: '',
    client_uri: '',
    contact_user: '',
    contact_header_params: '',
    transport: '',
    outbound_proxy: '',
    expiration: '3600',
    retry_interval: '60',
    forbidden_retry_interval: '0',
    fatal_retry_interval: '0',
    max_retries: '10',
    auth_rejection_permanent: 'yes',
    outbound_auth: '',
    line: 'no',
    endpoint: '',
    user_agent: '',
  },
  // Nothing listens because of it: it says how calls out of an endpoint are sent. Asterisk's default for verify_server is no.
  transport: { protocol: 'udp', verify_server: 'yes', ca_list_file: '', allow_wildcard_certs: 'no' },
};
