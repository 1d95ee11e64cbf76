import { parentPort } from 'node:worker_threads';
import type { PromptKind } from '@zuoxi/contract';
import { resample, TELEPHONE_RATE } from '@zuoxi/sound';
import { decodeMp3, decodeWav, UnusableSound } from './decode-library.ts';
import type { SoundFormat } from './sound-format.ts';
import { telephoneWav } from './telephone-wav.ts';

/** `decoded`: mono samples at 8 kHz, when ffmpeg has done the rest. */
export type ConvertTask = { kind: PromptKind } & ({ decoded: Float32Array } | { bytes: Uint8Array; format: SoundFormat });
export type ConvertResult = { wav: Uint8Array } | { unusable: UnusableSound['reason'] };

/** One sound for each thread: counting through minutes of it would hold up calls in the server's own. */
parentPort?.once('message', async (task: ConvertTask) => {
  try {
    const samples = 'decoded' in task ? task.decoded : await decode(Buffer.from(task.bytes.buffer), task.format);
    post({ wav: telephoneWav(samples, task.kind) });
  } catch (error) {
    post({ unusable: error instanceof UnusableSound ? error.reason : 'notASound' });
  }
});

function post(result: ConvertResult): void {
  parentPort?.postMessage(result);
}

async function decode(bytes: Buffer, format: SoundFormat): Promise<Float32Array> {
  if (format !== 'wav' && format !== 'mp3') throw new UnusableSound('needsFfmpeg');
  const { samples, rate } = format === 'wav' ? decodeWav(bytes) : await decodeMp3(bytes);
  return resample(samples, rate, TELEPHONE_RATE);
}
