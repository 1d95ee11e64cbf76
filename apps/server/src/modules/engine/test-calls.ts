import type { AriEvent } from '@zuoxi/ari';
import { cause as q850 } from '@zuoxi/ari';
import type { Clock, Ids, Logger, Timer } from '@zuoxi/kit';
import { channelOfEvent } from './channel-of-event.ts';
import type { ConnectedEngine } from './connected-engine.ts';

export interface TestCallResult {
  outcome: 'answered' | 'failed';
  /** Seconds from dialling to the answer or the failing. */
  seconds: number;
  /** ITU-T Q.850 value of a call that failed. */
  cause: number | null;
}

export interface TestCall {
  /** `PJSIP/10000@trunk-…` */
  endpoint: string;
  callerId: string;
}

interface Running {
  engine: ConnectedEngine;
  channelId: string;
  startedAt: number;
  isAnswered: boolean;
  timer: Timer;
  tell(result: TestCallResult): void;
}

const RING_S = 30;
/** The engine gives up ringing by itself; this is the guard behind it. */
const GUARD_MS = 5000;
const LISTEN_MS = 10_000;
const SOUND = 'sound:zuoxi/zh/greeting';
const PREFIX = 'trunktest-';

/**
 * Calls that only ask whether a trunk works: dialled, greeted for ten seconds when answered, hung up. They are nobody's
 * calls: call control does not hear of them, and no record is kept but the audit entry.
 */
export class TestCalls {
  readonly #running = new Map<string, Running>();
  readonly #options: { app: string; clock: Clock; ids: Ids; logger: Logger };

  constructor(options: { app: string; clock: Clock; ids: Ids; logger: Logger }) {
    this.#options = options;
  }

  /** Resolves when it is answered, or has failed. */
  async call(engine: ConnectedEngine, { endpoint, callerId }: TestCall): Promise<TestCallResult> {
    const { app, clock, ids } = this.#options;
    const channelId = `${PREFIX}${ids.uuid()}`;
    const result = Promise.withResolvers<TestCallResult>();
    const timer = clock.setTimer(RING_S * 1000 + GUARD_MS, () => this.#end(channelId, q850.noAnswer));
    this.#running.set(channelId, { engine, channelId, startedAt: clock.monotonic(), isAnswered: false, timer, tell: result.resolve });
    try {
      await engine.requests.channels.originate({
        channelId,
        endpoint,
        app,
        appArgs: ['leg'],
        timeoutS: RING_S,
        formats: ['alaw', 'ulaw'],
        ...(callerId === '' ? {} : { callerId }),
      });
    } catch (error) {
      this.#options.logger.info({ err: error, endpoint }, 'the engine did not dial a test call');
      this.#forget(channelId, q850.failure);
    }
    return result.promise;
  }

  /** True: the event is of a test call, and nobody else's business. */
  take(event: AriEvent): boolean {
    const channelId = channelOfEvent(event);
    if (!channelId.startsWith(PREFIX)) return false;
    if (event.type === 'StasisStart') this.#answered(channelId);
    else if (event.type === 'PlaybackFinished') this.#end(channelId, q850.normalClearing);
    else if (event.type === 'ChannelDestroyed') this.#forget(channelId, event.cause);
    return true;
  }

  /** An engine is away: nothing more will be heard of its calls. */
  onDisconnected(engine: ConnectedEngine): void {
    for (const running of [...this.#running.values()]) if (running.engine === engine) this.#forget(running.channelId, q850.failure);
  }

  stop(): void {
    for (const channelId of [...this.#running.keys()]) this.#end(channelId, q850.normalClearing);
  }

  #answered(channelId: string): void {
    const running = this.#running.get(channelId);
    const { clock, ids, logger } = this.#options;
    if (!running || running.isAnswered) return;
    running.isAnswered = true;
    running.tell({ outcome: 'answered', seconds: this.#seconds(running), cause: null });
    running.timer.cancel();
    running.timer = clock.setTimer(LISTEN_MS, () => this.#end(channelId, q850.normalClearing));
    const { engine } = running;
    engine.requests.channels.play(channelId, `${PREFIX}${ids.uuid()}`, [engine.mediaUri(SOUND)]).catch((error: unknown) => {
      logger.info({ err: error, channelId }, 'a test call could not be greeted');
      this.#end(channelId, q850.normalClearing);
    });
  }

  /** Hangs up, whatever it is doing. */
  #end(channelId: string, cause: number): void {
    const running = this.#running.get(channelId);
    if (!running) return;
    this.#forget(channelId, cause);
    running.engine.requests.channels.hangup(channelId, 'normal').catch(() => {
      // It has hung up itself.
    });
  }

  #forget(channelId: string, cause: number): void {
    const running = this.#running.get(channelId);
    if (!running) return;
    this.#running.delete(channelId);
    running.timer.cancel();
    // Of an answered one it was told long ago.
    running.tell({ outcome: 'failed', seconds: this.#seconds(running), cause });
  }

  #seconds({ startedAt }: Running): number {
    return Math.round((this.#options.clock.monotonic() - startedAt) / 100) / 10;
  }
}
