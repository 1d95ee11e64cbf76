import type { Timer } from '@zuoxi/kit';
import { type ContactBinding, SipHeaders, type SipRequest } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';

interface Watch {
  timer: Timer;
  reachable: boolean | undefined;
}

/** `qualify_frequency`: OPTIONS to registered contacts, which also keeps the way through NAT open. */
export class Qualifier {
  readonly #context: SwitchContext;
  readonly #watches = new Map<ContactBinding, Watch>();
  readonly #offs: (() => void)[] = [];

  constructor(context: SwitchContext) {
    this.#context = context;
  }

  start(): void {
    const { events } = this.#context.stack.registrar;
    this.#offs.push(
      events.on('added', (binding) => this.#watch(binding)),
      events.on('refreshed', (binding) => this.#watch(binding)),
      events.on('removed', ({ binding }) => this.#unwatch(binding)),
    );
  }

  #watch(binding: ContactBinding): void {
    // A refresh is a new binding of the same contact.
    let reachable: boolean | undefined;
    for (const [other, watch] of this.#watches) {
      if (other.aor !== binding.aor || other.uri !== binding.uri) continue;
      reachable = watch.reachable;
      this.#unwatch(other);
    }
    const seconds = Number(this.#context.config.get('aor', binding.aor)?.get('qualify_frequency') ?? 0);
    if (!(seconds > 0)) return;
    this.#schedule(binding, Math.max(5, seconds) * 1000, reachable);
  }

  #schedule(binding: ContactBinding, ms: number, reachable: boolean | undefined): void {
    const timer = this.#context.clock.setTimer(ms, () => this.#ask(binding, ms));
    this.#watches.set(binding, { timer, reachable });
  }

  #ask(binding: ContactBinding, ms: number): void {
    const { stack, clock } = this.#context;
    const before = clock.monotonic();
    const reachable = this.#watches.get(binding)?.reachable;
    this.#schedule(binding, ms, reachable);
    if (!binding.flow.open) return;
    stack.send(this.#options(binding), binding.flow, {
      // Any answer, even a refusal, comes from somebody who is there.
      onResponse: (response) => {
        if (response.status >= 200) this.#report(binding, true, clock.monotonic() - before);
      },
      onTimeout: () => this.#report(binding, false, 0),
    });
  }

  #options(binding: ContactBinding): SipRequest {
    const { ids, stack } = this.#context;
    const local = `sip:zuoxi@${binding.flow.localHost}`;
    const tag = ids.token(10);
    const callId = ids.token(20);
    const headers = new SipHeaders();
    headers.add('max-forwards', '70').add('from', `<${local}>;tag=${tag}`).add('to', `<${binding.uri}>`);
    headers.add('call-id', callId).add('cseq', '1 OPTIONS').add('contact', stack.contactFor(binding.flow, 'zuoxi'));
    const params = new Map<string, string>();
    return {
      kind: 'request',
      method: 'OPTIONS',
      uri: binding.uri,
      headers,
      body: '',
      via: undefined,
      from: { display: '', uri: local, params: new Map([['tag', tag]]) },
      to: { display: '', uri: binding.uri, params },
      callId,
      cseq: 1,
    };
  }

  #report(binding: ContactBinding, reachable: boolean, roundtripMs: number): void {
    const watch = this.#watches.get(binding);
    if (!watch || watch.reachable === reachable) return;
    watch.reachable = reachable;
    this.#context.endpoints.contactQualified(binding, reachable, roundtripMs);
  }

  #unwatch(binding: ContactBinding): void {
    this.#watches.get(binding)?.timer.cancel();
    this.#watches.delete(binding);
  }

  stop(): void {
    for (const off of this.#offs) off();
    for (const { timer } of this.#watches.values()) timer.cancel();
    this.#watches.clear();
  }
}
