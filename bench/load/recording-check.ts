import { readFile } from 'node:fs/promises';
import { wavLayout } from '@zuoxi/sound';
import { isWholePayload, MARK, NUMBER_AT, PAYLOAD, WINDOW_AT } from './rtp-packet.ts';

const HEADER = 12;
const NUMBER_IN_PAYLOAD = NUMBER_AT - HEADER;

export interface RecordingCheck {
  /** Packets found, both sides together. */
  packets: number;
  /** Places where more than 20 ms of one side is missing or at the wrong time. */
  gaps: number;
  /** The longest of them, or of the shorter ones. */
  longestGapMs: number;
}

/**
 * Reads a stereo A-law WAV back: every payload carries its number, so that each missing, repeated or displaced packet is
 * found. Throws when the file is not whole.
 */
export async function checkRecording(path: string): Promise<RecordingCheck> {
  const file = await readFile(path);
  const { data, channels } = readWav(file, path);
  const result: RecordingCheck = { packets: 0, gaps: 0, longestGapMs: 0 };
  for (let channel = 0; channel < channels; channel++) {
    const samples = Buffer.alloc(Math.floor(data.length / channels));
    for (let n = 0; n < samples.length; n++) samples[n] = data[n * channels + channel] ?? 0;
    checkSide(samples, result);
  }
  return result;
}

function readWav(file: Buffer, path: string): { data: Buffer; channels: number } {
  const layout = wavLayout(file);
  if (!layout) throw new Error(`${path} is no WAV, or has no audio`);
  if (file.readUInt32LE(4) + 8 !== file.length) throw new Error(`${path} is ${file.length} bytes long, its header says otherwise`);
  const { format, channels, dataAt, dataBytes } = layout;
  if (format !== 'alaw') throw new Error(`${path} is not A-law`);
  if (channels !== 2) throw new Error(`${path} has ${channels} channels`);
  return { data: file.subarray(dataAt, dataAt + dataBytes), channels };
}

/** From the first whole packet to the last: number n + 1 begins 160 samples after number n, or there is a gap. */
function checkSide(samples: Buffer, result: RecordingCheck): void {
  const mark = Buffer.alloc(WINDOW_AT - HEADER);
  mark.writeUInt32BE(MARK, 0);
  let last: { at: number; number: number } | undefined;
  for (let at = samples.indexOf(mark); at >= 0; at = samples.indexOf(mark, at + mark.length)) {
    if (!isWholePayload(samples, at)) continue;
    const number = samples.readUInt32BE(at + NUMBER_IN_PAYLOAD);
    result.packets++;
    if (last) {
      const steps = number - last.number;
      // Packets that are not there, and how far the later one is from where it belongs.
      const gap = Math.max(Math.abs(steps - 1), Math.abs(at - last.at - steps * PAYLOAD) / PAYLOAD) * 20;
      result.longestGapMs = Math.max(result.longestGapMs, gap);
      if (gap > 20) result.gaps++;
    }
    last = { at, number };
  }
}
