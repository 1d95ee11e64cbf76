import type { ConfigTuple, Endpoint } from '../types.ts';
import { type FakeCore, FakeError } from './core.ts';

/** Sorcery objects that can be pushed, and the module each belongs to. */
const CLASS_OF: Readonly<Record<string, string>> = {
  endpoint: 'res_pjsip',
  aor: 'res_pjsip',
  auth: 'res_pjsip',
  identify: 'res_pjsip',
  registration: 'res_pjsip',
  transport: 'res_pjsip',
};

/** Without these Asterisk refuses to make the object. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = { registration: ['server_uri', 'client_uri'] };

const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  registration: { expiration: '3600', retry_interval: '60', forbidden_retry_interval: '0', max_retries: '10' },
  aor: { max_contacts: '0', default_expiration: '3600' },
};

const listOf = (text: string | undefined): string[] => (text ?? '').split(',').filter((part) => part !== '');

export function hasEndpoint(core: FakeCore, resource: string): boolean {
  return core.config.has(`endpoint/${resource}`);
}

/** Registered, or with a contact of its own as a trunk has. */
export function isOnline(core: FakeCore, resource: string): boolean {
  if (!hasEndpoint(core, resource)) return false;
  if (core.registered.has(resource)) return true;
  return listOf(core.config.get(`endpoint/${resource}`)?.get('aors')).some((aor) => core.config.get(`aor/${aor}`)?.get('contact'));
}

function endpointJson(core: FakeCore, resource: string): Endpoint {
  const ids = [...core.channels.values()].filter((channel) => channel.endpoint === resource).map((channel) => channel.id);
  return { technology: 'PJSIP', resource, state: isOnline(core, resource) ? 'online' : 'offline', channel_ids: ids };
}

export function listEndpoints(core: FakeCore): Endpoint[] {
  return [...core.config.keys()]
    .filter((key) => key.startsWith('endpoint/'))
    .map((key) => endpointJson(core, key.slice('endpoint/'.length)));
}

/** 404. */
export function getEndpoint(core: FakeCore, technology: string, resource: string): Endpoint {
  if (technology.toUpperCase() !== 'PJSIP' || !hasEndpoint(core, resource)) throw new FakeError(404, 'Endpoint not found');
  return endpointJson(core, resource);
}

/** A phone that is registered and registers has another contact. Tells what became of the endpoint's contact and state. */
export function setRegistered(core: FakeCore, resource: string, on: boolean): void {
  if (!on && !core.registered.has(resource)) return;
  const before = isOnline(core, resource);
  if (on) core.registered.add(resource);
  else core.registered.delete(resource);
  const endpoint = endpointJson(core, resource);
  core.publish({
    type: 'ContactStatusChange',
    endpoint,
    contact_info: {
      uri: `sip:${resource}@127.0.0.1:5062`,
      contact_status: on ? 'NonQualified' : 'Removed',
      aor: listOf(core.config.get(`endpoint/${resource}`)?.get('aors'))[0] ?? resource,
      roundtrip_usec: '0',
    },
  });
  publishState(core, resource, before);
}

function publishState(core: FakeCore, resource: string, before: boolean): void {
  const now = isOnline(core, resource);
  if (before === now) return;
  const endpoint = endpointJson(core, resource);
  core.publish({ type: 'PeerStatusChange', endpoint, peer: { peer_status: now ? 'Reachable' : 'Unreachable' } });
}

/** 404 for modules and types that cannot be pushed. */
function keyOf(configClass: string, objectType: string, id: string): string {
  if (!Object.values(CLASS_OF).includes(configClass)) throw new FakeError(404, `configClass '${configClass}' not found`);
  if (CLASS_OF[objectType] !== configClass) throw new FakeError(404, `objectType '${objectType}' not found`);
  return `${objectType}/${id}`;
}

function tuples(fields: ReadonlyMap<string, string>): ConfigTuple[] {
  return [...fields].map(([attribute, value]) => ({ attribute, value }));
}

export function getConfig(core: FakeCore, configClass: string, objectType: string, id: string): ConfigTuple[] {
  const fields = core.config.get(keyOf(configClass, objectType, id));
  if (!fields) throw new FakeError(404, `Object with id '${id}' not found`);
  return tuples(fields);
}

export function putConfig(
  core: FakeCore,
  configClass: string,
  objectType: string,
  id: string,
  given: readonly ConfigTuple[],
): ConfigTuple[] {
  const key = keyOf(configClass, objectType, id);
  const fields = new Map(core.config.get(key) ?? Object.entries(DEFAULTS[objectType] ?? {}));
  const online = new Map(listEndpoints(core).map((endpoint) => [endpoint.resource, endpoint.state === 'online']));
  for (const { attribute, value } of given) fields.set(attribute, value);
  if (REQUIRED[objectType]?.some((name) => !fields.get(name))) {
    throw new FakeError(400, `${core.config.has(key) ? 'Update' : 'Creation'} of object '${id}' failed field value validation`);
  }
  const isNewSecret = objectType === 'auth' && core.config.get(key)?.get('password') !== fields.get('password');
  core.config.set(key, fields);
  if (isNewSecret) endRegistrations(core, id);
  for (const endpoint of listEndpoints(core)) publishState(core, endpoint.resource, online.get(endpoint.resource) ?? false);
  return tuples(fields);
}

/** What was registered with an old secret is registered no longer. */
function endRegistrations(core: FakeCore, auth: string): void {
  for (const resource of [...core.registered]) {
    if (listOf(core.config.get(`endpoint/${resource}`)?.get('auth')).includes(auth)) setRegistered(core, resource, false);
  }
}

export function deleteConfig(core: FakeCore, configClass: string, objectType: string, id: string): void {
  const key = keyOf(configClass, objectType, id);
  if (!core.config.has(key)) throw new FakeError(404, `Object with id '${id}' not found`);
  if (objectType === 'endpoint') setRegistered(core, id, false);
  core.config.delete(key);
}
