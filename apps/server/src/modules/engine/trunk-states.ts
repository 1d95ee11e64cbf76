import type { AriEvent, AriRequests, Registration } from '@zuoxi/ari';
import { type TrunkKind, TrunkState } from '@zuoxi/contract';
import { secondRegistration, trunkEndpoint } from '../pbx/index.ts';

export interface KnownState {
  state: TrunkState;
  /** SIP status of a registration that failed; 0 = none. */
  status: number;
  /** How long the server took to answer OPTIONS; null = not known. */
  roundTripMs: number | null;
}

export interface TrunkQuestion {
  id: string;
  kind: TrunkKind;
  watched: boolean;
  /** The contacts it has now; the engine may have told of others before. */
  servers: readonly string[];
}

/** Nobody answered, or nobody could be asked: that is no refusal. */
const NO_ANSWER = [0, 408, 503];

/** Worst first; `TrunkState` lists them so. */
const badness = ({ state }: Pick<KnownState, 'state'>): number => TrunkState.options.indexOf(state);

/** What one engine knows of its trunks. */
export class TrunkStates {
  /** By the name of the registration; undefined for an engine that tells of none, or is away. */
  #registrations: Map<string, Registration> | undefined;
  /** Endpoint → contact → what is known of it. */
  readonly #contacts = new Map<string, Map<string, Contact>>();

  /** After each connection, before trunks are pushed: contacts are made anew by that, and asked at once (Asterisk: within 30 s). */
  async load(requests: AriRequests, tellsRegistrations: boolean): Promise<void> {
    this.forget();
    if (!tellsRegistrations) return;
    const known = new Map<string, Registration>();
    this.#registrations = known;
    // An event that came before the answer is as new as the answer.
    for (const registration of await requests.registrations.list()) {
      if (!known.has(registration.id)) known.set(registration.id, registration);
    }
  }

  /** The engine is away. */
  forget(): void {
    this.#registrations = undefined;
    this.#contacts.clear();
  }

  onEvent(event: AriEvent): void {
    if (event.type === 'RegistrationStateChange') {
      this.#registrations?.set(event.registration.id, event.registration);
    } else if (event.type === 'ContactStatusChange') {
      const { uri, contact_status: status, roundtrip_usec: roundTrip } = event.contact_info;
      const known = this.#contacts.get(event.endpoint.resource) ?? new Map<string, Contact>();
      this.#contacts.set(event.endpoint.resource, known);
      if (status === 'Reachable' || status === 'Unreachable') known.set(uri, contactOf(status === 'Reachable', Number(roundTrip)));
      else known.delete(uri);
    }
  }

  /** Of two servers the better one: what comes in by it is what there is. */
  of({ id, kind, watched, servers }: TrunkQuestion): KnownState {
    if (kind === 'registration' && this.#registrations) {
      const names = [trunkEndpoint(id), secondRegistration(id)];
      const states = names.flatMap((name) => this.#registrations?.get(name) ?? []).map(ofRegistration);
      const best = states.sort((a, b) => badness(b) - badness(a))[0] ?? { state: 'notRegistered', status: 0 };
      return { ...best, roundTripMs: watched ? this.#reachability(trunkEndpoint(id), servers).roundTripMs : null };
    }
    return watched ? this.#reachability(trunkEndpoint(id), servers) : { state: 'unknown', status: 0, roundTripMs: null };
  }

  #reachability(endpoint: string, servers: readonly string[]): KnownState {
    const known = this.#contacts.get(endpoint);
    const answers = servers.flatMap((server) => known?.get(server) ?? []);
    const good = answers.find(({ isReachable }) => isReachable);
    if (good) return { state: 'reachable', status: 0, roundTripMs: good.roundTripMs };
    return { state: answers.length > 0 ? 'unreachable' : 'unknown', status: 0, roundTripMs: null };
  }
}

interface Contact {
  /** It answers OPTIONS. */
  isReachable: boolean;
  roundTripMs: number | null;
}

const contactOf = (isReachable: boolean, roundTripUs: number): Contact => ({
  isReachable,
  roundTripMs: isReachable && roundTripUs > 0 ? roundTripUs / 1000 : null,
});

function ofRegistration({ state, last_status: status }: Registration): Omit<KnownState, 'roundTripMs'> {
  if (state === 'Registered') return { state: 'registered', status: 0 };
  return { state: state === 'Rejected' && !NO_ANSWER.includes(status) ? 'refused' : 'notRegistered', status };
}

/** Of several engines the worst: there something has to be done. */
export function worst(states: readonly KnownState[]): KnownState {
  return [...states].sort((a, b) => badness(a) - badness(b))[0] ?? { state: 'unknown', status: 0, roundTripMs: null };
}
