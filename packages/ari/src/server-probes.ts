import type { Clock, Ids, Timer } from '@zuoxi/kit';
import { AriRequestError } from './errors.ts';
import type { AriRequests } from './requests.ts';
import type { AriEvent, ServerAnswer } from './types.ts';

/** So that nobody takes it for a phone or a trunk: their names have no dot. */
const PREFIX = 'probe.';
/** Of the AOR: how long a server may take, and how often it is asked. Asterisk asks a new contact within the second. */
const TIMEOUT_MS = 3000;
const FREQUENCY_S = 1;
/** The two together, and what messages take. */
const LIMIT_MS = 4500;

interface Probe {
  /** URI → what was told of it. */
  answers: Map<string, ServerAnswer>;
  startedAt: number;
  end: Timer;
  isComplete(): boolean;
  tell(): void;
}

/**
 * Whether servers answer OPTIONS, on an engine that cannot be told to ask: an endpoint with these servers as its contacts, which the engine watches
 * (`qualify_frequency`), is made for a moment. Asterisk tells neither the status of the answer nor why there was none.
 */
export class ServerProbes {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #running = new Map<string, Probe>();

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** @param transport name of the transport in the engine; '' = by the URI */
  async ask(requests: AriRequests, servers: readonly string[], transport: string): Promise<ServerAnswer[]> {
    const id = `${PREFIX}${this.#ids.uuid()}`;
    const { asterisk } = requests;
    const result = Promise.withResolvers<void>();
    const probe: Probe = {
      answers: new Map(),
      startedAt: this.#clock.monotonic(),
      end: this.#clock.setTimer(LIMIT_MS, () => result.resolve()),
      isComplete: () => servers.every((server) => probe.answers.has(server)),
      tell: () => result.resolve(),
    };
    this.#running.set(id, probe);
    const remove = (type: string) =>
      asterisk.deleteConfig('res_pjsip', type, id).catch((error: unknown) => {
        if (!(error instanceof AriRequestError)) throw error;
      });
    try {
      const watch = { contact: servers.join(','), qualify_frequency: String(FREQUENCY_S), qualify_timeout: `${TIMEOUT_MS / 1000}.0` };
      await asterisk.putConfig('res_pjsip', 'aor', id, watch);
      // News of a contact come by the endpoint that has it. Nobody can call by this one: its context is none.
      await asterisk.putConfig('res_pjsip', 'endpoint', id, { aors: id, context: 'none', disallow: 'all', allow: 'alaw', transport });
      await result.promise;
    } finally {
      probe.end.cancel();
      this.#running.delete(id);
      await remove('endpoint');
      await remove('aor');
    }
    return servers.map((uri) => probe.answers.get(uri) ?? { uri, outcome: 'timeout', status: 0, roundtrip_usec: 0 });
  }

  /** True: the event is of a probe, and nobody else's business. */
  take(event: AriEvent): boolean {
    if (!('endpoint' in event) || !event.endpoint?.resource.startsWith(PREFIX)) return false;
    const probe = this.#running.get(event.endpoint.resource);
    if (!probe || event.type !== 'ContactStatusChange') return true;
    const { uri, contact_status: status, roundtrip_usec } = event.contact_info;
    if (status === 'Reachable') {
      probe.answers.set(uri, { uri, outcome: 'answered', status: 0, roundtrip_usec: Number(roundtrip_usec) });
    } else if (status === 'Unreachable') {
      // Before its time was over it cannot have been silent: it could not be asked.
      const isEarly = this.#clock.monotonic() - probe.startedAt < TIMEOUT_MS;
      probe.answers.set(uri, { uri, outcome: isEarly ? 'unreachable' : 'timeout', status: 0, roundtrip_usec: 0 });
    }
    if (probe.isComplete()) probe.tell();
    return true;
  }
}
