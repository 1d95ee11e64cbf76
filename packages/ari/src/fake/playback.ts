import type { Timer } from '@zuoxi/kit';
import type { Playback, PlaybackState } from '../types.ts';
import { enqueueTask, finishTask } from './channel.ts';
import { type FakeChannel, type FakeCore, FakeError, type FakeTask, type PlayableTask } from './core.ts';
import { fallSilent, talk } from './talk.ts';

export interface PlayInit {
  id: string;
  media: readonly string[];
  language: string;
}

/** A tone without an end. */
const ENDLESS = Number.POSITIVE_INFINITY;
const SAID_MS = 500;

/** How long it is heard; undefined: it cannot be played. */
function durationOf(core: FakeCore, uri: string): number | undefined {
  const colon = uri.indexOf(':');
  const rest = uri.slice(colon + 1);
  switch (uri.slice(0, colon)) {
    case 'sound': {
      const seconds = /^silence\/(\d+)$/.exec(rest)?.[1];
      return seconds ? Number(seconds) * 1000 : core.sounds.get(uri);
    }
    case 'recording': {
      const recording = core.stored.get(rest);
      return recording && recording.seconds * 1000;
    }
    case 'tone':
      return ENDLESS;
    case 'digits':
    case 'number':
    case 'characters':
      return rest.length * SAID_MS;
    default:
      return undefined;
  }
}

/**
 * One playback, as play_on_channel in res_stasis_playback.c: each of several media starts with PlaybackStarted, and
 * between them comes PlaybackContinuing.
 */
class FakePlayback implements FakeTask, PlayableTask {
  readonly #core: FakeCore;
  readonly #channel: FakeChannel;
  readonly #init: PlayInit;
  #state: PlaybackState = 'queued';
  #index = 0;
  #timer: Timer | undefined;
  #endsAt = 0;
  #leftMs = 0;

  constructor(core: FakeCore, channel: FakeChannel, init: PlayInit) {
    this.#core = core;
    this.#channel = channel;
    this.#init = init;
  }

  json(): Playback {
    const { id, media, language } = this.#init;
    const next = media[this.#index + 1];
    return {
      id,
      media_uri: media[this.#index] ?? '',
      ...(next === undefined ? {} : { next_media_uri: next }),
      target_uri: `channel:${this.#channel.id}`,
      language,
      state: this.#state,
    };
  }

  start(): void {
    this.#state = 'playing';
    this.#core.publish({ type: 'PlaybackStarted', playback: this.json() });
    const duration = durationOf(this.#core, this.#init.media[this.#index] ?? '');
    if (duration === undefined) this.#mediaEnded('failed');
    else this.#playFor(duration);
  }

  #playFor(ms: number): void {
    this.#endsAt = this.#core.clock.monotonic() + ms;
    if (this.#channel.heardBy) talk(this.#core, this.#channel.heardBy);
    if (ms !== ENDLESS) this.#timer = this.#core.clock.setTimer(ms, () => this.#mediaEnded('done'));
  }

  #mediaEnded(state: 'done' | 'failed'): void {
    if (this.#index === this.#init.media.length - 1) {
      this.#finish(state);
      return;
    }
    this.#state = 'continuing';
    this.#core.publish({ type: 'PlaybackContinuing', playback: this.json() });
    this.#index += 1;
    this.start();
  }

  #finish(state: 'done' | 'failed'): void {
    this.#timer?.cancel();
    if (!this.#core.playbacks.delete(this.#init.id)) return;
    if (this.#channel.heardBy) fallSilent(this.#core, this.#channel.heardBy);
    this.#state = state;
    this.#core.publish({ type: 'PlaybackFinished', playback: this.json() });
    finishTask(this.#channel, this);
  }

  stop(): void {
    this.#finish('done');
  }

  abandon(): void {
    this.#finish('failed');
  }

  control(operation: string): void {
    if (!['restart', 'pause', 'unpause', 'reverse', 'forward'].includes(operation)) {
      throw new FakeError(400, `Invalid operation ${operation}`);
    }
    if (this.#state !== 'playing' && this.#state !== 'paused') {
      throw new FakeError(409, `Can only ${operation} while media is playing`);
    }
    if (operation === 'pause' && this.#state === 'playing') {
      this.#state = 'paused';
      this.#timer?.cancel();
      this.#leftMs = this.#endsAt - this.#core.clock.monotonic();
    } else if (operation === 'unpause' && this.#state === 'paused') {
      this.#state = 'playing';
      this.#playFor(this.#leftMs);
    } else if (operation === 'restart') {
      this.#timer?.cancel();
      this.#state = 'playing';
      this.#playFor(durationOf(this.#core, this.#init.media[this.#index] ?? '') ?? 0);
    }
  }
}

/** The answer says `queued`; what happens then comes as events. */
export function play(core: FakeCore, channel: FakeChannel, init: PlayInit): Playback {
  if (init.media.length === 0) throw new FakeError(500, 'Failed to queue media for playback');
  const playback = new FakePlayback(core, channel, init);
  core.playbacks.set(init.id, playback);
  const answer = playback.json();
  enqueueTask(channel, playback);
  return answer;
}
