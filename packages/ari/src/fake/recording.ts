import type { Timer } from '@zuoxi/kit';
import type { LiveRecording, RecordingState } from '../types.ts';
import { enqueueTask, finishTask } from './channel.ts';
import { type FakeChannel, type FakeCore, FakeError, type FakeTask, type RecordableTask } from './core.ts';

export interface RecordInit {
  name: string;
  format: string;
  maxDurationSeconds: number;
  ifExists: string;
  terminateOn: string;
}

/** One recording, as record_file in res_stasis_recording.c: `queued ──▶ recording ◀──▶ paused ──▶ done, failed`. */
class FakeRecording implements FakeTask, RecordableTask {
  readonly #core: FakeCore;
  readonly #channel: FakeChannel;
  readonly #init: RecordInit;
  #state: RecordingState = 'queued';
  #startedAt: number | undefined;
  #pausedAt: number | undefined;
  #pausedMs = 0;
  #seconds: number | undefined;
  #limit: Timer | undefined;

  constructor(core: FakeCore, channel: FakeChannel, init: RecordInit) {
    this.#core = core;
    this.#channel = channel;
    this.#init = init;
  }

  json(cause?: string): LiveRecording {
    return {
      name: this.#init.name,
      format: this.#init.format,
      state: this.#state,
      target_uri: `channel:${this.#channel.id}`,
      ...(this.#seconds === undefined ? {} : { duration: this.#seconds }),
      ...(cause === undefined ? {} : { cause }),
    };
  }

  start(): void {
    if (this.#channel.bridge) {
      this.#state = 'failed';
      this.#core.recordings.delete(this.#init.name);
      this.#core.publish({ type: 'RecordingFailed', recording: this.json('Cannot record channel while in bridge') });
      finishTask(this.#channel, this);
      return;
    }
    this.#state = 'recording';
    this.#startedAt = this.#core.clock.monotonic();
    const { maxDurationSeconds } = this.#init;
    if (maxDurationSeconds > 0) this.#limit = this.#core.clock.setTimer(maxDurationSeconds * 1000, () => this.stop());
    this.#core.publish({ type: 'RecordingStarted', recording: this.json() });
  }

  stop(): void {
    this.#finish(true);
  }

  cancel(): void {
    this.#finish(false);
  }

  abandon(): void {
    this.#finish(this.#startedAt !== undefined);
  }

  pause(on: boolean): void {
    if (this.#startedAt === undefined) throw new FakeError(409, 'Recording not in session');
    const now = this.#core.clock.monotonic();
    if (on) this.#pausedAt ??= now;
    else if (this.#pausedAt !== undefined) {
      this.#pausedMs += now - this.#pausedAt;
      this.#pausedAt = undefined;
    }
    this.#state = on ? 'paused' : 'recording';
  }

  #finish(keep: boolean): void {
    if (!this.#core.recordings.delete(this.#init.name)) return;
    this.#limit?.cancel();
    const now = this.#core.clock.monotonic();
    const recordedMs = (this.#pausedAt ?? now) - (this.#startedAt ?? now) - this.#pausedMs;
    this.#seconds = Math.floor(recordedMs / 1000);
    this.#state = 'done';
    if (keep) {
      const before = this.#init.ifExists === 'append' ? (this.#core.stored.get(this.#init.name)?.seconds ?? 0) : 0;
      this.#core.stored.set(this.#init.name, { format: this.#init.format, seconds: before + this.#seconds });
    }
    this.#core.publish({ type: 'RecordingFinished', recording: this.json() });
    finishTask(this.#channel, this);
  }
}

/** The order of the checks is that of ast_ari_channels_record. */
export function record(core: FakeCore, channel: FakeChannel, init: RecordInit): LiveRecording {
  if (!['none', 'any', '*', '#'].includes(init.terminateOn)) throw new FakeError(400, 'terminateOn invalid');
  if (!['fail', 'overwrite', 'append'].includes(init.ifExists)) throw new FakeError(400, 'ifExists invalid');
  if (init.format !== 'wav') throw new FakeError(422, 'specified format is unknown on this system');
  if (init.name === '') throw new FakeError(400, 'Missing parameter name');
  if (init.name.split('/').includes('..')) throw new FakeError(400, 'Recording name invalid');
  if (core.recordings.has(init.name) || (init.ifExists === 'fail' && core.stored.has(init.name))) {
    throw new FakeError(409, `Recording '${init.name}' already exists and can not be overwritten`);
  }
  const recording = new FakeRecording(core, channel, init);
  core.recordings.set(init.name, recording);
  const answer = recording.json();
  enqueueTask(channel, recording);
  return answer;
}

/** A channel that records joins no bridge (rule_recording). */
export function isRecording(core: FakeCore, channel: FakeChannel): boolean {
  return [...core.recordings.values()].some((task) => task instanceof FakeRecording && channel.tasks.includes(task));
}
