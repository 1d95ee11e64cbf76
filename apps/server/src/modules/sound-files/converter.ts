import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MAX_SOUND_S, type PromptKind } from '@zuoxi/contract';
import { fail } from '../../platform/errors.ts';
import { FairQueue } from '../../platform/fair-queue.ts';
import type { ConvertResult, ConvertTask } from './convert-worker.ts';
import { UnusableSound } from './decode-library.ts';
import { decodeByFfmpeg, lookAtHeader } from './ffmpeg.ts';
import { findProgram } from './programs.ts';
import { formatOf, type SoundFormat } from './sound-format.ts';
import { telephoneSeconds } from './telephone-wav.ts';

const TIME_MS = 20_000;
/** Of one call centre: as many files as one chooses at once. */
const MOST_WAITING = 40;

/** A sound as every engine plays it. */
export interface TelephoneSound {
  /** 8 kHz, 16 bit, mono. */
  wav: Buffer;
  durationS: number;
}

export interface ConverterOptions {
  /** For files that a program has to read; emptied after each. */
  folder: string;
  /** Default: ffmpeg, where a shell finds it. */
  findFfmpeg?: () => Promise<string | undefined>;
}

/**
 * Any usual sound file to a telephone's: by ffmpeg if there is one, else WAV and MP3 by library. One at a time, of each call centre
 * in turn: of two cores one belongs to the calls.
 */
export class SoundConverter {
  readonly #folder: string;
  readonly #findFfmpeg: () => Promise<string | undefined>;
  readonly #queue = new FairQueue({ atOnce: 1, mostWaiting: MOST_WAITING });

  constructor({ folder, findFfmpeg = () => findProgram('ffmpeg') }: ConverterOptions) {
    this.#folder = folder;
    this.#findFfmpeg = findFfmpeg;
  }

  async by(): Promise<'ffmpeg' | 'library'> {
    return (await this.#findFfmpeg()) ? 'ffmpeg' : 'library';
  }

  /**
   * @param whose call centre; each has its turn
   * Rejects with `prompts.notASound`, `prompts.tooLong`, `prompts.needsFfmpeg`, or `request.throttled` when it has too many waiting.
   */
  convert(bytes: Buffer, kind: PromptKind, whose = ''): Promise<TelephoneSound> {
    return this.#queue.run(whose, () => this.#convert(bytes, kind));
  }

  async #convert(bytes: Buffer, kind: PromptKind): Promise<TelephoneSound> {
    try {
      const format = formatOf(bytes);
      if (!format) throw new UnusableSound('notASound');
      const ffmpeg = await this.#findFfmpeg();
      const task: ConvertTask = ffmpeg
        ? { kind, decoded: await this.#byFfmpeg(ffmpeg, bytes, format) }
        : // A copy of its own: it is given away.
          { kind, format, bytes: Uint8Array.from(bytes) };
      const wav = await inThread(task);
      return { wav, durationS: telephoneSeconds(wav) };
    } catch (error) {
      if (!(error instanceof UnusableSound)) throw error;
      return refuse(error);
    }
  }

  async #byFfmpeg(ffmpeg: string, bytes: Buffer, format: SoundFormat): Promise<Float32Array> {
    await mkdir(this.#folder, { recursive: true });
    const path = join(this.#folder, `${randomUUID()}.sound`);
    try {
      await writeFile(path, bytes, { mode: 0o600 });
      const ffprobe = await findProgram(join(dirname(ffmpeg), 'ffprobe'));
      // Without it the time that decoding may take is the only limit.
      const channels = ffprobe ? await lookAtHeader(ffprobe, path, format) : 1;
      return await decodeByFfmpeg(ffmpeg, path, format, channels);
    } finally {
      await rm(path, { force: true });
    }
  }
}

function refuse({ reason }: UnusableSound): never {
  if (reason === 'tooLong') fail('prompts.tooLong', { minutes: MAX_SOUND_S / 60 });
  return fail(reason === 'needsFfmpeg' ? 'prompts.needsFfmpeg' : 'prompts.notASound');
}

function inThread(task: ConvertTask): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // What a library prints about a broken file is of no use to anybody.
    const worker = new Worker(new URL('./convert-worker.ts', import.meta.url), { name: 'sound-conversion', stdout: true, stderr: true });
    // A decoder that goes round in circles on a broken file, or wants all memory, is ended.
    const timer = setTimeout(() => void worker.terminate(), TIME_MS);
    worker.once('message', (result: ConvertResult) => {
      if ('wav' in result) resolve(Buffer.from(result.wav.buffer, result.wav.byteOffset, result.wav.byteLength));
      else reject(new UnusableSound(result.unusable));
      void worker.terminate();
    });
    worker.once('error', (error) => reject(new UnusableSound('notASound', { cause: error })));
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new UnusableSound('notASound'));
    });
    worker.postMessage(
      task,
      ['decoded' in task ? task.decoded.buffer : task.bytes.buffer].filter((buffer) => buffer instanceof ArrayBuffer),
    );
  });
}
