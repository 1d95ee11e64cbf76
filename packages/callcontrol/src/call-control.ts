import { type AriEvent, AriRequestError, type AriRequests } from '@zuoxi/ari';
import { type Clock, Emitter, type Ids, type Logger, type Timer } from '@zuoxi/kit';
import { CommandRunner } from './command-runner.ts';
import type { Directory } from './directory.ts';
import { arrivalOf, isSnoop, newsOf, phoneNews } from './engine-news.ts';
import type { Fact } from './facts.ts';
import { type Input, RefusedError } from './inputs.ts';
import { allowForAbsence, awaitedPlaybacks, awaitedRecordings } from './lost-events.ts';
import { nextDeadline, step } from './step.ts';
import type { World } from './world.ts';

export interface CallControlOptions {
  requests: AriRequests;
  /** Name of the Stasis application. */
  app: string;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** Given back after a restart; empty at first. */
  world: World;
}

export interface CallControlEvents {
  /** In order, once each. Whoever keeps the journal takes them from here. */
  facts: readonly Fact[];
  /** Agents and calls to look at again; a call that is not in the world any more has ended. */
  changed: { agents: ReadonlySet<string>; calls: ReadonlySet<string> };
}

const RECONCILE_MS = 10_000;

/** The edge of call control: takes events and orders one at a time, steps the world, and lets the engine do what follows. */
export class CallControl extends Emitter<CallControlEvents> {
  readonly world: World;
  readonly #options: CallControlOptions;
  readonly #runner: CommandRunner;
  #deadline: Timer | undefined;
  #reconcile: Timer | undefined;
  /** While the engine is away, and until the world was compared with it again: no deadline is kept. */
  #awaySince: number | undefined;
  #stopped = false;

