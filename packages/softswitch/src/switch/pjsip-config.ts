import type { ConfigTuple } from '@zuoxi/ari';
import { type AorSettings, type SipDirectory, TrunkIdentification } from '../sip/index.ts';
import { AriError } from './ari-error.ts';

export type ObjectType = 'endpoint' | 'aor' | 'auth' | 'identify';

/** Defaults of Asterisk's res_pjsip for the fields we honour. */
const DEFAULTS: Readonly<Record<ObjectType, Readonly<Record<string, string>>>> = {
  endpoint: {
    auth: '',
    aors: '',
    allow: 'alaw,ulaw',
    webrtc: 'no',
    context: 'default',
    callerid: '',
    from_user: '',
    from_domain: '',
    outbound_auth: '',
    trust_id_inbound: 'no',
    trust_id_outbound: 'no',
    set_var: '',
  },
  aor: {
    contact: '',
    max_contacts: '0',
    qualify_frequency: '0',
    remove_existing: 'no',
    default_expiration: '3600',
    minimum_expiration: '60',
    maximum_expiration: '7200',
  },
  auth: { auth_type: 'userpass', username: '', password: '', md5_cred: '', realm: '' },
  identify: { endpoint: '', match: '' },
};

const MODULES: Readonly<Record<ObjectType, string>> = {
  endpoint: 'res_pjsip',
  aor: 'res_pjsip',
  auth: 'res_pjsip',
  identify: 'res_pjsip',
};

export function isYes(value: string | undefined): boolean {
  return value !== undefined && ['yes', 'true', 'on', '1', 'y', 't'].includes(value.toLowerCase());
}

