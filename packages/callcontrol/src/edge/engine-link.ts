import { AriRequestError, type Channel } from '@zuoxi/ari';
import type { Clock, Ids, Logger, Timer } from '@zuoxi/kit';
import { isMessage } from '../parts/recording.ts';
import type { Directory } from '../port/directory.ts';
import type { EnginePort } from '../port/engine-port.ts';
import type { Input } from '../port/inputs.ts';
import { legByChannel } from '../world/look-up.ts';
import type { World } from '../world/world.ts';
import { CommandRunner } from './command-runner.ts';
import { arrivalOf, isLocal, isSnoop, phoneNews } from './engine-news.ts';
import { awaitedPlaybacks, awaitedRecordings } from './lost-events.ts';

export interface EngineLinkOptions {
  engine: EnginePort;
  app: string;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  world: World;
  take: (input: Input) => void;
}

const RECONCILE_MS = 10_000;

/** Of a message whose end was not heard: its file says how long it is, and there is one. */
const UNKNOWN_MS = 1000;

/** One engine as call control sees it: its commands go out here, and what it has is compared with what the world says it has. */
export class EngineLink {
  readonly engine: EnginePort;
  readonly runner: CommandRunner;
  readonly #options: EngineLinkOptions;
  #reconcile: Timer | undefined;
  #stopped = false;

  constructor(options: EngineLinkOptions) {
    this.engine = options.engine;
    this.#options = options;
    const { engine, app, clock, logger } = options;
    const isUnderWay = (id: string) => options.world.calls.has(id) || options.world.conferences.has(id);
    this.runner = new CommandRunner({ engine, app, clock, logger, isUnderWay, onFailure: options.take });
  }

  /** Takes over what is alive in the engine and ends what is not: as of `lastHeardAt`, when the engine was away since. */
  async recover(lastHeardAt?: number): Promise<void> {
    this.#reconcile?.cancel();
    this.runner.resume();
    // What waited is carried out first: a channel not yet asked for must not be taken for one that is gone.
    await this.runner.caughtUp();
    await this.#reconcileOnce('all', lastHeardAt);
  }

  keepReconciling(): void {
    this.#reconcile?.cancel();
    if (this.#stopped) return;
    this.#reconcile = this.#options.clock.setTimer(RECONCILE_MS, () => {
      this.#reconcileOnce('overdue')
        .catch((error: unknown) => this.#options.logger.warn({ err: error }, 'could not compare with the engine'))
        .finally(() => this.keepReconciling());
    });
  }

  pause(): void {
    this.#reconcile?.cancel();
    this.runner.pause();
  }

  stop(): void {
    this.#stopped = true;
    this.#reconcile?.cancel();
  }

  knows(channelId: string): boolean {
    return legByChannel(this.#options.world, channelId) !== undefined;
  }

  /** `recordings`: those to look for. */
  async #reconcileOnce(recordings: 'all' | 'overdue', lastHeardAt?: number): Promise<void> {
    const { directory, ids, take, world } = this.#options;
    const { id, requests } = this.engine;
    const [channels, endpoints] = await Promise.all([requests.channels.list(), requests.endpoints.list()]);
    for (const endpoint of endpoints) {
      const input = phoneNews(id, endpoint, directory);
      if (input) take(input);
    }
    const channelIds = new Set(channels.map((channel) => channel.id));
    take({
      type: 'engineRecovered',
      engine: id,
      channelIds,
      isBack: recordings === 'all',
      ...(lastHeardAt === undefined ? {} : { lastHeardAt }),
    });
    for (const channel of channels) {
      // A caller whose arrival was not heard (an engine that does not keep events while we are away) starts at the greeting.
      if (isUnheardCaller(channel) && !this.knows(channel.id)) take(arrivalOf(id, channel, ids.uuid()));
      // Somebody picked up and it was not heard.
      const pickedUp = channel.state === 'Up' && channel.dialplan.app_name === 'Stasis' && this.#waitsFor(channel.id);
      if (pickedUp) take({ type: 'channelUp', engine: id, channelId: channel.id });
    }
    await this.#findLostEnds(awaitedPlaybacks(world, id, channelIds), awaitedRecordings(world, id, recordings));
  }

  /** What was played or recorded and is not in the engine any more has ended, although it was not heard. */
  async #findLostEnds(playbackIds: readonly string[], recordingNames: readonly string[]): Promise<void> {
    if (playbackIds.length === 0 && recordingNames.length === 0) return;
    const { take } = this.#options;
    const { requests, recordings } = this.engine;
    // The command that starts it may still be under way. An end that was heard is news only once: events come before answers.
    await this.runner.caughtUp();
    await Promise.all([
      ...playbackIds.map(async (playbackId) => {
        if (await isGone(requests.playbacks.get(playbackId))) take({ type: 'playbackFinished', playbackId });
      }),
      ...recordingNames.map(async (name) => {
        if (isMessage(name)) {
          if (await isGone(requests.recordings.getLive(name))) take({ type: 'messageFinished', name, durationMs: UNKNOWN_MS });
          return;
        }
        // How long it is, its file says.
        if (await recordings.isOver(name).catch(() => false)) take({ type: 'recordingFinished', name, durationMs: 0 });
      }),
    ]);
  }

  /** An originated channel whose answer a call waits for. */
  #waitsFor(channelId: string): boolean {
    const { world } = this.#options;
    return legByChannel(world, channelId)?.leg.state === 'ringing';
  }
}

function isUnheardCaller(channel: Channel): boolean {
  // A call of the engine to itself is brought by whoever has made it.
  return !isSnoop(channel) && !isLocal(channel) && channel.state === 'Ring';
}

/** True when the engine says that there is no such thing; false also when it could not be asked. */
async function isGone(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return false;
  } catch (error) {
    return error instanceof AriRequestError && error.status === 404;
  }
}
