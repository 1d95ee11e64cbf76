import { type AriClient, type AriEvent, AriRequestError, type AriRequests } from '@zuoxi/ari';
import type { Engine } from '../engines/engine.ts';
import { connectAri } from './ari-connection.ts';

/** Who calls in: known by address. Who is called: at a fixed contact. */
export const IN_TRUNK = 'bench-in';
export const OUT_TRUNK = 'bench-out';
/** The same, who are browsers. */
const BROWSERS = 'bench-browsers';
const OUT_ARGUMENT = 'out';
const FIELDS = { allow: 'alaw', direct_media: 'no' };

const outOf = (channelId: string): string => `out-${channelId}`;
const bridgeOf = (channelId: string): string => `bridge-${channelId}`;

interface BridgedCall {
  channelId: string;
  /** `waiting`: the customer hears music, the agent has picked up, and they are not in a bridge yet. */
  state: 'ringing' | 'waiting' | 'bridged';
}

/**
 * The smallest ARI application that connects two phones: whoever calls in is connected with the phone at `OUT_TRUNK`.
 * StasisStart → originate; RINGING → ring; answered → answer, bridge, add both; either hangs up → hang up the other, destroy
 * the bridge. Uses the product's own ARI client: REST over the event WebSocket, one request after the other per call.
 */
export class BridgingApp {
  readonly client: AriClient;
  readonly #app: string;
  readonly #calls = new Map<string, BridgedCall>();
  readonly #waiting = new Set<() => void>();
  #leave = (): void => {};
  #finishedRecordings = 0;
  /** Calls that come from now on wait with music until they are handed over. */
  queues = false;
  /** Who is called from now on has a browser. */
  callsBrowsers = false;
  /** Requests the engine refused although they were in order. */
  readonly refused: string[] = [];

  private constructor(client: AriClient, app: string) {
    this.#app = app;
    this.client = client;
    this.enter();
  }

  /** Connects, and tells the engine who calls in and where the phones are. */
  static async open(engine: Engine, phonesAt: number, context = 'bench'): Promise<BridgingApp> {
    const app = new BridgingApp(await connectAri(engine), engine.app);
    const { asterisk } = app.requests;
    for (const [trunk, webrtc] of Object.entries({ [OUT_TRUNK]: 'no', [BROWSERS]: 'yes' })) {
      await asterisk.putConfig('res_pjsip', 'aor', trunk, { contact: `sip:127.0.0.1:${phonesAt}` });
      await asterisk.putConfig('res_pjsip', 'endpoint', trunk, { ...FIELDS, context, aors: trunk, webrtc });
    }
    await asterisk.putConfig('res_pjsip', 'endpoint', IN_TRUNK, { ...FIELDS, context });
    await asterisk.putConfig('res_pjsip', 'identify', IN_TRUNK, { endpoint: IN_TRUNK, match: '127.0.0.1' });
    return app;
  }

  get requests(): AriRequests {
    return this.client.requests;
  }

  /** Incoming channels of calls whose two sides are in a bridge. */
  get bridged(): string[] {
    return this.#channelsOf('bridged');
  }

  /** Incoming channels of calls that are to be handed over. */
  get waiting(): string[] {
    return this.#channelsOf('waiting');
  }

  #channelsOf(state: BridgedCall['state']): string[] {
    return [...this.#calls.values()].filter((call) => call.state === state).map((call) => call.channelId);
  }

  get finishedRecordings(): number {
    return this.#finishedRecordings;
  }

