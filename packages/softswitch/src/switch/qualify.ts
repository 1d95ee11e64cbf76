import type { Timer } from '@zuoxi/kit';
import type { ClientTransaction, ContactBinding, Flow } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import { optionsRequest } from './options-request.ts';
import { wayOptionsOf } from './outbound-way.ts';

interface Watch {
  readonly aor: string;
  readonly uri: string;
  /** Of a phone that registered; a contact that is configured has none. */
  readonly binding: ContactBinding | undefined;
  timer: Timer | undefined;
  /** The question under way. */
  asking: { transaction: ClientTransaction | undefined; timer: Timer } | undefined;
  /** Undefined until it answered, or did not, for the first time. */
  reachable: boolean | undefined;
}

/** Asterisk's default for `qualify_timeout`. */
const TIMEOUT_MS = 3_000;

/**
 * `qualify_frequency`: OPTIONS to contacts, to those that registered (which also keeps the way through NAT open) and to those
 * that are configured (trunks). Any answer, even a refusal, comes from somebody who is there.
 */
export class Qualifier {
  readonly #context: () => SwitchContext;
  /** By AOR and URI. */
  readonly #watches = new Map<string, Watch>();
  readonly #offs: (() => void)[] = [];
  #stopped = false;

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  start(): void {
    const { stack, config } = this.#context();
    const { events } = stack.registrar;
    this.#offs.push(
      events.on('added', (binding) => this.#watchBinding(binding)),
      events.on('refreshed', (binding) => this.#watchBinding(binding)),
      events.on('removed', ({ binding }) => {
        if (this.#watches.get(keyOf(binding.aor, binding.uri))?.binding === binding) this.#unwatch(binding.aor, binding.uri);
      }),
      config.events.on('changed', ({ type, id }) => {
        if (type === 'aor') this.#watchConfigured(id);
      }),
    );
  }

  /** True or false once it was asked; undefined when nobody knows, or nobody asks. */
  isReachable(aor: string, uri: string): boolean | undefined {
    return this.#watches.get(keyOf(aor, uri))?.reachable;
  }

  /** Somebody may be called there: Asterisk counts configured contacts that are asked only when they have answered. */
  isAvailable(aor: string, uri: string, isConfigured: boolean): boolean {
    const watch = this.#watches.get(keyOf(aor, uri));
    if (!watch) return true;
    return isConfigured ? watch.reachable === true : watch.reachable !== false;
  }

  #seconds(aor: string, field: 'qualify_frequency' | 'qualify_timeout'): number {
    const value = Number(this.#context().config.get('aor', aor)?.get(field));
    return Number.isFinite(value) && value > 0 ? value : 0;
  }

  #watchBinding(binding: ContactBinding): void {
    const { aor, uri } = binding;
    // A refresh is a new binding of the same contact.
    const reachable = this.isReachable(aor, uri);
    this.#unwatch(aor, uri);
    if (this.#seconds(aor, 'qualify_frequency') > 0) this.#schedule({ aor, uri, binding, timer: undefined, asking: undefined, reachable });
  }

  /** After the AOR was put or deleted. Asked at once: a trunk that is away should be known before the first call. */
  #watchConfigured(aor: string): void {
    const uris = this.#seconds(aor, 'qualify_frequency') > 0 ? this.#context().config.contactsOfAor(aor) : [];
    for (const watch of [...this.#watches.values()]) {
      if (watch.aor === aor && !watch.binding && !uris.includes(watch.uri)) this.#unwatch(aor, watch.uri);
    }
    for (const uri of uris) {
      if (this.#watches.has(keyOf(aor, uri))) continue;
      const watch: Watch = { aor, uri, binding: undefined, timer: undefined, asking: undefined, reachable: undefined };
      this.#schedule(watch);
      void this.#ask(watch);
    }
  }

  #schedule(watch: Watch): void {
    this.#watches.set(keyOf(watch.aor, watch.uri), watch);
    watch.timer?.cancel();
    watch.timer = this.#context().clock.setTimer(Math.max(5, this.#seconds(watch.aor, 'qualify_frequency')) * 1000, () => {
      this.#schedule(watch);
      void this.#ask(watch);
    });
  }

  async #ask(watch: Watch): Promise<void> {
    this.#endQuestion(watch);
    const flows = await this.#flowsOf(watch);
    this.#askNext(watch, flows, 0);
  }

  /** Of a name with several servers one that answers is enough. */
  async #flowsOf(watch: Watch): Promise<readonly (() => Flow | undefined)[]> {
    const { binding, aor, uri } = watch;
    if (binding) return binding.flow.open ? [() => binding.flow] : [];
    const { config, stack } = this.#context();
    const endpoint = config.get('endpoint', config.endpointsOfAor(aor)[0] ?? '');
    const ways = await stack.waysTo(endpoint?.get('outbound_proxy') || uri, wayOptionsOf(config, endpoint?.get('transport')));
    return ways.map((way) => () => way.open());
  }

  #askNext(watch: Watch, flows: readonly (() => Flow | undefined)[], index: number): void {
    if (this.#stopped || this.#watches.get(keyOf(watch.aor, watch.uri)) !== watch) return;
    const { stack, clock } = this.#context();
    const flow = flows[index]?.();
    if (!flow) {
      // The connection of a phone is gone: its registration says so by itself.
      if (!watch.binding && index >= flows.length) this.#report(watch, false, 0);
      else if (index < flows.length) this.#askNext(watch, flows, index + 1);
      return;
    }
    const before = clock.monotonic();
    const failed = (): void => {
      this.#endQuestion(watch);
      if (index + 1 < flows.length) this.#askNext(watch, flows, index + 1);
      else this.#report(watch, false, 0);
    };
    const timeout = this.#seconds(watch.aor, 'qualify_timeout') * 1000 || TIMEOUT_MS;
    const asking: NonNullable<Watch['asking']> = { transaction: undefined, timer: clock.setTimer(timeout, failed) };
    watch.asking = asking;
    const current = (fn: () => void) => (): void => {
      if (watch.asking === asking) fn();
    };
    asking.transaction = stack.send(optionsRequest(this.#context(), watch.uri, flow), flow, {
      onResponse: (response) => {
        if (response.status < 200 || watch.asking !== asking) return;
        // The transaction itself goes on for copies of the answer.
        asking.timer.cancel();
        watch.asking = undefined;
        this.#report(watch, true, clock.monotonic() - before);
      },
      onTimeout: current(failed),
      onTransportError: current(failed),
    });
    if (!asking.transaction && watch.asking === asking) failed();
  }

  #endQuestion(watch: Watch): void {
    const { asking } = watch;
    watch.asking = undefined;
    asking?.timer.cancel();
    if (asking?.transaction) this.#context().stack.abandon(asking.transaction);
  }

  #report(watch: Watch, reachable: boolean, roundtripMs: number): void {
    if (watch.reachable === reachable) return;
    watch.reachable = reachable;
    this.#context().endpoints.contactQualified(watch, reachable, roundtripMs);
  }

  #unwatch(aor: string, uri: string): void {
    const key = keyOf(aor, uri);
    const watch = this.#watches.get(key);
    if (!watch) return;
    this.#watches.delete(key);
    watch.timer?.cancel();
    this.#endQuestion(watch);
  }

  stop(): void {
    this.#stopped = true;
    for (const off of this.#offs) off();
    for (const { aor, uri } of [...this.#watches.values()]) this.#unwatch(aor, uri);
  }
}

function keyOf(aor: string, uri: string): string {
  return `${aor}|${uri}`;
}
