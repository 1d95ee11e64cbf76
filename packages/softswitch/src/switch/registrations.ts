import type { Registration } from '@zuoxi/ari';
import type { SwitchContext } from './context.ts';
import { OutboundRegistration } from './outbound-registration.ts';
import type { ConfigChange } from './pjsip-config.ts';

/** The places we are registered at (trunks with user name and password): one for each `registration` that was pushed. */
export class Registrations {
  readonly #context: () => SwitchContext;
  readonly #running = new Map<string, OutboundRegistration>();
  #off: (() => void) | undefined;

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  start(): void {
    this.#off = this.#context().config.events.on('changed', (change) => this.#onChanged(change));
  }

  #onChanged({ type, id, change }: ConfigChange): void {
    if (type === 'registration') {
      const before = this.#running.get(id);
      if (change === 'put' && before?.isCurrent() && before.toJson().state !== 'Rejected') return;
      this.#running.delete(id);
      this.#replace(id, before);
    } else if (type === 'auth' || type === 'transport') {
      // New credentials, another way: as if the registration had been put again.
      for (const [name, registration] of [...this.#running]) if (!registration.isCurrent()) this.#replace(name, registration);
    }
  }

  /** The old one first takes back what it said: its Contact may be that of the new one. */
  #replace(id: string, before: OutboundRegistration | undefined): void {
    const gone = before?.stop();
    const context = this.#context();
    if (!context.config.get('registration', id)) return;
    const registration = new OutboundRegistration(context, id, () => this.#publish(registration));
    this.#running.set(id, registration);
    if (gone) void gone.then(() => registration.start());
    else registration.start();
  }

  #publish(registration: OutboundRegistration): void {
    const json = registration.toJson();
    const endpoints = json.endpoint === '' ? [] : [`PJSIP/${json.endpoint}`];
    this.#context().apps.publish({ type: 'RegistrationStateChange', registration: json }, { endpoints });
  }

  list(): Registration[] {
    return [...this.#running.values()].map((registration) => registration.toJson());
  }

  get(id: string): Registration | undefined {
    return this.#running.get(id)?.toJson();
  }

  /** Takes every registration back. Resolves when the registrars have answered, or after a moment. */
  async stop(): Promise<void> {
    this.#off?.();
    const running = [...this.#running.values()];
    this.#running.clear();
    await Promise.all(running.map((registration) => registration.stop()));
  }
}
