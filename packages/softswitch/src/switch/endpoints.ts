import type { ContactInfo, Endpoint } from '@zuoxi/ari';
import type { ContactBinding } from '../sip/index.ts';
import { AriError } from './ari-error.ts';
import type { SwitchContext } from './context.ts';
import { type ConfigChange, listOf } from './pjsip-config.ts';

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
    config.events.on('changed', (news) => {
      const { type, id, change } = news;
      this.#revoke(news);
      if ((type === 'auth' || type === 'endpoint') && change === 'put') for (const user of config.usersOf(type, id)) stack.forgive(user);
      if (type === 'aor' && change === 'delete') stack.registrar.removeAor(id);
      if (type === 'endpoint') {
        if (change === 'delete') {
          if (this.#online.get(id)) this.#tellState(id, { technology: 'PJSIP', resource: id, state: 'offline', channel_ids: [] });
          this.#online.delete(id);
          this.#context().challenges.forget(id);
        } else this.#refresh(id);
      }
      if (type === 'aor') for (const endpoint of config.endpointsOfAor(id)) this.#refresh(endpoint);
    });
  }

  /** A new secret, another account, one that is no more: who signed in before that is not signed in any more. */
  #revoke({ type, id, before }: ConfigChange): void {
    if (before === undefined || (type !== 'auth' && type !== 'endpoint' && type !== 'aor')) return;
    const { stack, config } = this.#context();
    const users = type === 'aor' ? [] : [...config.usersOf(type, id, before), ...config.usersOf(type, id)];
    const aors = type === 'endpoint' ? listOf(before.get('aors')) : type === 'aor' ? [id] : [];
    stack.revoke(new Set(users), new Set(aors));
  }

  #contactChanged(binding: ContactBinding, status: ContactInfo['contact_status']): void {
    this.#onContact({ uri: binding.uri, contact_status: status, aor: binding.aor, roundtrip_usec: '0' });
  }

  /** An OPTIONS was answered, or was not. */
  contactQualified({ aor, uri }: { aor: string; uri: string }, reachable: boolean, roundtripMs: number): void {
    const roundtrip_usec = String(Math.round(roundtripMs * 1000));
    this.#onContact({ uri, contact_status: reachable ? 'Reachable' : 'Unreachable', aor, roundtrip_usec });
  }

  #onContact(contact_info: ContactInfo): void {
    const { config, apps } = this.#context();
    for (const id of config.endpointsOfAor(contact_info.aor)) {
      this.#refresh(id);
      apps.publish({ type: 'ContactStatusChange', endpoint: this.#toJson(id), contact_info }, subjectOf(id));
    }
  }

  /** Tells when the endpoint came or went: at its first look nobody takes it for having gone. */
  #refresh(id: string): void {
    const isOnline = this.isOnline(id);
    const wasOnline = this.#online.get(id) ?? false;
    this.#online.set(id, isOnline);
    if (wasOnline !== isOnline) this.#tellState(id, this.#toJson(id));
  }

  #tellState(id: string, endpoint: Endpoint): void {
    const peer = { peer_status: endpoint.state === 'online' ? 'Reachable' : 'Unreachable' };
    this.#context().apps.publish({ type: 'PeerStatusChange', endpoint, peer }, subjectOf(id));
    this.#context().subscriptions.changed(id, 'presence');
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

const subjectOf = (id: string) => ({ endpoints: [`PJSIP/${id}`] });
