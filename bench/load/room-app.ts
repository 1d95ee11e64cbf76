import { type AriClient, type AriEvent, AriRequestError, type AriRequests } from '@zuoxi/ari';
import type { Engine } from '../engines/engine.ts';
import { connectAri } from './ari-connection.ts';
import { IN_TRUNK } from './bridging-app.ts';

/** `barge`: all in one bridge. `listen`: every third party hears the one before him through a snoop, and is heard by nobody. */
export type RoomKind = 'barge' | 'listen';

const LOOK_EVERY_MS = 20;

/** An ARI application that answers whoever calls in and puts callers into rooms, in the order in which they come. */
export class RoomApp {
  readonly #client: AriClient;
  readonly #leave: () => void;
  readonly #app: string;
  readonly #bridges = new Map<string, Promise<unknown>>();
  #size = 3;
  #kind: RoomKind = 'barge';
  #callers: string[] = [];
  /** As they were called from, in the order in which they came. */
  #numbers: string[] = [];
  #placed = 0;
  readonly #inApp = new Set<string>();
  readonly #alive = new Set<string>();
  readonly refused: string[] = [];

  private constructor(client: AriClient, app: string) {
    this.#app = app;
    this.#client = client;
    this.#leave = client.on('event', (event) => this.#onEvent(event));
  }

  static async open(engine: Engine): Promise<RoomApp> {
    const app = RoomApp.on(await connectAri(engine), engine);
    const { asterisk } = app.#requests;
    await asterisk.putConfig('res_pjsip', 'endpoint', IN_TRUNK, { allow: 'alaw', context: 'bench', direct_media: 'no' });
    await asterisk.putConfig('res_pjsip', 'identify', IN_TRUNK, { endpoint: IN_TRUNK, match: '127.0.0.1' });
    return app;
  }

  /** On a connection that is there, to an engine that knows who calls already. */
  static on(client: AriClient, engine: Engine): RoomApp {
    return new RoomApp(client, engine.app);
  }

  get #requests(): AriRequests {
    return this.#client.requests;
  }

  /** The callers that come from now on go into rooms of that size. */
  expect(kind: RoomKind, size: number): void {
    this.#kind = kind;
    this.#size = size;
    this.#callers = [];
    this.#numbers = [];
    this.#placed = 0;
  }

  async havePlaces(callers: number, withinMs: number): Promise<void> {
    await this.#until(
      () => this.#placed >= callers,
      withinMs,
      () => `${this.#placed} of ${callers} callers are in their rooms`,
    );
  }

  /** Who is with whom, by the number of the call in SIPp, from 0 on. */
  get rooms(): number[][] {
    const calls = this.#numbers.map((number) => Number(number) - 1);
    return Array.from({ length: Math.ceil(calls.length / this.#size) }, (_, room) =>
      calls.slice(room * this.#size, (room + 1) * this.#size),
    );
  }

  async hangUpAll(withinMs: number): Promise<void> {
    for (const channelId of this.#alive) this.#ask(this.#requests.channels.hangup(channelId));
    await this.#until(
      () => this.#alive.size === 0,
      withinMs,
      () => `${this.#alive.size} channels are left`,
    );
    for (const id of this.#bridges.keys()) await this.#requests.bridges.destroy(id).catch(() => {});
    this.#bridges.clear();
    this.#inApp.clear();
  }

  /** Calls that come are another's business; the connection stays. */
  leave(): void {
    this.#leave();
  }

  close(): void {
    this.#client.close();
  }

  #onEvent(event: AriEvent): void {
    if (event.type === 'ChannelDestroyed') this.#alive.delete(event.channel.id);
    if (event.type !== 'StasisStart') return;
    const { id, name, caller } = event.channel;
    this.#alive.add(id);
    this.#inApp.add(id);
    if (name.startsWith('Snoop/')) return;
    this.#callers.push(id);
    this.#numbers.push(caller.number);
    const number = this.#callers.length - 1;
    this.#ask(this.#place(id, number).then(() => this.#placed++));
  }

  async #place(channelId: string, number: number): Promise<void> {
    const { channels, bridges } = this.#requests;
    await channels.answer(channelId);
    const room = Math.floor(number / this.#size);
    const listensTo = this.#kind === 'listen' && number % this.#size === this.#size - 1 ? this.#callers[number - 1] : undefined;
    const bridge = listensTo ? `ear-${listensTo}` : `room-${this.#callers[room * this.#size]}`;
    await this.#bridge(bridge);
    await bridges.addChannel(bridge, [channelId]);
    if (!listensTo) return;
    const snoop = `snoop-${listensTo}`;
    await channels.snoop(listensTo, snoop, { app: this.#app, spy: 'both' });
    await this.#until(
      () => this.#inApp.has(snoop),
      5_000,
      () => 'the snoop is not in the application',
    );
    await bridges.addChannel(bridge, [snoop]);
  }

  #bridge(id: string): Promise<unknown> {
    const known = this.#bridges.get(id) ?? this.#requests.bridges.create(id);
    this.#bridges.set(id, known);
    return known;
  }

  #ask(request: Promise<unknown>): void {
    request.catch((error: unknown) => {
      if (error instanceof AriRequestError && error.status === 404) return;
      this.refused.push(error instanceof Error ? error.message : String(error));
    });
  }

  async #until(isSo: () => boolean, withinMs: number, whatIs: () => string): Promise<void> {
    for (let waitedMs = 0; !isSo(); waitedMs += LOOK_EVERY_MS) {
      if (waitedMs >= withinMs) throw new Error(`after ${withinMs} ms only ${whatIs()}; ${this.refused.slice(0, 3).join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
