import { appendFile, open, readFile, rename, rm, stat } from 'node:fs/promises';
import type { LiveRecording, RecordingState } from '@zuoxi/ari';
import { PCMA, PCMU, wavHeader, wavLayout } from '@zuoxi/sound';
import type { MediaRecording, RecordingOptions, RecordingResult } from '../media/api.ts';
import { AriError } from './ari-error.ts';
import type { Bridge } from './bridge.ts';
import type { Channel, ChannelTask } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { BEEP, BEEP_MS } from './tones.ts';

export interface RecordRequest {
  name: string;
  format: string;
  maxDurationSeconds: number;
  maxSilenceSeconds: number;
  ifExists: string;
  beep: boolean;
  terminateOn: string;
}

interface RecordTarget {
  uri: string;
  /** Why it cannot be recorded now; undefined: it can. */
  refusal(): string | undefined;
  start(options: Omit<RecordingOptions, 'layout'>): Promise<MediaRecording>;
  beep(): Promise<unknown>;
  publish(event: { type: 'RecordingStarted' | 'RecordingFinished' | 'RecordingFailed'; recording: LiveRecording }): void;
}

/** A hang-up waits this long for the last bytes of a recording; then it goes on without. */
const CLOSE_MS = 3_000;

/** queued ──▶ recording ◀──▶ paused ──▶ done, failed, canceled */
export class RecordingTask implements ChannelTask {
  readonly kind = 'recording';
  readonly name: string;
  readonly #context: SwitchContext;
  readonly #target: RecordTarget;
  readonly #request: RecordRequest;
  readonly #path: string;
  readonly #onFinished: () => void;
  #state: RecordingState = 'queued';
  #media: MediaRecording | undefined;
  #cancelled = false;
  #finished: Promise<void> = Promise.resolve();
  #result: RecordingResult | undefined;

  constructor(context: SwitchContext, target: RecordTarget, request: RecordRequest, path: string, onFinished: () => void) {
    this.name = request.name;
    this.#context = context;
    this.#target = target;
    this.#request = request;
    this.#path = path;
    this.#onFinished = onFinished;
  }

  toJson(cause?: string): LiveRecording {
    const seconds = (ms: number): number => Math.round(ms / 1000);
    const result = this.#result;
    return {
      name: this.name,
      format: this.#request.format,
      state: this.#state,
      target_uri: this.#target.uri,
      ...(result
        ? {
            duration: seconds(result.durationMs),
            talking_duration: seconds(result.talkingMs),
            silence_duration: seconds(Math.max(0, result.durationMs - result.talkingMs)),
            ...(result.lostMs > 0 ? { lost_duration: result.lostMs / 1000 } : {}),
          }
        : {}),
      ...(cause === undefined ? {} : { cause }),
    };
  }

  run(): Promise<void> {
    this.#finished = this.#record();
    return this.#finished;
  }