  constructor(options: CallControlOptions) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of call control threw'));
    this.#options = options;
    this.world = options.world;
    this.#runner = new CommandRunner({
      requests: options.requests,
      app: options.app,
      logger: options.logger,
      onFailure: (input) => this.#take(input),
    });
  }

  /** An order of a person. Throws `RefusedError` when it cannot be carried out. */
  order(input: Input): void {
    this.#step(input);
  }

  /** An event of the engine. Never throws. */
  onAriEvent(event: AriEvent): void {
    // Whatever it says, the engine is back.
    this.#runner.resume();
    const { directory, ids } = this.#options;
    const input = newsOf(event, directory, () => ids.uuid());
    if (!input) return;
    if (input.type === 'callArrived' && this.#knows(input.channelId)) return;
    this.#take(input);
  }

  /**
   * After every (re)connection, when endpoints have been pushed: takes over what is alive in the engine, ends what is
   * not, and looks again every 10 s, since an event can be lost.
   */
  async recover(): Promise<void> {
    this.#reconcile?.cancel();
    this.#runner.resume();
    // What waited is carried out first: a channel not yet asked for must not be taken for one that is gone.
    await this.#runner.caughtUp();
    await this.#reconcileOnce('all');
    if (this.#awaySince !== undefined) allowForAbsence(this.world, this.#awaySince, this.#options.clock.now());
    this.#awaySince = undefined;
    this.#armDeadline();
    this.#scheduleReconcile();
  }

  /**
   * The engine is gone: commands wait until it is heard of again, and until `recover` is called nothing is reconciled and
   * no deadline passes. A phone that could not be rung did not leave a call unanswered.
   */
  onDisconnected(): void {
    this.#awaySince ??= this.#options.clock.now();
    this.#deadline?.cancel();
    this.#reconcile?.cancel();
    this.#runner.pause();
  }

  /** Stops the timers; calls go on in the engine. */
  stop(): void {
    this.#stopped = true;
    this.#deadline?.cancel();
    this.#reconcile?.cancel();
  }

  /** Resolves when all commands given so far have been answered, or wait for the engine to come back. */
  settled(): Promise<void> {
    return this.#runner.settled();
  }

  #take(input: Input): void {
    try {
      this.#step(input);
    } catch (error) {
      if (error instanceof RefusedError) {
        this.#options.logger.info({ code: error.code, input }, 'refused');
      } else {
        this.#options.logger.error({ err: error, input }, 'a step of call control failed');
      }
    }
  }

  #step(input: Input): void {
    const result = step(this.world, this.#options.directory, this.#options.clock.now(), input);
    for (const command of result.commands) this.#runner.run(command);
    if (result.facts.length > 0) this.emit('facts', result.facts);
    if (result.touchedAgents.size > 0 || result.touchedCalls.size > 0) {
      this.emit('changed', { agents: result.touchedAgents, calls: result.touchedCalls });
    }
    this.#armDeadline();
  }

  #armDeadline(): void {
    this.#deadline?.cancel();
    this.#deadline = undefined;
    const at = nextDeadline(this.world);
    if (at === undefined || this.#stopped || this.#awaySince !== undefined) return;
    this.#deadline = this.#options.clock.setTimer(Math.max(0, at - this.#options.clock.now()), () => this.#take({ type: 'tick' }));
  }

  #knows(channelId: string): boolean {
    for (const call of this.world.calls.values()) {
      if (call.customerChannelId === channelId || call.agentChannelId === channelId) return true;
    }
    return false;
  }

  /** `recordings`: those to look for. */
  async #reconcileOnce(recordings: 'all' | 'overdue'): Promise<void> {
    const { requests, directory, ids } = this.#options;
    const [channels, endpoints] = await Promise.all([requests.channels.list(), requests.endpoints.list()]);
    for (const endpoint of endpoints) {
      const input = phoneNews(endpoint, directory);
      if (input) this.#take(input);
    }
    const channelIds = new Set(channels.map((channel) => channel.id));
    this.#take({ type: 'engineRecovered', channelIds });
    for (const channel of channels) {
      // A caller whose arrival was not heard (an engine that does not keep events while we are away) starts at the greeting.
      const unheard = !isSnoop(channel) && channel.state === 'Ring' && !this.#knows(channel.id);
      if (unheard) this.#take(arrivalOf(channel, ids.uuid()));
      // Somebody picked up and it was not heard.
      const pickedUp = channel.state === 'Up' && channel.dialplan.app_name === 'Stasis' && this.#waitsFor(channel.id);
      if (pickedUp) this.#take({ type: 'channelUp', channelId: channel.id });
    }
    await this.#findLostEnds(awaitedPlaybacks(this.world, channelIds), awaitedRecordings(this.world, recordings));
  }

  /** What was played or recorded and is not in the engine any more has ended, although it was not heard. */
  async #findLostEnds(playbackIds: readonly string[], recordingNames: readonly string[]): Promise<void> {
    if (playbackIds.length === 0 && recordingNames.length === 0) return;
    const { playbacks, recordings } = this.#options.requests;
    // The command that starts it may still be under way. An end that was heard is news only once: events come before answers.
    await this.#runner.caughtUp();
    await Promise.all([
      ...playbackIds.map(async (playbackId) => {
        if (await isGone(playbacks.get(playbackId))) this.#take({ type: 'playbackFinished', playbackId });
      }),
      ...recordingNames.map(async (name) => {
        // How long it is, its file says.
        if (await isGone(recordings.getLive(name))) this.#take({ type: 'recordingFinished', name, durationMs: 0 });
      }),
    ]);
  }

  /** An originated channel whose answer a call waits for. */
  #waitsFor(channelId: string): boolean {
    for (const call of this.world.calls.values()) {
      if (call.offer?.channelId === channelId) return true;
      if (call.phase === 'callingAgent' && call.agentChannelId === channelId) return true;
      if (call.phase === 'dialling' && call.customerChannelId === channelId) return true;
    }
    return false;
  }

  #scheduleReconcile(): void {
    this.#reconcile?.cancel();
    if (this.#stopped) return;
    this.#reconcile = this.#options.clock.setTimer(RECONCILE_MS, () => {
      this.#reconcileOnce('overdue')
        .catch((error: unknown) => this.#options.logger.warn({ err: error }, 'could not compare with the engine'))
        .finally(() => this.#scheduleReconcile());
    });
  }
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