export function listOf(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export type ConfigObject = ReadonlyMap<string, string>;

/** The sorcery objects pushed through ARI: endpoints, AORs, credentials, address matches. */
export class PjsipConfig implements SipDirectory {
  readonly #objects: Record<ObjectType, Map<string, ConfigObject>> = {
    endpoint: new Map(),
    aor: new Map(),
    auth: new Map(),
    identify: new Map(),
  };
  readonly #identification = new TrunkIdentification();
  /** auth username → auth object, and auth object → endpoint. */
  readonly #authByUser = new Map<string, string>();
  readonly #endpointByAuth = new Map<string, string>();
  readonly #endpointsByAor = new Map<string, string[]>();
  /** Called after an object was put or deleted. */
  onChanged: ((type: ObjectType, id: string, change: 'put' | 'delete') => void) | undefined;

  /** Throws 404 for types and modules we do not have. */
  typeOf(configClass: string, objectType: string): ObjectType {
    if (!Object.values(MODULES).includes(configClass)) throw new AriError(404, `configClass '${configClass}' not found`);
    const type = (['endpoint', 'aor', 'auth', 'identify'] as const).find((name) => name === objectType);
    if (!type || MODULES[type] !== configClass) throw new AriError(404, `objectType '${objectType}' not found`);
    return type;
  }

  get(type: ObjectType, id: string): ConfigObject | undefined {
    return this.#objects[type].get(id);
  }

  ids(type: ObjectType): string[] {
    return [...this.#objects[type].keys()];
  }

  put(type: ObjectType, id: string, fields: readonly ConfigTuple[]): ConfigTuple[] {
    if (!/^[^\s/@;,"<>\\]{1,128}$/.test(id)) throw new AriError(400, 'Invalid object id');
    const values = new Map(this.#objects[type].get(id) ?? Object.entries(DEFAULTS[type]));
    for (const { attribute, value } of fields) {
      // Values end up in SIP headers.
      if (/[\r\n\0]/.test(value) || value.length > 4_096) throw new AriError(400, `Invalid value for '${attribute}'`);
      values.set(attribute.replace(/^@/, ''), value);
    }
    this.#objects[type].set(id, values);
    if (type === 'identify') this.#identification.set(id, values.get('endpoint') ?? '', values.get('match') ?? '');
    if (type === 'auth' || type === 'endpoint') this.#index();
    this.onChanged?.(type, id, 'put');
    return this.tuples(values);
  }

  delete(type: ObjectType, id: string): boolean {
    if (!this.#objects[type].delete(id)) return false;
    if (type === 'identify') this.#identification.delete(id);
    if (type === 'auth' || type === 'endpoint') this.#index();
    this.onChanged?.(type, id, 'delete');
    return true;
  }

  tuples(values: ConfigObject): ConfigTuple[] {
    return [...values].map(([attribute, value]) => ({ attribute, value }));
  }

  /** Every REGISTER and INVITE asks these questions; changes are rare. */
  #index(): void {
    this.#authByUser.clear();
    this.#endpointByAuth.clear();
    this.#endpointsByAor.clear();
    for (const [id, values] of this.#objects.auth) this.#authByUser.set(values.get('username') || id, id);
    for (const [id, values] of this.#objects.endpoint) {
      for (const auth of listOf(values.get('auth'))) this.#endpointByAuth.set(auth, id);
      for (const aor of listOf(values.get('aors'))) this.#endpointsByAor.set(aor, [...(this.#endpointsByAor.get(aor) ?? []), id]);
    }
  }

  get isConfigured(): boolean {
    return this.#objects.endpoint.size > 0;
  }

  /** Who signs in with that auth object, or at that endpoint. */
  usersOf(type: 'auth' | 'endpoint', id: string): string[] {
    const auths = type === 'auth' ? [id] : listOf(this.#objects.endpoint.get(id)?.get('auth'));
    return auths.map((auth) => this.#objects.auth.get(auth)?.get('username') || auth);
  }

  credentials(username: string): { username: string; password: string; md5?: string } | undefined {
    const auth = this.#objects.auth.get(this.#authByUser.get(username) ?? '');
    if (!auth || this.endpointOfUser(username) === undefined) return undefined;
    const md5 = auth.get('auth_type') === 'md5' ? auth.get('md5_cred') || undefined : undefined;
    const password = auth.get('password') ?? '';
    // An account without a password cannot be signed in to.
    if (password === '' && md5 === undefined) return undefined;
    return { username, password, md5 };
  }

  endpointOfUser(username: string): string | undefined {
    const auth = this.#authByUser.get(username);
    return auth === undefined ? undefined : this.#endpointByAuth.get(auth);
  }

  endpointOfAddress(address: string): string | undefined {
    const endpoint = this.#identification.find(address);
    return endpoint !== undefined && this.#objects.endpoint.has(endpoint) ? endpoint : undefined;
  }

  aor(endpoint: string, aor: string): AorSettings | undefined {
    if (!listOf(this.#objects.endpoint.get(endpoint)?.get('aors')).includes(aor)) return undefined;
    const values = this.#objects.aor.get(aor);
    if (!values) return undefined;
    const number = (name: string, otherwise: number): number => {
      const value = Number(values.get(name));
      return Number.isFinite(value) && value >= 0 ? value : otherwise;
    };
    return {
      maxContacts: number('max_contacts', 0),
      removeExisting: isYes(values.get('remove_existing')),
      defaultExpiration: number('default_expiration', 3600),
      minimumExpiration: number('minimum_expiration', 60),
      maximumExpiration: number('maximum_expiration', 7200),
    };
  }

  /** The endpoints an AOR belongs to. */
  endpointsOfAor(aor: string): readonly string[] {
    return this.#endpointsByAor.get(aor) ?? [];
  }

  /** Static contacts (trunks) of an endpoint. */
  staticContacts(endpoint: string): string[] {
    return listOf(this.#objects.endpoint.get(endpoint)?.get('aors')).flatMap((aor) => listOf(this.#objects.aor.get(aor)?.get('contact')));
  }

  outboundCredentials(endpoint: string): { username: string; password: string; realm?: string } | undefined {
    const auth = this.#objects.auth.get(listOf(this.#objects.endpoint.get(endpoint)?.get('outbound_auth'))[0] ?? '');
    if (!auth) return undefined;
    return { username: auth.get('username') ?? '', password: auth.get('password') ?? '', realm: auth.get('realm') || undefined };
  }
}