  async #record(): Promise<void> {
    const { maxDurationSeconds, maxSilenceSeconds, terminateOn, beep, ifExists } = this.#request;
    const refusal = this.#target.refusal();
    if (refusal !== undefined) {
      this.#end('failed', refusal);
      return;
    }
    try {
      if (beep) await this.#target.beep();
      if (this.#cancelled) {
        this.#end('canceled');
        return;
      }
      const path = ifExists === 'append' ? `${this.#path}.append` : this.#path;
      this.#media = await this.#target.start({
        path,
        ...(maxDurationSeconds > 0 ? { maxDurationMs: maxDurationSeconds * 1000 } : {}),
        ...(maxSilenceSeconds > 0 ? { maxSilenceMs: maxSilenceSeconds * 1000 } : {}),
        ...(terminateOn === 'any' || terminateOn === '*' || terminateOn === '#' ? { terminateOn } : {}),
      });
      this.#state = 'recording';
      this.#target.publish({ type: 'RecordingStarted', recording: this.toJson() });
      if (this.#cancelled) this.#media.stop();
      this.#result = await this.#media.ended;
      if (this.#cancelled) {
        await rm(path, { force: true });
        this.#end('canceled');
      } else if (this.#result.endedBy === 'failed') this.#end('failed', this.#result.error ?? 'recording failed');
      else {
        if (ifExists === 'append') await appendWav(this.#path, path);
        this.#end('done');
      }
    } catch (error) {
      this.#context.logger.warn({ err: error, recording: this.name }, 'a recording failed');
      this.#end('failed', error instanceof Error ? error.message : 'recording failed');
    }
  }

  #end(state: 'done' | 'failed' | 'canceled', cause?: string): void {
    if (this.#state === 'done' || this.#state === 'failed' || this.#state === 'canceled') return;
    this.#state = state;
    this.#onFinished();
    this.#target.publish({ type: state === 'failed' ? 'RecordingFailed' : 'RecordingFinished', recording: this.toJson(cause) });
  }

  /** Ends it and keeps the file. Resolves when the file is whole. */
  async stop(): Promise<void> {
    if (this.#media) this.#media.stop();
    else this.#cancelled = true;
    await this.#finished;
  }

  /** Ends it and throws the file away. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    this.#media?.stop();
    await this.#finished;
  }

  async abandon(): Promise<void> {
    if (this.#state === 'queued' && !this.#media) this.#cancelled = true;
    const { clock } = this.#context;
    let release = (): void => {};
    const late = new Promise<void>((resolve) => {
      release = resolve;
    });
    const timer = clock.setTimer(CLOSE_MS, release);
    this.#media?.stop();
    await Promise.race([this.#finished, late]);
    timer.cancel();
    this.#end(this.#media ? 'done' : 'canceled');
  }

  pause(on: boolean): void {
    if (!this.#media) throw new AriError(409, 'Recording not in session');
    if (on) this.#media.pause();
    else this.#media.resume();
    this.#state = on ? 'paused' : 'recording';
  }

  mute(on: boolean): void {
    if (!this.#media) throw new AriError(409, 'Recording not in session');
    this.#media.mute(on);
  }
}

/** Joins a new take to an earlier file: both are of the recorder (media/recording-file.ts); their laws may differ. */
async function appendWav(path: string, takePath: string): Promise<void> {
  const takeFile = await readFile(takePath);
  const take = wavLayout(takeFile);
  const before = wavLayout((await readFile(path).catch(() => undefined)) ?? Buffer.alloc(0));
  if (!before) {
    await rename(takePath, path);
    return;
  }
  if (take?.channels !== before.channels) throw new Error('a recording in stereo cannot be joined to one that is not');
  const sound = takeFile.subarray(take.dataAt);
  const { toOther } = take.format === PCMA.wavFormat ? PCMA : PCMU;
  await appendFile(path, take.format === before.format ? sound : sound.map((code) => toOther[code] ?? 0));
  const channels = before.channels === 2 ? 2 : 1;
  const header = wavHeader({ format: before.format ?? PCMA.wavFormat, channels }, ((await stat(path)).size - before.dataAt) / channels);
  const file = await open(path, 'r+');
  try {
    await file.write(header, 0, header.length, 0);
  } finally {
    await file.close();
  }
  await rm(takePath, { force: true });
}

export class Recordings {
  readonly #context: () => SwitchContext;
  readonly #live = new Map<string, RecordingTask>();

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#live.size;
  }

  /** Throws 404. */
  get(name: string): RecordingTask {
    const task = this.#live.get(name);
    if (!task) throw new AriError(404, 'Recording not found');
    return task;
  }

  async #create(target: RecordTarget, request: RecordRequest): Promise<RecordingTask> {
    const context = this.#context();
    if (request.name === '') throw new AriError(400, 'Missing parameter name');
    if (request.maxDurationSeconds < 0) throw new AriError(400, 'max_duration_seconds cannot be negative');
    if (request.maxSilenceSeconds < 0) throw new AriError(400, 'max_silence_seconds cannot be negative');
    if (!['none', 'any', '*', '#'].includes(request.terminateOn)) throw new AriError(400, 'terminateOn invalid');
    if (!['fail', 'overwrite', 'append'].includes(request.ifExists)) throw new AriError(400, 'ifExists invalid');
    if (request.format !== 'wav') throw new AriError(422, 'specified format is unknown on this system');
    if (context.recordingFiles.pathOf(request.name) === undefined) throw new AriError(400, 'Recording name invalid');
    const taken = (): AriError => new AriError(409, `Recording '${request.name}' already exists and can not be overwritten`);
    if (this.#live.has(request.name)) throw taken();
    if (request.ifExists === 'fail' && (await context.recordingFiles.find(request.name))) throw taken();
    const path = await context.recordingFiles.prepare(request.name);
    if (this.#live.has(request.name)) throw taken();
    const task = new RecordingTask(context, target, request, path, () => this.#live.delete(request.name));
    this.#live.set(request.name, task);
    return task;
  }

  /** Gives what is answered; its events follow. A plain channel: what it says. A snoop that spies both ways: stereo, what the target says on the left, what it hears on the right. */
  async onChannel(channel: Channel, request: RecordRequest): Promise<LiveRecording> {
    const context = this.#context();
    const { leg } = channel;
    if (!leg) throw new AriError(500, 'Channel has no media');
    const layout = channel.snoopTarget !== undefined && channel.snoopSpy === 'both' ? 'stereo' : 'in';
    const task = await this.#create(
      {
        uri: `channel:${channel.id}`,
        // record_file in res_stasis_recording.c
        refusal: () => (channel.bridge ? 'Cannot record channel while in bridge' : undefined),
        start: (options) => leg.record({ ...options, layout }),
        beep: () => {
          const beep = leg.play(BEEP);
          const timer = context.clock.setTimer(BEEP_MS, () => beep.stop());
          return beep.ended.finally(() => timer.cancel());
        },
        publish: (event) => context.channels.publish(channel, event),
      },
      request,
    );
    if (channel.ending) {
      await task.abandon();
      throw new AriError(404, 'Channel not found');
    }
    const answer = task.toJson();
    channel.enqueue(task);
    return answer;
  }

  async onBridge(bridge: Bridge, request: RecordRequest): Promise<LiveRecording> {
    const context = this.#context();
    const task = await this.#create(
      {
        uri: `bridge:${bridge.id}`,
        refusal: () => undefined,
        start: (options) => bridge.media.record(options),
        beep: () => {
          const beep = bridge.media.play(BEEP);
          const timer = context.clock.setTimer(BEEP_MS, () => beep.stop());
          return beep.ended.finally(() => timer.cancel());
        },
        publish: (event) => context.apps.publish(event, { bridges: [bridge.id] }),
      },
      request,
    );
    const answer = task.toJson();
    bridge.tasks.add(task);
    void task.run().finally(() => bridge.tasks.delete(task));
    return answer;
  }
}
