import type { G711 } from '@zuoxi/sound';
import { MediaError, type RecordingOptions, type RecordingResult } from './api.ts';
import type { AudioCodec } from './codec.ts';
import { FRAME_MS, FRAME_SAMPLES, TALK_MEAN_SQUARE } from './frame.ts';
import { RecordingFile } from './recording-file.ts';
import { CAPACITY, MAX_LATE, Timeline } from './timeline.ts';
import { Narrowing } from './transcoder.ts';

/** Late packets are waited for this long (samples) before their place is written as silence. */
const HOLD_BACK = MAX_LATE + 2 * FRAME_SAMPLES;
/** Audio is appended about this often. With `HOLD_BACK`, a killed process loses at most 0.75 s. */
const FLUSH_MS = 500;
/** Positions may run ahead of what is taken by at most this much before it is taken without waiting for the beat. */
const MAX_PENDING = 16_000;

export type RecordingEnd = RecordingResult['endedBy'];

/**
 * Writes one recording. Encoded payloads come in by `said` and `heard` from the packet path and by `frame` from the
 * mixer; `beat` (every 100 ms) moves them to the file. Nothing here waits for the disk.
 */
export class Recorder {
  readonly id: string;
  readonly #codec: G711;
  readonly #options: Omit<RecordingOptions, 'layout'>;
  readonly #layout: RecordingOptions['layout'];
  readonly #file: RecordingFile;
  readonly #left: Timeline;
  readonly #right: Timeline | undefined;
  readonly #onEnd: (result: RecordingResult) => void;
  /** Monotonic ms of position 0. */
  #origin: number;
  #taken = 0;
  #lastFlush: number;
  #pausedAt: number | undefined;
  #muted = false;
  #talkFrames = 0;
  #silentFrames = 0;
  #ended = false;
  #frameTimestamp = 0;
  #saidWide: Narrowing | undefined;
  #heardWide: Narrowing | undefined;

  /** Rejects with `MediaError('failed')` when the file cannot be made. */
  static async create(
    id: string,
    codec: G711,
    options: RecordingOptions,
    nowMs: () => number,
    onEnd: (result: RecordingResult) => void,
  ): Promise<Recorder> {
    const channels = options.layout === 'stereo' ? 2 : 1;
    try {
      const file = await RecordingFile.create(options.path, codec, channels);
      return new Recorder(id, codec, options, file, nowMs(), onEnd);
    } catch (cause) {
      throw new MediaError('failed', `recording cannot be written: ${String(cause)}`, { cause });
    }
  }

  private constructor(
    id: string,
    codec: G711,
    options: RecordingOptions,
    file: RecordingFile,
    nowMs: number,
    onEnd: (result: RecordingResult) => void,
  ) {
    this.id = id;
    this.#codec = codec;
    this.#options = options;
    this.#layout = options.layout;
    this.#file = file;
    this.#left = new Timeline(codec);
    this.#right = options.layout === 'in' ? undefined : new Timeline(codec);
    this.#origin = nowMs;
    this.#lastFlush = nowMs;
    this.#onEnd = onEnd;
  }

  get codec(): G711 {
    return this.#codec;
  }

