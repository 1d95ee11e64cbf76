import { RMS_0_DBM0 } from '@zuoxi/sound';

/** 20 ms at 8 kHz: the frame everything here counts in. */
export const FRAME_SAMPLES = 160;
export const FRAME_MS = 20;

/** Mean square above which a frame counts as talk: −45 dBm0. */
export const TALK_MEAN_SQUARE = (RMS_0_DBM0 * 10 ** (-45 / 20)) ** 2;