  /** That many calls are bridged, or wait. */
  async isConnected(calls: number, withinMs: number): Promise<void> {
    const connected = (): number => this.bridged.length + this.waiting.length;
    await this.#until(
      () => connected() >= calls,
      withinMs,
      () => `${connected()} of ${calls} calls are connected, ${this.#calls.size} came`,
    );
  }

  /** As call control does when the agent has picked up: the music ends, and both get into a bridge. */
  async handOver(channelId: string): Promise<void> {
    await this.requests.channels.stopMoh(channelId);
    await this.#bridge(channelId);
  }

  async isEmpty(withinMs: number): Promise<void> {
    await this.#until(
      () => this.#calls.size === 0,
      withinMs,
      () => `${this.#calls.size} calls are left`,
    );
  }

  async hasRecorded(count: number, withinMs: number): Promise<void> {
    await this.#until(
      () => this.#finishedRecordings >= count,
      withinMs,
      () => `${this.#finishedRecordings} of ${count} recordings ended`,
    );
  }

  hangUpAll(): void {
    for (const { channelId } of this.#calls.values()) this.#ask(this.requests.channels.hangup(channelId));
  }

  /** Calls that come are its own; so it is from the start. */
  enter(): void {
    this.#leave = this.client.on('event', (event) => this.#onEvent(event));
  }

  /** Calls that come are another's business; the connection stays. */
  leave(): void {
    this.#leave();
  }

  close(): void {
    this.client.close();
  }

  #onEvent(event: AriEvent): void {
    switch (event.type) {
      case 'StasisStart':
        if (event.channel.name.startsWith('Snoop/')) return;
        if (event.args[0] === OUT_ARGUMENT) void this.#connect(event.channel.id.slice(outOf('').length));
        else this.#callIn(event.channel.id);
        break;
      case 'Dial': {
        const channelId = event.peer.id.slice(outOf('').length);
        if (event.dialstatus === 'RINGING' && this.#calls.has(channelId)) this.#ask(this.requests.channels.ring(channelId));
        break;
      }
      case 'ChannelDestroyed':
        this.#ended(event.channel.id);
        break;
      case 'RecordingFinished':
        this.#finishedRecordings++;
        break;
      case 'RecordingFailed':
        this.refused.push(`recording ${event.recording.name} failed: ${event.recording.cause ?? ''}`);
        this.#finishedRecordings++;
        break;
      default:
        return;
    }
    this.#look();
  }

  #callIn(channelId: string): void {
    this.#calls.set(channelId, { channelId, state: 'ringing' });
    this.#ask(
      this.requests.channels.originate({
        channelId: outOf(channelId),
        endpoint: `PJSIP/phone@${this.callsBrowsers ? BROWSERS : OUT_TRUNK}`,
        app: this.#app,
        appArgs: [OUT_ARGUMENT],
        originator: channelId,
      }),
    );
  }

  async #connect(channelId: string): Promise<void> {
    const call = this.#calls.get(channelId);
    if (!call) return;
    const { channels } = this.requests;
    try {
      await channels.answer(channelId);
      if (this.queues) {
        await channels.startMoh(channelId);
        call.state = 'waiting';
      } else await this.#bridge(channelId);
    } catch (error) {
      this.#refusedWith(error);
    }
    this.#look();
  }

  async #bridge(channelId: string): Promise<void> {
    const { bridges } = this.requests;
    // Asterisk at its best: without recordings, packets may pass below its core.
    await bridges.create(bridgeOf(channelId), undefined, ['mixing']);
    await bridges.addChannel(bridgeOf(channelId), [channelId, outOf(channelId)]);
    const call = this.#calls.get(channelId);
    if (call) call.state = 'bridged';
  }

  #ended(destroyedId: string): void {
    const isOut = destroyedId.startsWith(outOf(''));
    const channelId = isOut ? destroyedId.slice(outOf('').length) : destroyedId;
    if (!this.#calls.delete(channelId)) return;
    const { channels, bridges } = this.requests;
    this.#ask(channels.hangup(isOut ? channelId : outOf(channelId)));
    this.#ask(bridges.destroy(bridgeOf(channelId)));
  }

  #ask(request: Promise<unknown>): void {
    request.catch((error: unknown) => this.#refusedWith(error));
  }

  /** A channel or bridge that has gone by itself meanwhile (404) is no failure. */
  #refusedWith(error: unknown): void {
    if (error instanceof AriRequestError && error.status === 404) return;
    this.refused.push(error instanceof Error ? error.message : String(error));
  }

  #look(): void {
    for (const check of this.#waiting) check();
  }

  async #until(isSo: () => boolean, withinMs: number, whatIs: () => string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`after ${withinMs} ms only ${whatIs()}; ${this.refused.slice(0, 3).join('; ')}`));
      }, withinMs);
      const check = (): void => {
        if (!isSo()) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}
