import type { ConfigTuple } from '@zuoxi/ari';
import { Emitter } from '@zuoxi/kit';
import {
  type AorSettings,
  chooseTrunk,
  type OutboundCredentials,
  parseUri,
  type SipDirectory,
  TrunkIdentification,
  unescapeUser,
} from '../sip/index.ts';
import { AriError } from './ari-error.ts';
import { DEFAULTS, isObjectType, type ObjectType } from './pjsip-fields.ts';

export type { ObjectType };

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

export interface ConfigChange {
  type: ObjectType;
  id: string;
  change: 'put' | 'delete';
  /** What it was; undefined when it is new. */
  before: ConfigObject | undefined;
}

/** Without these an object means nothing (sip_outbound_registration_apply in res_pjsip_outbound_registration.c). */
const REQUIRED: Readonly<Record<ObjectType, readonly string[]>> = {
  endpoint: [],
  aor: [],
  auth: [],
  identify: [],
  registration: ['server_uri', 'client_uri'],
  transport: [],
};

/** The sorcery objects pushed through ARI: endpoints, AORs, credentials, address matches. */
export class PjsipConfig implements SipDirectory {
  readonly #objects: Record<ObjectType, Map<string, ConfigObject>> = {
    endpoint: new Map(),
    aor: new Map(),
    auth: new Map(),
    identify: new Map(),
    registration: new Map(),
    transport: new Map(),
  };
  readonly #identification = new TrunkIdentification();
  readonly #registrars = new TrunkIdentification();
  readonly #servers = new TrunkIdentification();
  /** auth username → auth object, and auth object → endpoint. */
  readonly #authByUser = new Map<string, string>();
  readonly #endpointByAuth = new Map<string, string>();
  readonly #endpointsByAor = new Map<string, string[]>();
  /** `line` parameter of our Contacts → endpoint. */
  readonly #lines = new Map<string, string>();
  /** After an object was put or deleted. */
  readonly events = new Emitter<{ changed: ConfigChange }>();

  /** Throws 404 for types and modules we do not have. */
  typeOf(configClass: string, objectType: string): ObjectType {
    // Asterisk keeps all of them under `res_pjsip`, whatever module they come from.
    if (configClass !== 'res_pjsip') throw new AriError(404, `configClass '${configClass}' not found`);
    if (!isObjectType(objectType)) throw new AriError(404, `objectType '${objectType}' not found`);
    return objectType;
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
    const missing = REQUIRED[type].find((name) => !values.get(name));
    if (missing !== undefined) {
      const verb = this.#objects[type].has(id) ? 'Update' : 'Creation';
      throw new AriError(400, `${verb} of object '${id}' failed field value validation`);
    }
    const before = this.#objects[type].get(id);
    this.#objects[type].set(id, values);
    if (type === 'identify') this.#identification.set(id, values.get('endpoint') ?? '', values.get('match') ?? '');
    if (type === 'auth' || type === 'endpoint') this.#index();
    this.events.emit('changed', { type, id, change: 'put', before });
    return this.tuples(values);
  }

  delete(type: ObjectType, id: string): boolean {
    const before = this.#objects[type].get(id);
    if (!this.#objects[type].delete(id)) return false;
    if (type === 'identify') this.#identification.delete(id);
    if (type === 'endpoint') this.#servers.delete(id);
    if (type === 'auth' || type === 'endpoint') this.#index();
    this.events.emit('changed', { type, id, change: 'delete', before });
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
    for (const [id, values] of this.#objects.endpoint) {
      for (const auth of listOf(values.get('auth'))) this.#endpointByAuth.set(auth, id);
      for (const aor of listOf(values.get('aors'))) this.#endpointsByAor.set(aor, [...(this.#endpointsByAor.get(aor) ?? []), id]);
    }
    // What we sign in with elsewhere (`outbound_auth`) may have the user name of a phone here, and must not take its place.
    for (const [id, values] of this.#objects.auth) {
      if (this.#endpointByAuth.has(id)) this.#authByUser.set(values.get('username') || id, id);
    }
  }

  get isConfigured(): boolean {
    return this.#objects.endpoint.size > 0;
  }

  /** Who signs in with that auth object, or at that endpoint. `as`: as the object was before. */
  usersOf(type: 'auth' | 'endpoint', id: string, as = this.#objects[type].get(id)): string[] {
    if (type === 'auth') return [as?.get('username') || id];
    return listOf(as?.get('auth')).map((auth) => this.#objects.auth.get(auth)?.get('username') || auth);
  }

  /** Asterisk's default is yes: phones behind a NAT that do not ask for it are answered all the same. */
  forcesRport(user: string, address: string): boolean {
    const id = this.endpointOfUser(user) ?? this.endpointOfAddress(address);
    return id !== undefined && isYes(this.#objects.endpoint.get(id)?.get('force_rport'));
  }

  endpointOfLine(line: string): string | undefined {
    const endpoint = this.#lines.get(line);
    return endpoint !== undefined && this.#objects.endpoint.has(endpoint) ? endpoint : undefined;
  }

  /** Calls to a Contact with that `line` are the endpoint's. Undefined takes it back. */
  setLine(line: string, endpoint: string | undefined): void {
    if (endpoint === undefined) this.#lines.delete(line);
    else this.#lines.set(line, endpoint);
  }

  /** Where the registrar of a trunk is: its calls are the trunk's, unless an `identify` says otherwise. */
  setRegistrarAddresses(registration: string, endpoint: string, addresses: readonly string[]): void {
    if (endpoint === '' || addresses.length === 0) this.#registrars.delete(registration);
    else this.#registrars.set(registration, endpoint, addresses.join(','));
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

  isColleague(endpoint: string, user: string): boolean {
    const other = this.endpointOfUser(user);
    return other !== undefined && other !== endpoint && groupOf(this, other) === groupOf(this, endpoint);
  }

  endpointOfAddress(address: string, called: readonly string[] = []): string | undefined {
    const isThere = (endpoint: string): boolean => this.#objects.endpoint.has(endpoint);
    const identified = this.#identification.findAll(address).filter(isThere);
    const registered = this.#registrars.findAll(address).filter(isThere);
    const all = [...new Set([...identified, ...registered])];
    if (all.length <= 1 || called.length === 0) return all[0];
    return chooseTrunk(
      all.map((endpoint) => ({
        endpoint,
        accounts: this.#accountsOf(endpoint),
        group: this.#objects.endpoint.get(endpoint)?.get('accountcode') ?? '',
      })),
      called,
    );
  }

  /** What the carrier of a trunk knows it by. */
  #accountsOf(endpoint: string): string[] {
    const registrations = [...this.#objects.registration.values()].filter((values) => values.get('endpoint') === endpoint);
    const users = registrations.flatMap((values) => [values.get('contact_user'), parseUri(values.get('client_uri') ?? '')?.user]);
    const names = [...users, this.outboundCredentials(endpoint)?.username, this.#objects.endpoint.get(endpoint)?.get('from_user')];
    return names.flatMap((name) => (name ? [unescapeUser(name)] : []));
  }

  /** A server of that trunk is at this address, as far as it was configured or a name that was configured led there. */
  isServerOf(endpoint: string, address: string): boolean {
    return [this.#identification, this.#registrars, this.#servers].some((known) => known.findAll(address).includes(endpoint));
  }

  /** Where the servers of a trunk were found. */
  setServerAddresses(endpoint: string, addresses: readonly string[]): void {
    // A name server that is away does not take back what was known.
    if (addresses.length > 0) this.#servers.set(endpoint, endpoint, addresses.join(','));
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
      removeUnavailable: isYes(values.get('remove_unavailable')),
      defaultExpiration: number('default_expiration', 3600),
      minimumExpiration: number('minimum_expiration', 60),
      maximumExpiration: number('maximum_expiration', 7200),
    };
  }

  /** The endpoints an AOR belongs to. */
  endpointsOfAor(aor: string): readonly string[] {
    return this.#endpointsByAor.get(aor) ?? [];
  }

  /** Static contacts (trunks) of an endpoint, in the order in which they are configured. */
  staticContacts(endpoint: string): { aor: string; uri: string }[] {
    return listOf(this.#objects.endpoint.get(endpoint)?.get('aors')).flatMap((aor) => this.contactsOfAor(aor).map((uri) => ({ aor, uri })));
  }

  contactsOfAor(aor: string): string[] {
    return listOf(this.#objects.aor.get(aor)?.get('contact'));
  }

  outboundCredentials(endpoint: string): OutboundCredentials | undefined {
    return this.credentialsOf(this.#objects.endpoint.get(endpoint)?.get('outbound_auth'))[0];
  }

  /** Of a list of auth objects, as `outbound_auth` names them. */
  credentialsOf(auths: string | undefined): OutboundCredentials[] {
    return listOf(auths).flatMap((id) => {
      const auth = this.#objects.auth.get(id);
      if (!auth) return [];
      const md5 = auth.get('auth_type') === 'md5' ? auth.get('md5_cred') || undefined : undefined;
      return [{ username: auth.get('username') ?? '', password: auth.get('password') ?? '', realm: auth.get('realm') || undefined, md5 }];
    });
  }
}

/** Endpoints that may know of each other's calls: those of one call centre. */
export function groupOf(config: PjsipConfig, id: string): string {
  const endpoint = config.get('endpoint', id);
  return `${endpoint?.get('context') || 'default'} ${endpoint?.get('accountcode') ?? ''}`;
}