  /** A payload the leg has sent us: left. */
  said(codec: AudioCodec, bytes: Uint8Array, start: number, end: number, timestamp: number, nowMs: number, restart: boolean): void {
    if (!this.#accepts(nowMs)) return;
    const now = this.#position(nowMs);
    if (!codec.wide) return this.#left.write(codec, bytes, start, end, timestamp, now, restart);
    this.#saidWide ??= new Narrowing(this.#codec);
    const narrow = this.#saidWide.convert(bytes, start, end);
    this.#left.write(this.#codec, narrow, 0, end - start, timestamp, now, restart);
  }

  /** A payload sent to the leg: right. */
  heard(codec: AudioCodec, bytes: Uint8Array, start: number, end: number, timestamp: number, nowMs: number): void {
    if (!this.#right || !this.#accepts(nowMs)) return;
    const now = this.#position(nowMs);
    if (!codec.wide) return this.#right.write(codec, bytes, start, end, timestamp, now, false);
    this.#heardWide ??= new Narrowing(this.#codec);
    const narrow = this.#heardWide.convert(bytes, start, end);
    this.#right.write(this.#codec, narrow, 0, end - start, timestamp, now, false);
  }

  /** A mixed frame (bridges): left, placed by the number of the clock's beat. */
  frame(bytes: Uint8Array, beat: number, nowMs: number): void {
    this.#frameTimestamp = (beat * FRAME_SAMPLES) >>> 0;
    this.said(this.#codec, bytes, 0, bytes.length, this.#frameTimestamp, nowMs, false);
  }

  dtmf(digit: string): void {
    const { terminateOn = 'none' } = this.#options;
    if (terminateOn === 'any' || terminateOn === digit) this.stop('dtmf', performance.now());
  }

  pause(nowMs: number): void {
    if (this.#pausedAt !== undefined || this.#ended) return;
    this.#collect(this.#whole(nowMs));
    this.#pausedAt = nowMs;
  }

  resume(nowMs: number): void {
    if (this.#pausedAt === undefined) return;
    this.#origin += nowMs - this.#pausedAt;
    this.#pausedAt = undefined;
    this.#left.unanchor();
    this.#right?.unanchor();
  }

  mute(on: boolean): void {
    this.#muted = on;
  }

  beat(nowMs: number): void {
    if (this.#ended) return;
    if (this.#pausedAt !== undefined) return;
    const { maxDurationMs, maxSilenceMs } = this.#options;
    if (maxDurationMs !== undefined && this.#position(nowMs) >= maxDurationMs * 8) return this.stop('max-duration', nowMs);
    if (maxSilenceMs === undefined && nowMs - this.#lastFlush < FLUSH_MS) return;
    this.#collect(this.#whole(nowMs) - HOLD_BACK);
    if (nowMs - this.#lastFlush >= FLUSH_MS) {
      this.#lastFlush = nowMs;
      this.#file.flush();
    }
    if (maxSilenceMs !== undefined && this.#silentFrames * FRAME_MS >= maxSilenceMs) this.stop('max-silence', nowMs);
  }

  /** Idempotent. */
  stop(endedBy: RecordingEnd, nowMs: number): void {
    if (this.#ended) return;
    this.#collect(this.#whole(this.#pausedAt ?? nowMs));
    this.#ended = true;
    this.#file.close().then((trouble) => {
      this.#onEnd({
        durationMs: Math.round(this.#file.frames / 8),
        lostMs: Math.round(this.#file.lostFrames / 8),
        talkingMs: this.#talkFrames * FRAME_MS,
        // What is in a file is a recording, whatever happened to the rest of it.
        endedBy: trouble?.isEmpty ? 'failed' : endedBy,
        ...(trouble === undefined ? {} : { error: trouble.problem }),
      });
    });
  }

  #accepts(nowMs: number): boolean {
    if (this.#ended || this.#muted || this.#pausedAt !== undefined) return false;
    if (this.#position(nowMs) - this.#taken > MAX_PENDING) this.#collect(this.#whole(nowMs) - HOLD_BACK);
    return true;
  }

  #position(nowMs: number): number {
    return Math.round((nowMs - this.#origin) * 8);
  }

  #whole(nowMs: number): number {
    const position = Math.floor(this.#position(nowMs) / FRAME_SAMPLES) * FRAME_SAMPLES;
    const { maxDurationMs } = this.#options;
    return maxDurationMs === undefined ? position : Math.min(position, Math.round(maxDurationMs * 8));
  }

  /** Takes everything before `to` off the timelines and hands it to the file. */
  #collect(to: number): void {
    if (to - this.#taken > CAPACITY) this.#collectAfterStandstill(to);
    const length = to - this.#taken;
    if (length <= 0) return;
    this.#taken = to;
    const stereo = this.#layout === 'stereo';
    const chunk = Buffer.allocUnsafe(length * (stereo ? 2 : 1));
    this.#left.take(to, chunk, 0, stereo ? 2 : 1);
    let voice: Uint8Array | undefined;
    if (stereo) this.#right?.take(to, chunk, 1, 2);
    else if (this.#right) {
      const right = Buffer.allocUnsafe(length);
      this.#right.take(to, right, 0, 1);
      voice = Uint8Array.from(chunk);
      this.#mix(chunk, right);
    }
    this.#listen(chunk, voice ?? chunk, stereo ? 2 : 1);
    this.#file.append(chunk);
  }

  /** We stood still (a stopped process, a machine that slept), and nobody knows what was said: neither talk nor silence of the caller. */
  #collectAfterStandstill(to: number): void {
    this.#collect(this.#taken + CAPACITY);
    const end = to - CAPACITY;
    if (end <= this.#taken) return;
    this.#left.skip(end);
    this.#right?.skip(end);
    this.#file.lose(end - this.#taken);
    this.#taken = end;
  }

  #mix(left: Uint8Array, right: Uint8Array): void {
    const { decode, encode } = this.#codec;
    for (let i = 0; i < left.length; i++) {
      const sum = (decode[left[i] ?? 0] ?? 0) + (decode[right[i] ?? 0] ?? 0);
      left[i] = encode[Math.max(-32_768, Math.min(32_767, sum)) & 0xffff] ?? 0;
    }
  }

  /** Counts talk and silence. `voice`, of the same layout but for a mono mix, holds what the leg itself says. */
  #listen(chunk: Uint8Array, voice: Uint8Array, step: number): void {
    const frameBytes = FRAME_SAMPLES * step;
    for (let at = 0; at + frameBytes <= chunk.length; at += frameBytes) {
      const legTalks = this.#isTalk(voice, at, step);
      this.#silentFrames = legTalks ? 0 : this.#silentFrames + 1;
      if (legTalks || (step === 2 && this.#isTalk(chunk, at + 1, 2)) || (voice !== chunk && this.#isTalk(chunk, at, 1))) this.#talkFrames++;
    }
  }

  /** Every second sample is enough to tell talk from silence. */
  #isTalk(bytes: Uint8Array, at: number, step: number): boolean {
    const energy = this.#codec.energy;
    let sum = 0;
    for (let i = 0; i < FRAME_SAMPLES; i += 2) sum += energy[bytes[at + i * step] ?? 0] ?? 0;
    return sum > TALK_MEAN_SQUARE * (FRAME_SAMPLES / 2);
  }
}
