import { MAX_SOUND_S } from '@zuoxi/contract';
import { mixdown, TELEPHONE_RATE } from '@zuoxi/sound';
import { z } from 'zod';
import { refuseHeavy, UnusableSound } from './decode-library.ts';
import { run } from './programs.ts';
import type { SoundFormat } from './sound-format.ts';

/** Ten minutes of a usual file take two seconds; what takes longer holds up others. */
const TIME_MS = 20_000;
const LOOK_MS = 5_000;
const LOOK_BYTES = 64 * 1024;
const SAMPLE_BYTES = 4;

/**
 * Decodes a file of so many channels by ffmpeg to mono samples at 8 kHz. The file decides nothing: its format is given, it is one file and
 * neither a list nor an address (`-protocol_whitelist`), and time, memory and length are limited.
 */
export async function decodeByFfmpeg(ffmpeg: string, path: string, format: SoundFormat, channels: number): Promise<Float32Array> {
  // What cancels itself out has to be noticed; ffmpeg would make silence of it.
  const read = channels === 2 ? 2 : 1;
  const { output, code, said } = await run(
    ffmpeg,
    [
      ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-max_alloc', String(256 * 1024 * 1024)],
      ...['-protocol_whitelist', 'file,pipe', '-threads', '1', '-f', format, '-i', `file:${path}`],
      ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-t', String(MAX_SOUND_S + 1)],
      // Twice the default length of the filter: nothing above 4 kHz comes back as another tone.
      ...['-af', 'aresample=filter_size=64:cutoff=0.92', '-ac', String(read), '-ar', String(TELEPHONE_RATE), '-f', 'f32le', 'pipe:1'],
    ],
    '',
    { timeMs: TIME_MS, outputBytes: (MAX_SOUND_S + 2) * TELEPHONE_RATE * SAMPLE_BYTES * read },
  );
  const length = Math.floor(output.length / SAMPLE_BYTES / read);
  // A file that was cut off is used as far as it goes.
  if (length === 0 || code === null) throw new UnusableSound('notASound', { cause: said });
  if (length > MAX_SOUND_S * TELEPHONE_RATE) throw new UnusableSound('tooLong');
  const all = Float32Array.from({ length: length * read }, (_, i) => output.readFloatLE(i * SAMPLE_BYTES));
  return read === 1 ? all : mixdown(all, read, new Float32Array(length));
}

/** What the file says of itself: how many channels, how fast, how long. Gives the first; throws for what would take long to decode. */
export async function lookAtHeader(ffprobe: string, path: string, format: SoundFormat): Promise<number> {
  const { output } = await run(
    ffprobe,
    [
      ...['-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'file,pipe', '-max_alloc', String(64 * 1024 * 1024)],
      ...['-f', format, '-select_streams', 'a:0', '-show_entries', 'stream=channels,sample_rate,duration:format=duration'],
      ...['-of', 'json', `file:${path}`],
    ],
    '',
    { timeMs: LOOK_MS, outputBytes: LOOK_BYTES },
  );
  const { streams, format: whole } = Header.catch({ streams: [], format: {} }).parse(parsed(output.toString()));
  const [stream] = streams;
  if (!stream) throw new UnusableSound('notASound');
  refuseHeavy({ channels: stream.channels, rate: stream.sample_rate, seconds: stream.duration ?? whole.duration });
  return stream.channels;
}

const Duration = z.coerce.number().nonnegative().optional().catch(undefined);
const Header = z.object({
  streams: z.array(z.object({ channels: z.number(), sample_rate: z.coerce.number(), duration: Duration })),
  format: z.object({ duration: Duration }).default({}),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
