import { AriRequestError, onceInApplication } from '@zuoxi/ari';
import { type Clock, type Logger, unreachable } from '@zuoxi/kit';
import { EARLY_BRIDGE } from '../parts/early-media.ts';
import type { Command } from '../port/commands.ts';
import type { EnginePort } from '../port/engine-port.ts';
import type { Input } from '../port/inputs.ts';

/** The app argument by which an originated channel is told from one that came in. */
export const LEG_ARG = 'leg';

/** Of one that is made before it is dialled, so that it can be heard before it is answered. */
export const EARLY_LEG_ARG = 'early';

/** Of channels made to listen. */
const SNOOP_ARG = 'snoop';

/** More than are dialled at once; then it is looked which of them are left of calls that are over. */
const MOST_OVERHEARD = 200;

/** So long a silence ends somebody's talk. */
const TALK_ENDS_MS = 600;

export interface CommandRunnerOptions {
  engine: EnginePort;
  app: string;
  clock: Clock;
  logger: Logger;
  /** Whether the call that the command is for is still under way: asked of one that has waited for its engine. */
  isUnderWay: (callId: string) => boolean;
  /** Failures come back to call control as inputs. */
  onFailure: (input: Input) => void;
}

/**
 * Carries commands out in one engine over ARI: those of one call one after the other, those of different calls side by side.
 * A request that fails because its channel has hung up is no news (ChannelDestroyed says so); any other failure is.
 */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;
  readonly #chains = new Map<string, Promise<void>>();
  /** Channels whose network is listened to before the answer, with their calls. */
  readonly #overheard = new Map<string, string>();
  /** Pending while the engine is away. */
  #away: Promise<void> | undefined;
  #back: () => void = () => {};

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
  }

  /** Resolves when every command given so far has been answered, or waits for the engine to come back. */
  async settled(): Promise<void> {
    while (this.#chains.size > 0 && !this.#away) await Promise.all(this.#chains.values());
  }

  /** Resolves when the commands that are there now have been answered. */
  async caughtUp(): Promise<void> {
    await Promise.all(this.#chains.values());
  }

  /** The engine is away: commands wait, since nothing is wrong with the phones they are for. Idempotent. */
  pause(): void {
    this.#away ??= new Promise((resolve) => {
      this.#back = resolve;
    });
  }

  resume(): void {
    this.#away = undefined;
    this.#back();
  }

  run(command: Command): void {
    const before = this.#chains.get(command.callId) ?? Promise.resolve();
    const chain = before.then(() => this.#attempt(command));
    this.#chains.set(command.callId, chain);
    void chain.then(() => {
      if (this.#chains.get(command.callId) === chain) this.#chains.delete(command.callId);
    });
  }

  async #attempt(command: Command): Promise<void> {
    for (let isRepeated = false; ; isRepeated = true) {
      const hasWaited = this.#away !== undefined;
      while (this.#away) await this.#away;
      // Its call has ended meanwhile: no phone rings for it.
      if (hasWaited && command.do === 'originate' && !this.#options.isUnderWay(command.callId)) return;
      try {
        return await this.#execute(command, isRepeated);
      } catch (error) {
        const status = error instanceof AriRequestError ? error.status : undefined;
        // The connection broke before the answer came.
        if (status === 0 && this.#away) continue;
        // Its first try had reached the engine.
        if (isRepeated && status === 409 && command.do === 'originate') return;
        return this.#failed(command, error);
      }
    }
  }

  #failed(command: Command, error: unknown): void {
    const gone = error instanceof AriRequestError && error.isGone;
    this.#options.logger[gone ? 'debug' : 'warn']({ err: error, command }, 'the engine did not carry out a command');
    switch (command.do) {
      case 'originate':
        return this.#options.onFailure({ type: 'originateFailed', channelId: command.channelId });
      case 'record':
        return this.#options.onFailure({ type: 'recordingFailed', name: command.name, problem: String(error) });
      case 'recordMessage':
        return this.#options.onFailure({ type: 'messageFailed', name: command.name, problem: String(error) });
      case 'play':
        // Call control waits for the end of what is played: without this the caller would hear silence until the deadline.
        return this.#options.onFailure({ type: 'playbackFinished', playbackId: command.playbackId });
      case 'bridge':
      case 'joinBridge': {
        // Here 400 and 422 say that a channel has hung up (find_channel_control in resource_bridges.c), and 404 that the
        // bridge is gone: nobody would hear anybody.
        const channelGone = error instanceof AriRequestError && (error.status === 400 || error.status === 422);
        if (!channelGone) this.#options.onFailure({ type: 'bridgeFailed', callId: command.callId });
        return;
      }
      default:
        return;
    }
  }

  async #execute(command: Command, isRepeated: boolean): Promise<void> {
    const { engine, app } = this.#options;
    const { requests } = engine;
    switch (command.do) {
      case 'answer':
        return requests.channels.answer(command.channelId);
      case 'ring':
        return requests.channels.ring(command.channelId);
      case 'progress':
        return requests.channels.progress(command.channelId);
      case 'play':
        await requests.channels.play(command.channelId, command.playbackId, command.media.map(engine.mediaUri));
        return;
      case 'stopPlayback':
        return requests.playbacks.stop(command.playbackId);
      case 'startMusic':
        return requests.channels.startMoh(command.channelId);
      case 'stopMusic':
        return requests.channels.stopMoh(command.channelId);
      case 'originate':
        if (command.early) return this.#dial(command, isRepeated);
        await requests.channels.originate({
          channelId: command.channelId,
          endpoint: engine.dialString(command.endpoint),
          app,
          appArgs: [LEG_ARG],
          callerId: command.callerId,
          timeoutS: command.timeoutS,
          ...(command.originator ? { originator: command.originator } : { formats: command.formats }),
          ...(Object.keys(command.variables).length > 0 ? { variables: command.variables } : {}),
        });
        return;
      case 'hangup':
        return requests.channels.hangup(command.channelId, command.reason);
      case 'bridge':
        await requests.bridges.create(command.bridgeId);
        await requests.bridges.addChannel(command.bridgeId, command.channelIds);
        return this.#joined(command.bridgeId, command.channelIds);
      case 'joinBridge':
        await requests.bridges.addChannel(command.bridgeId, [command.channelId]);
        return this.#joined(command.bridgeId, [command.channelId]);
      case 'leaveBridge':
        return requests.bridges.removeChannel(command.bridgeId, [command.channelId]);
      case 'destroyBridge':
        return requests.bridges.destroy(command.bridgeId);
      case 'record':
        return engine.recordings.start({ app, channelId: command.channelId, snoopId: command.snoopId, name: command.name });
      case 'stopRecording':
        return engine.recordings.stop({ snoopId: command.snoopId, name: command.name });
      case 'recordMessage':
        await requests.channels.record(command.channelId, {
          name: command.name,
          format: 'wav',
          maxDurationSeconds: command.longestS,
          maxSilenceSeconds: command.silenceS,
          ifExists: 'overwrite',
          beep: true,
          terminateOn: '#',
        });
        return;
      case 'stopMessage':
        return requests.recordings.stop(command.name);
      case 'tap':
        return this.#tap(command);
      case 'echo':
        return this.#echo(command);
      case 'mute':
        return command.on ? requests.channels.mute(command.channelId, 'in') : requests.channels.unmute(command.channelId, 'in');
      case 'detectTalk':
        return this.#detectTalk(command.channelId);
      case 'tellTransfer':
        return requests.channels.transferProgress(command.channelId, command.state);
      case 'dtmf':
        return requests.channels.dtmf(command.channelId, command.digits);
      default:
        return unreachable(command);
    }
  }

  /** Made first and dialled then (ARI: create, dial): a channel in the application can be put into a bridge before it is answered. */
  async #dial(command: Extract<Command, { do: 'originate' }>, isRepeated: boolean): Promise<void> {
    const { engine, app, clock } = this.#options;
    const { channels } = engine.requests;
    const { channelId, endpoint, callerId, timeoutS, originator, formats } = command;
    const variables = { ...command.variables, 'CALLERID(all)': callerId, 'CONNECTEDLINE(all,i)': callerId };
    await channels
      .create({ channelId, endpoint, app, appArgs: [EARLY_LEG_ARG], variables, ...(originator ? { originator } : { formats }) })
      .catch((error: unknown) => {
        // Its first try had reached the engine.
        if (!(isRepeated && error instanceof AriRequestError && error.status === 409)) throw error;
      });
    try {
      await onceInApplication(clock, () => channels.dial(channelId, timeoutS));
    } catch (error) {
      await channels.hangup(channelId).catch(() => {});
      throw error;
    }
    this.#overheard.set(channelId, command.callId);
    await this.#detectTalk(channelId).catch(() => {});
    if (this.#overheard.size <= MOST_OVERHEARD) return;
    for (const [id, callId] of this.#overheard) if (!this.#options.isUnderWay(callId)) this.#overheard.delete(id);
  }

  #detectTalk(channelId: string): Promise<void> {
    return this.#options.engine.requests.channels.setVariable(channelId, 'TALK_DETECT(set)', String(TALK_ENDS_MS));
  }

  /** Whoever is put into a bridge to talk was answered: their network is listened to no more. */
  async #joined(bridgeId: string, channelIds: readonly string[]): Promise<void> {
    if (bridgeId.endsWith(EARLY_BRIDGE)) return;
    const { channels } = this.#options.engine.requests;
    for (const channelId of channelIds) {
      if (this.#overheard.delete(channelId)) await channels.setVariable(channelId, 'TALK_DETECT(remove)', '').catch(() => {});
    }
  }

  async #tap({ bridgeId, channelId, snoopId, targetChannelId }: Extract<Command, { do: 'tap' }>): Promise<void> {
    const { engine, app } = this.#options;
    const { bridges, channels } = engine.requests;
    await Promise.all([
      bridges.create(bridgeId),
      channels.snoop(targetChannelId, snoopId, { app, spy: 'both', whisper: 'out', appArgs: [SNOOP_ARG] }),
    ]);
    await bridges.addChannel(bridgeId, [channelId]);
    await onceInApplication(this.#options.clock, () => bridges.addChannel(bridgeId, [snoopId]));
  }

  /** Only what he says is listened to: what he hears would come back again and again. */
  async #echo({ bridgeId, channelId, snoopId }: Extract<Command, { do: 'echo' }>): Promise<void> {
    const { engine, app } = this.#options;
    const { bridges, channels } = engine.requests;
    await Promise.all([
      bridges.create(bridgeId),
      channels.snoop(channelId, snoopId, { app, spy: 'in', whisper: 'none', appArgs: [SNOOP_ARG] }),
    ]);
    await bridges.addChannel(bridgeId, [channelId]);
    await onceInApplication(this.#options.clock, () => bridges.addChannel(bridgeId, [snoopId]));
  }
}
