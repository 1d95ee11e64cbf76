import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AriClient, type AriEvent, type AriEventOf, type AriEventType } from '@zuoxi/ari';
import { silentLogger, systemClock } from '@zuoxi/kit';
import { type Softswitch, type SoftswitchOptions, startSoftswitch } from '../../src/index.ts';
import { createMediaEngine } from '../../src/media/index.ts';
import type { Wire } from './phone-wires.ts';
import { TestPhone } from './test-phone.ts';

const PATIENCE_MS = 3_000;

export interface HouseOptions extends Partial<Omit<SoftswitchOptions, 'dataDir' | 'ari' | 'media'>> {
  connect?: boolean;
  mediaTimeoutMs?: number;
}

/** A softswitch with an ARI client on it, and phones. */
export class House {
  readonly softswitch: Softswitch;
  readonly dataDir: string;
  readonly ari: AriClient;
  readonly events: AriEvent[] = [];
  readonly #phones: TestPhone[] = [];
  readonly #waiters: { fits: (event: AriEvent) => boolean; resolve: (event: AriEvent) => void }[] = [];
  #seen = 0;

  private constructor(softswitch: Softswitch, dataDir: string, ari: AriClient) {
    this.softswitch = softswitch;
    this.dataDir = dataDir;
    this.ari = ari;
    ari.on('event', (event) => {
      this.events.push(event);
      const index = this.#waiters.findIndex((waiter) => waiter.fits(event));
      if (index >= 0) this.#waiters.splice(index, 1)[0]?.resolve(event);
    });
  }

  static async open(options: HouseOptions = {}): Promise<House> {
    const dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-switch-'));
    const { mediaTimeoutMs, connect: _, ...more } = options;
    const media =
      mediaTimeoutMs === undefined
        ? undefined
        : await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [0, 0], mediaTimeoutMs }, silentLogger);
    const softswitch = await startSoftswitch({
      media,
      dataDir,
      ari: { user: 'zuoxi', password: 'secret', port: 0 },
      bindAddress: '127.0.0.1',
      sipPort: 0,
      sipWsPort: 0,
      rtpPorts: [0, 0],
      logger: silentLogger,
      ...more,
    });
    const ari = new AriClient({ url: House.url(softswitch), app: 'zuoxi', clock: systemClock, logger: silentLogger });
    const house = new House(softswitch, dataDir, ari);
    if (options.connect !== false) await house.connect();
    return house;
  }

  static url(softswitch: Softswitch): string {
    return `http://zuoxi:secret@127.0.0.1:${softswitch.ariPort}/ari`;
  }

  async connect(): Promise<void> {
    const connected = new Promise<void>((resolve) => this.ari.once('connected', () => resolve()));
    this.ari.connect();
    await connected;
  }

  async close(): Promise<void> {
    for (const phone of this.#phones) phone.close();
    this.ari.close();
    await this.softswitch.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** An extension with its credentials and AOR; the phone has not registered yet. */
  async extension(id: string, fields: Record<string, string> = {}): Promise<TestPhone> {
    const { asterisk } = this.ari.requests;
    await asterisk.putConfig('res_pjsip', 'auth', id, { auth_type: 'userpass', username: id, password: `pw-${id}` });
    await asterisk.putConfig('res_pjsip', 'aor', id, { max_contacts: '5', remove_existing: 'yes' });
    await asterisk.putConfig('res_pjsip', 'endpoint', id, { auth: id, aors: id, allow: 'alaw,ulaw', context: 'zuoxi', ...fields });
    return this.phone(id, `pw-${id}`);
  }

  async phone(user: string, password?: string, wire?: Wire): Promise<TestPhone> {
    const phone = await TestPhone.create({ user, password, server: { port: this.softswitch.sipPort }, wire });
    this.#phones.push(phone);
    return phone;
  }

  async registered(id: string, fields: Record<string, string> = {}): Promise<TestPhone> {
    const phone = await this.extension(id, fields);
    const response = await phone.registers();
    if (response.status !== 200) throw new Error(`REGISTER was answered ${response.status}`);
    return phone;
  }

  /** A carrier at 127.0.0.1; its phone answers what is sent to it. */
  async trunk(id: string, fields: Record<string, string> = {}): Promise<TestPhone> {
    const { asterisk } = this.ari.requests;
    const carrier = await this.phone('carrier');
    await asterisk.putConfig('res_pjsip', 'aor', id, { contact: `sip:127.0.0.1:${carrier.port}` });
    await asterisk.putConfig('res_pjsip', 'endpoint', id, { aors: id, allow: 'alaw,ulaw', context: 'trunk', ...fields });
    await asterisk.putConfig('res_pjsip', 'identify', id, { endpoint: id, match: '127.0.0.1' });
    return carrier;
  }

  /** The next event of a type, from what has not been waited for yet. */
  async sees<T extends AriEventType>(type: T, fits: (event: AriEventOf<T>) => boolean = () => true): Promise<AriEventOf<T>> {
    const matches = (event: AriEvent): boolean => event.type === type && fits(event as AriEventOf<T>);
    for (let i = this.#seen; i < this.events.length; i++) {
      const event = this.events[i];
      // The type parameter and `type` were compared by `matches`.
      if (event && matches(event)) return event as AriEventOf<T>;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${type}; saw ${this.events.map((event) => event.type).join(', ')}`)),
        PATIENCE_MS,
      );
      this.#waiters.push({
        fits: matches,
        resolve: (event) => {
          clearTimeout(timer);
          resolve(event as AriEventOf<T>);
        },
      });
    });
  }

  /** What came before this does not count for `sees`. */
  forgetEvents(): void {
    this.#seen = this.events.length;
  }

  /** Types of the events about one channel, in order. */
  story(channelId: string): string[] {
    return this.events.flatMap((event) => {
      const channel = 'peer' in event && event.type === 'Dial' ? event.peer : 'channel' in event ? event.channel : undefined;
      if (channel?.id !== channelId) return [];
      return [
        event.type === 'Dial'
          ? `Dial:${event.dialstatus}`
          : event.type === 'ChannelStateChange'
            ? `State:${event.channel.state}`
            : event.type,
      ];
    });
  }

  /** Waits until nothing is open but what timers of SIP keep, then returns the counts. */
  async isQuiet(): Promise<{ channels: number; bridges: number; dialogs: number; legs: number; mediaBridges: number; ports: number }> {
    for (let attempt = 0; ; attempt++) {
      const { channels, bridges, dialogs, media } = await this.softswitch.usage();
      const counts = { channels, bridges, dialogs, legs: media.legs, mediaBridges: media.bridges, ports: media.ports };
      if (Object.values(counts).every((count) => count === 0) || attempt >= 100) return counts;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export const NOTHING_OPEN = { channels: 0, bridges: 0, dialogs: 0, legs: 0, mediaBridges: 0, ports: 0 };
