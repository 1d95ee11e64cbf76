import type { ContactInfo, Endpoint } from '@zuoxi/ari';
import type { ContactBinding } from '../sip/index.ts';
import { AriError } from './ari-error.ts';
import type { SwitchContext } from './context.ts';
import { listOf } from './pjsip-config.ts';

/** Endpoints as ARI shows them, and the events of their contacts. */
export class Endpoints {
  readonly #context: () => SwitchContext;
  readonly #online = new Map<string, boolean>();

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  /** Subscribes to the registrar and the configuration. */
  start(): void {
    const { stack, config } = this.#context();
    stack.registrar.events.on('added', (binding) => this.#contactChanged(binding, 'NonQualified'));
    stack.registrar.events.on('removed', ({ binding }) => this.#contactChanged(binding, 'Removed'));
    config.events.on('changed', ({ type, id, change }) => {
      if ((type === 'auth' || type === 'endpoint') && change === 'put') for (const user of config.usersOf(type, id)) stack.forgive(user);
      if (type === 'aor' && change === 'delete') stack.registrar.removeAor(id);
      if (type === 'endpoint') {
        if (change === 'delete') {
          this.#online.delete(id);
          this.#context().apps.publish(
            { type: 'EndpointStateChange', endpoint: { technology: 'PJSIP', resource: id, state: 'offline', channel_ids: [] } },
            { endpoints: [`PJSIP/${id}`] },
          );
        } else this.#refresh(id);
      }
      if (type === 'aor') for (const endpoint of config.endpointsOfAor(id)) this.#refresh(endpoint);
    });
  }

  #contactChanged(binding: ContactBinding, status: ContactInfo['contact_status']): void {
    const { config, apps } = this.#context();
    for (const id of config.endpointsOfAor(binding.aor)) {
      const wasOnline = this.#online.get(id) ?? false;
      const isOnline = this.isOnline(id);
      this.#online.set(id, isOnline);
      const endpoint = this.#toJson(id);
      const subject = { endpoints: [`PJSIP/${id}`] };
      if (wasOnline !== isOnline) {
        apps.publish({ type: 'PeerStatusChange', endpoint, peer: { peer_status: isOnline ? 'Reachable' : 'Unreachable' } }, subject);
      }
      apps.publish(
        {
          type: 'ContactStatusChange',
          endpoint,
          contact_info: { uri: binding.uri, contact_status: status, aor: binding.aor, roundtrip_usec: '0' },
        },
        subject,
      );
      if (wasOnline === isOnline) continue;
      apps.publish({ type: 'EndpointStateChange', endpoint }, subject);
    }
  }

  /** An OPTIONS was answered, or was not. */
  contactQualified(contact: { aor: string; uri: string }, reachable: boolean, roundtripMs: number): void {
    const { config, apps } = this.#context();
    for (const id of config.endpointsOfAor(contact.aor)) {
      const wasOnline = this.#online.get(id) ?? false;
      const isOnline = this.isOnline(id);
      this.#online.set(id, isOnline);
      const subject = { endpoints: [`PJSIP/${id}`] };
      const endpoint = this.#toJson(id);
      if (wasOnline !== isOnline) {
        apps.publish({ type: 'PeerStatusChange', endpoint, peer: { peer_status: isOnline ? 'Reachable' : 'Unreachable' } }, subject);
      }
      apps.publish(
        {
          type: 'ContactStatusChange',
          endpoint,
          contact_info: {
            uri: contact.uri,
            contact_status: reachable ? 'Reachable' : 'Unreachable',
            aor: contact.aor,
            roundtrip_usec: String(Math.round(roundtripMs * 1000)),
          },
        },
        subject,
      );
      if (wasOnline !== isOnline) apps.publish({ type: 'EndpointStateChange', endpoint }, subject);
    }
  }

  /** After the configuration changed. */
  #refresh(id: string): void {
    const isOnline = this.isOnline(id);
    const before = this.#online.get(id);
    this.#online.set(id, isOnline);
    if (before === isOnline || (before === undefined && !isOnline)) return;
    this.#context().apps.publish({ type: 'EndpointStateChange', endpoint: this.#toJson(id) }, { endpoints: [`PJSIP/${id}`] });
  }

  /** Somebody of it can be reached, as far as is known. */
  isOnline(id: string): boolean {
    const { config, stack, contacts } = this.#context();
    if (config.staticContacts(id).some(({ aor, uri }) => contacts.isAvailable(aor, uri, true))) return true;
    return listOf(config.get('endpoint', id)?.get('aors')).some((aor) =>
      stack.registrar.contacts(aor).some(({ uri }) => contacts.isAvailable(aor, uri, false)),
    );
  }

  #toJson(id: string, channels?: readonly string[]): Endpoint {
    const ids =
      channels ??
      this.#context()
        .channels.list()
        .filter((channel) => channel.endpoint === id)
        .map((channel) => channel.id);
    return { technology: 'PJSIP', resource: id, state: this.isOnline(id) ? 'online' : 'offline', channel_ids: [...ids] };
  }

  list(): Endpoint[] {
    const { config, channels } = this.#context();
    const byEndpoint = new Map<string, string[]>();
    for (const channel of channels.list()) {
      const ids = byEndpoint.get(channel.endpoint) ?? [];
      ids.push(channel.id);
      byEndpoint.set(channel.endpoint, ids);
    }
    return config.ids('endpoint').map((id) => this.#toJson(id, byEndpoint.get(id) ?? []));
  }

  /** Throws 404. */
  get(technology: string, resource: string): Endpoint {
    if (technology.toUpperCase() !== 'PJSIP' || !this.#context().config.get('endpoint', resource)) {
      throw new AriError(404, 'Endpoint not found');
    }
    return this.#toJson(resource);
  }
}
