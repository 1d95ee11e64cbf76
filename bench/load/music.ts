import { pcmWav, sine, TELEPHONE_RATE } from '@zuoxi/sound';

const SECONDS = 10;
const HERTZ = 400;
/** Loud enough for an ear, far from the loudness of a voice (speech.ts). */
const AMPLITUDE = 3_000 / 32_767;

/** Music on hold that both engines play: 10 s of an even tone, 16-bit WAV. */
export const musicWav = (): Buffer => pcmWav(sine(HERTZ, TELEPHONE_RATE * SECONDS, 0, AMPLITUDE));
