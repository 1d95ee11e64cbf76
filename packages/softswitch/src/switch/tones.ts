import type { AudioSource } from '../media/api.ts';

type ToneSpec = { frequencies: readonly number[]; cadence: readonly { on: number; off: number }[] };
const tone = (frequencies: number[], ...cadence: [on: number, off: number][]): ToneSpec => ({
  frequencies,
  cadence: cadence.map(([on, off]) => ({ on, off })),
});

/** indications.conf of Asterisk, for the zones used here. China: GB 3380. */
const ZONES: Readonly<Record<string, Readonly<Record<string, ToneSpec>>>> = {
  cn: {
    dial: tone([450]),
    ring: tone([450], [1000, 4000]),
    busy: tone([450], [350, 350]),
    congestion: tone([450], [700, 700]),
    callwaiting: tone([450], [400, 4000]),
    info: tone([450], [100, 100], [100, 100], [100, 100], [400, 400]),
    record: tone([950], [400, 10000]),
  },
  us: {
    dial: tone([350, 440]),
    ring: tone([440, 480], [2000, 4000]),
    busy: tone([480, 620], [500, 500]),
    congestion: tone([480, 620], [250, 250]),
    callwaiting: tone([440], [300, 10000]),
    info: tone([950, 1400, 1800], [330, 1000]),
    record: tone([1400], [500, 15000]),
  },
};

/** `ring;tonezone=cn`. Undefined for a tone nobody knows. */
export function toneOf(text: string): AudioSource | undefined {
  const [name = '', ...options] = text.split(';');
  const zone = options.map((option) => /^tonezone=(\w+)$/.exec(option.trim())?.[1]).find((value) => value !== undefined) ?? 'cn';
  const spec = (ZONES[zone] ?? ZONES.us)?.[name.trim() === 'stutter' ? 'dial' : name.trim()];
  return spec && { kind: 'tone', ...spec };
}

export const BEEP: AudioSource = { kind: 'tone', frequencies: [1000], cadence: [] };
export const BEEP_MS = 250;
