import type { AriEvent } from '@zuoxi/ari';
import { type Clock, Emitter, type Ids, type Logger, type Timer } from '@zuoxi/kit';
import { nextDeadline } from '../parts/deadlines.ts';
import type { Directory } from '../port/directory.ts';
import type { EnginePort } from '../port/engine-port.ts';
import type { Fact } from '../port/facts.ts';
import type { Input } from '../port/inputs.ts';
import { RefusedError } from '../port/refusal.ts';
import type { ServiceAnswer, ServiceRequest, Services } from '../port/services.ts';
import { step } from '../step.ts';
import type { ChangedIds } from '../world/stored.ts';
import type { World } from '../world/world.ts';
import { EngineLink } from './engine-link.ts';
import { newsOf } from './engine-news.ts';
import { allowForAbsence } from './lost-events.ts';

/** An engine that has not been heard of for so long has lost its calls: nobody talks, or waits with an agent, for ever. */
const LOST_MS = 60_000;

export interface CallControlOptions {
  /** One or several; a call lives in the one it came in by. */
  engines: readonly EnginePort[];
  /** Name of the Stasis application. */
  app: string;
  directory: Directory;
  services: Services;
  /** Its `now` never jumps (SteadyClock); `directory.wallTime` turns it into what people read. */
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** Given back after a restart; empty at first. */
  world: World;
}

/** Engines keep events for less than this while nobody listens; an older timestamp is of a clock that was set. */
const LONGEST_KEPT_MS = 60_000;

/** Agents, calls, what queues remember from call to call, callbacks and conferences that are others now, by id. */
export type Changed = ChangedIds;

export interface CallControlEvents {
  /** In order, once each. Whoever keeps the journal takes them from here. */
  facts: readonly Fact[];
  /**
   * What is stored anew, a call that is not in the world any more has ended; and `shown`: agents and queues whose picture on a screen may be
   * another one.
   */
  changed: Changed & { readonly shown: { readonly agents: ReadonlySet<string>; readonly queues: ReadonlySet<string> } };
}

/** An order has met an error that nobody has thought of. What it was about has ended; the log has it under that id. */
export class UnexpectedError extends Error {
  constructor(id: string) {
    super(`an unexpected error in call control, in the log as ${id}`);
  }
}

/** The edge of call control: takes events and orders one at a time, steps the world, and lets the engines do what follows. */
export class CallControl extends Emitter<CallControlEvents> {
  readonly world: World;
  readonly #options: CallControlOptions;
  readonly #links: ReadonlyMap<string, EngineLink>;
  /** When the next tick is due, and the timer for it. */
  #deadline: { at: number; timer: Timer } | undefined;
  /** Engines that are away, and until the world was compared with them again: none of their calls' deadlines is kept. */
  readonly #awaySince = new Map<string, number>();
  /** Engines whose news are of now; before that they may be what an engine has kept for us. */
  readonly #recovered = new Set<string>();
  /** Of engines that are away: until their calls are given up. */
  readonly #givingUp = new Map<string, Timer>();
  #stopped = false;

