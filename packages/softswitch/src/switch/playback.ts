import type { Playback as AriPlayback, PlaybackState } from '@zuoxi/ari';
import type { AudioSource, MediaPlayback, PlaybackEnd, PlayOptions } from '../media/api.ts';
import { AriError } from './ari-error.ts';
import type { Bridge } from './bridge.ts';
import type { Channel, ChannelTask } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { isMediaUri, type Playable, resolveMedia } from './media-uri.ts';

export interface PlayRequest {
  id: string;
  media: readonly string[];
  language: string;
  offsetMs: number;
  skipMs: number;
}

/** Where it is heard. */
interface PlayTarget {
  uri: string;
  play(source: AudioSource, options?: PlayOptions): MediaPlayback;
  publish(event: { type: 'PlaybackStarted' | 'PlaybackContinuing' | 'PlaybackFinished'; playback: AriPlayback }): void;
}

/**
 * queued ──▶ playing ◀──▶ paused
 *               │ ▲──▶ continuing (between several media)
 *               └──▶ done, failed
 */
export class PlaybackTask implements ChannelTask {
  readonly kind = 'playback';
  readonly id: string;
  readonly #context: SwitchContext;
  readonly #target: PlayTarget;
  readonly #request: PlayRequest;
  readonly #onFinished: () => void;
  #state: PlaybackState = 'queued';
  #index = 0;
  #media: MediaPlayback | undefined;
  #stopped = false;

  constructor(context: SwitchContext, target: PlayTarget, request: PlayRequest, onFinished: () => void) {
    this.id = request.id;
    this.#context = context;
    this.#target = target;
    this.#request = request;
    this.#onFinished = onFinished;
  }

  toJson(): AriPlayback {
    const { media, language } = this.#request;
    const next = media[this.#index + 1];
    return {
      id: this.id,
      media_uri: media[this.#index] ?? '',
      ...(next === undefined ? {} : { next_media_uri: next }),
      target_uri: this.#target.uri,
      language,
      state: this.#state,
    };
  }

  async run(): Promise<void> {
    const { media, language, offsetMs } = this.#request;
    const stores = { sounds: this.#context.sounds, recordings: this.#context.recordingFiles };
    // As play_on_channel in res_stasis_playback.c: each medium is started; what fails is passed over, unless it is the last.
    for (; !this.#stopped; this.#index++) {
      const isLast = this.#index >= media.length - 1;
      const playables = await resolveMedia(media[this.#index] ?? '', language, stores);
      if (this.#stopped) break;
      this.#state = 'playing';
      this.#target.publish({ type: 'PlaybackStarted', playback: this.toJson() });
      const end = playables ? await this.#playAll(playables, this.#index === 0 ? offsetMs : 0) : 'failed';
      if (this.#stopped || isLast || end === 'stopped') {
        this.#finish(end === 'failed' ? 'failed' : 'done');
        return;
      }
      this.#state = 'continuing';
      this.#target.publish({ type: 'PlaybackContinuing', playback: this.toJson() });
    }
    this.#finish('done');
  }

  async #playAll(playables: readonly Playable[], offsetMs: number): Promise<PlaybackEnd> {
    for (const { source, limitMs } of playables) {
      const playback = this.#target.play(source, offsetMs > 0 ? { offsetMs } : undefined);
      this.#media = playback;
      const limit = limitMs === undefined ? undefined : this.#context.clock.setTimer(limitMs, () => playback.stop());
      let end = await playback.ended;
      limit?.cancel();
      // Ended by its own limit: it was heard whole.
      if (limitMs !== undefined && end === 'stopped' && !this.#stopped) end = 'done';
      if (end !== 'done') return end;
    }
    return 'done';
  }

  #finish(state: 'done' | 'failed'): void {
    if (this.#state === 'done' || this.#state === 'failed') return;
    this.#state = state;
    this.#onFinished();
    this.#target.publish({ type: 'PlaybackFinished', playback: this.toJson() });
  }

  /** DELETE /playbacks/{id}: ends as `done`, also when it has not begun. */
  stop(): void {
    this.#stopped = true;
    if (this.#media) this.#media.stop();
    this.#finish('done');
  }

  async abandon(): Promise<void> {
    this.#stopped = true;
    this.#media?.stop();
    this.#finish('failed');
  }

  /** Throws 400 for an operation nobody knows, 409 when it is not playing. */
  control(operation: string): void {
    const skip = this.#request.skipMs;
    if (!['restart', 'pause', 'unpause', 'reverse', 'forward'].includes(operation)) throw new AriError(400, 'Invalid operation specified');
    const media = this.#media;
    if (!media || (this.#state !== 'playing' && this.#state !== 'paused')) throw new AriError(409, 'Invalid state for operation');
    if (operation === 'restart') media.restart();
    else if (operation === 'reverse') media.seek(-skip);
    else if (operation === 'forward') media.seek(skip);
    else if (operation === 'pause') {
      media.pause();
      this.#state = 'paused';
    } else {
      media.resume();
      this.#state = 'playing';
    }
  }
}

export class Playbacks {
  readonly #context: () => SwitchContext;
  readonly #tasks = new Map<string, PlaybackTask>();

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#tasks.size;
  }

  /** Throws 404. */
  get(id: string): PlaybackTask {
    const task = this.#tasks.get(id);
    if (!task) throw new AriError(404, 'Playback not found');
    return task;
  }

  #create(target: PlayTarget, request: PlayRequest): PlaybackTask {
    if (request.media.length === 0) throw new AriError(400, 'Missing parameter media');
    if (this.#tasks.has(request.id)) throw new AriError(409, 'Playback with given id already exists');
    if (!request.media.every(isMediaUri)) throw new AriError(500, 'Failed to queue media for playback');
    const task = new PlaybackTask(this.#context(), target, request, () => this.#tasks.delete(request.id));
    this.#tasks.set(request.id, task);
    return task;
  }

  onChannel(channel: Channel, request: PlayRequest): PlaybackTask {
    const context = this.#context();
    const { leg } = channel;
    if (!leg) throw new AriError(500, 'Channel has no media');
    const task = this.#create(
      {
        uri: `channel:${channel.id}`,
        play: (source, options) => {
          // As play_on_channel in res_stasis_playback.c: what is played before the answer is early media.
          if (channel.state !== 'Up') channel.driver.progress();
          return leg.play(source, options);
        },
        publish: (event) => context.channels.publish(channel, event),
      },
      request,
    );
    channel.enqueue(task);
    return task;
  }

  onBridge(bridge: Bridge, request: PlayRequest): PlaybackTask {
    const context = this.#context();
    const task = this.#create(
      {
        uri: `bridge:${bridge.id}`,
        play: (source, options) => bridge.media.play(source, options),
        publish: (event) => context.apps.publish(event, { bridges: [bridge.id] }),
      },
      request,
    );
    bridge.tasks.add(task);
    void task.run().finally(() => bridge.tasks.delete(task));
    return task;
  }
}