  constructor(options: CallControlOptions) {
    super((error, event) => options.logger.error({ err: error, event }, 'a listener of call control threw'));
    this.#options = options;
    this.world = options.world;
    this.#links = new Map(
      options.engines.map((engine) => [engine.id, new EngineLink({ ...options, engine, take: (input) => this.#take(input) })]),
    );
  }

  /** An order of a person. Throws `RefusedError` when it cannot be carried out, `UnexpectedError` when it met an error of ours. */
  order(input: Input): void {
    const problemId = this.#step(input);
    if (problemId !== undefined) throw new UnexpectedError(problemId);
  }

  /** An event of an engine. Never throws. */
  onAriEvent(engineId: string, event: AriEvent): void {
    const link = this.#link(engineId);
    // Whatever it says, the engine is back.
    link.runner.resume();
    const { directory, ids } = this.#options;
    const input = newsOf(link.engine, event, directory, () => ids.uuid());
    if (!input) return;
    if (input.type === 'callArrived' && link.knows(input.channelId)) return;
    this.#take(input, this.#recovered.has(engineId) ? undefined : this.#keptSince(engineId, event));
  }

  /** When an event happened that the engine has kept for us, by its own timestamp. */
  #keptSince(engineId: string, event: AriEvent): number {
    const now = this.#options.clock.now();
    const age = this.#options.directory.wallTime(now) - Date.parse(event.timestamp);
    const earliest = Math.max(this.#awaySince.get(engineId) ?? 0, now - LONGEST_KEPT_MS);
    return Number.isNaN(age) ? now : Math.min(now, Math.max(earliest, now - age));
  }

  /**
   * After every (re)connection, when endpoints have been pushed: takes over what is alive in the engine, ends what is
   * not, and looks again every 10 s, since an event can be lost.
   */
  async recover(engineId: string): Promise<void> {
    const link = this.#link(engineId);
    this.#endCallsOfUnknownEngines();
    const since = this.#awaySince.get(engineId);
    await link.recover(since);
    this.#recovered.add(engineId);
    if (since !== undefined) allowForAbsence(this.world, engineId, since, this.#options.clock.now());
    this.#awaySince.delete(engineId);
    this.#givingUp.get(engineId)?.cancel();
    this.#givingUp.delete(engineId);
    this.#armDeadline();
    if (!this.#stopped) link.keepReconciling();
  }

  /**
   * An engine is gone: its commands wait until it is heard of again, and until `recover` is called nothing is reconciled
   * with it and no deadline of its calls passes. A phone that could not be rung did not leave a call unanswered. After a minute its
   * calls are over; what of them is still up in it then, is hung up when it is back.
   */
  onDisconnected(engineId: string): void {
    if (!this.#awaySince.has(engineId)) this.#awaySince.set(engineId, this.#options.clock.now());
    this.#recovered.delete(engineId);
    this.#link(engineId).pause();
    if (!this.#givingUp.has(engineId) && !this.#stopped) {
      const lastHeardAt = this.#options.clock.now();
      const giveUp = this.#options.clock.setTimer(LOST_MS, () => this.#take({ type: 'engineLost', engine: engineId, lastHeardAt }));
      this.#givingUp.set(engineId, giveUp);
    }
    this.#armDeadline();
  }

  /** Stops the timers; calls go on in the engines. */
  stop(): void {
    this.#stopped = true;
    this.#deadline?.timer.cancel();
    for (const timer of this.#givingUp.values()) timer.cancel();
    for (const link of this.#links.values()) link.stop();
  }

  /** Resolves when all commands given so far have been answered, or wait for their engine to come back. */
  async settled(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.runner.settled()));
  }

  #link(engineId: string): EngineLink {
    const link = this.#links.get(engineId);
    if (!link) throw new Error(`no engine ${engineId}`);
    return link;
  }

  /** Engines that are no longer in the settings: nobody will ever hear of their calls again. */
  #endCallsOfUnknownEngines(): void {
    const held = [...this.world.calls.values(), ...this.world.conferences.values()];
    for (const engine of new Set(held.map((one) => one.engine))) {
      if (!this.#links.has(engine)) this.#take({ type: 'engineRecovered', engine, channelIds: new Set() });
    }
  }

  #take(input: Input, at?: number): void {
    try {
      this.#step(input, at);
    } catch (error) {
      if (error instanceof RefusedError) {
        this.#options.logger.info({ code: error.code, input }, 'refused');
      } else {
        this.#options.logger.error({ err: error, input }, 'a step of call control failed');
      }
    }
  }

  /** Gives the id under which an unexpected error was logged that the input itself has met. */
  #step(input: Input, at?: number): string | undefined {
    const result = step(this.world, this.#options.directory, this.#options.clock.now(), input, at);
    for (const command of result.commands) this.#links.get(command.engine)?.runner.run(command);
    if (result.facts.length > 0) this.emit('facts', result.facts);
    for (const { callId, number, request } of result.requests) void this.#ask(callId, number, request);
    const { changed, shown } = result;
    if ([...Object.values(changed), ...Object.values(shown)].some((ids) => ids.size > 0)) this.emit('changed', { ...changed, shown });
    this.#armDeadline();
    const ids = result.problems.map(({ error, about }) => this.#logProblem(error, about, input));
    return result.inputFailed ? ids[0] : undefined;
  }

  #logProblem(error: unknown, about: string, input: Input): string {
    const id = this.#options.ids.uuid();
    this.#options.logger.error({ err: error, id, about, input }, 'an unexpected error in call control has ended what it was about');
    return id;
  }

  async #ask(callId: string, number: number, request: ServiceRequest): Promise<void> {
    const answer = await this.#options.services.ask(request).catch((error: unknown): ServiceAnswer => {
      this.#options.logger.warn({ err: error, callId, ask: request.ask }, 'a service did not answer');
      return { ask: 'failed', problem: error instanceof Error ? error.message : String(error) };
    });
    if (!this.#stopped) this.#take({ type: 'serviceAnswered', callId, number, ask: request.ask, answer });
  }

  #armDeadline(): void {
    const at = this.#stopped ? undefined : nextDeadline(this.world, this.#away());
    // Most steps leave the earliest deadline as it is.
    if (this.#deadline && this.#deadline.at === at) return;
    this.#deadline?.timer.cancel();
    this.#deadline = undefined;
    if (at === undefined) return;
    const timer = this.#options.clock.setTimer(Math.max(0, at - this.#options.clock.now()), () => {
      this.#deadline = undefined;
      this.#take({ type: 'tick', away: this.#away() });
    });
    this.#deadline = { at, timer };
  }

  #away(): ReadonlySet<string> {
    return new Set(this.#awaySince.keys());
  }
}
