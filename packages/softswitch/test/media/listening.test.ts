import { describe, expect, test as plain } from 'vitest';
import { DtmfDetector } from '../../src/media/dtmf-detector.ts';
import { TalkDetector } from '../../src/media/talk-detector.ts';
import { seeded } from './impairment-relay.ts';
import { test } from './media-test.ts';
import { legOf, TestPhone, until } from './test-phone.ts';

const RATE = 8_000;
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1_209, 1_336, 1_477, 1_633];
const KEYS = '123A456B789C*0#D';

interface Press {
  key: string;
  ms: number;
  /** dB below full scale, of the row's tone. */
  level?: number;
  /** dB by which the column is stronger. */
  twist?: number;
  /** Relative error of both frequencies. */
  off?: number;
}

function press({ key, ms, level = -15, twist = 0, off = 0 }: Press): Int16Array {
  const index = KEYS.indexOf(key);
  const row = (ROWS[index >> 2] ?? 0) * (1 + off);
  const column = (COLUMNS[index & 3] ?? 0) * (1 + off);
  const low = 32_767 * 10 ** (level / 20);
  const high = low * 10 ** (twist / 20);
  return Int16Array.from({ length: Math.round((ms * RATE) / 1000) }, (_, i) =>
    Math.round(low * Math.sin((2 * Math.PI * row * i) / RATE) + high * Math.sin((2 * Math.PI * column * i) / RATE)),
  );
}

/** What is found in those sounds with so much silence around each. */
function found(parts: readonly Int16Array[], pauseMs = 60, noise = 0): { key: string; ms: number }[] {
  const keys: { key: string; ms: number }[] = [];
  const detector = new DtmfDetector((key, ms) => keys.push({ key, ms }));
  const random = seeded(9);
  const push = (samples: Int16Array): void => {
    const heard = samples.map((sample) => sample + Math.round((random() - 0.5) * 2 * noise));
    for (let at = 0; at < heard.length; at += 160) detector.push(heard.subarray(at), Math.min(160, heard.length - at));
  };
  const pause = new Int16Array((pauseMs * RATE) / 1000);
  push(pause);
  for (const part of parts) {
    push(part);
    push(pause);
  }
  detector.close();
  return keys;
}

const keysOf = (parts: readonly Int16Array[], pauseMs?: number, noise?: number): string =>
  found(parts, pauseMs, noise)
    .map(({ key }) => key)
    .join('');

describe('keys in the sound', () => {
  plain('all sixteen are found, each once, with about the length they had', () => {
    const heard = found([...KEYS].map((key) => press({ key, ms: 100 })));
    expect(heard.map(({ key }) => key).join('')).toBe(KEYS);
    for (const { ms } of heard) expect(Math.abs(ms - 100)).toBeLessThan(28);
    expect(found([press({ key: '5', ms: 2_000 })])).toMatchObject([{ key: '5' }]);
  });

  plain('presses of 40 ms with pauses of 40 ms are taken, those of 20 ms are not (Q.24)', () => {
    expect(
      keysOf(
        [...'1590'].map((key) => press({ key, ms: 40 })),
        40,
      ),
    ).toBe('1590');
    expect(keysOf([...'1590'].map((key) => press({ key, ms: 20 })))).toBe('');
    expect(keysOf([press({ key: '7', ms: 50 }), press({ key: '7', ms: 50 })], 40)).toBe('77');
  });

  plain('an interruption of 10 ms does not make two of one (Q.24)', () => {
    expect(keysOf([Int16Array.of(...press({ key: '3', ms: 80 }), ...new Int16Array(80), ...press({ key: '3', ms: 80 }))])).toBe('3');
  });

  plain('frequencies off by 1.5 % are taken, by 3.5 % are not (Q.24)', () => {
    for (const off of [-0.015, 0.015]) expect(keysOf([...KEYS].map((key) => press({ key, ms: 100, off })))).toBe(KEYS);
    for (const off of [-0.035, 0.035]) expect(keysOf([...KEYS].map((key) => press({ key, ms: 100, off })))).toBe('');
  });

  plain('levels from −3 to −30 dB and unequal tones are taken, too much inequality is not (Q.24)', () => {
    for (const level of [-7, -20, -30]) expect(keysOf([...KEYS].map((key) => press({ key, ms: 100, level })))).toBe(KEYS);
    for (const twist of [-7, 3.5]) expect(keysOf([...KEYS].map((key) => press({ key, ms: 100, level: -12, twist })))).toBe(KEYS);
    for (const twist of [-11, 7]) expect(keysOf([...KEYS].map((key) => press({ key, ms: 100, level: -15, twist })))).toBe('');
    expect(keysOf([press({ key: '5', ms: 200, level: -55 })])).toBe('');
  });

  plain('noise 18 dB below does not hide them', () => {
    expect(
      keysOf(
        [...KEYS].map((key) => press({ key, ms: 100, level: -15 })),
        60,
        1_200,
      ),
    ).toBe(KEYS);
  });

  plain('speech, music, noise and the tones of the network are none', () => {
    const random = seeded(4);
    const minutes = 3 * 60 * RATE;
    let phase = 0;
    const speech = Int16Array.from({ length: minutes }, (_, i) => {
      const t = i / RATE;
      phase += (2 * Math.PI * (150 + 60 * Math.sin(2 * Math.PI * 0.7 * t) + 20 * Math.sin(2 * Math.PI * 5 * t))) / RATE;
      let sum = 0;
      const formant = 700 + 400 * Math.sin(2 * Math.PI * 1.1 * t);
      for (let k = 1; k < 20; k++) sum += Math.sin(k * phase) / (1 + Math.abs(k * 150 - formant) / 200);
      return Math.round(sum * 3_000 * (0.5 + 0.5 * Math.sin(2 * Math.PI * 3 * t)));
    });
    const noise = Int16Array.from({ length: minutes }, () => Math.round((random() - 0.5) * 30_000));
    const notes = [262, 330, 392, 523, 659, 784, 880, 988, 1_175, 1_319];
    let chord: number[] = [];
    const music = Int16Array.from({ length: minutes }, (_, i) => {
      if (i % 2_000 === 0) chord = [0, 1, 2].map(() => notes[Math.floor(random() * notes.length)] ?? 440);
      return Math.round(
        chord.reduce((sum, f) => sum + Math.sin((2 * Math.PI * f * i) / RATE) + 0.4 * Math.sin((4 * Math.PI * f * i) / RATE), 0) * 4_000,
      );
    });
    const tones = [[350, 440], [440, 480], [480, 620], [450], [425], [1_100], [2_100], [950, 1_400]].map((frequencies) =>
      Int16Array.from({ length: 4_000 }, (_, i) =>
        Math.round(frequencies.reduce((sum, f) => sum + Math.sin((2 * Math.PI * f * i) / RATE), 0) * 6_000),
      ),
    );
    expect({ speech: keysOf([speech]), noise: keysOf([noise]), music: keysOf([music]), tones: keysOf(tones) }).toEqual({
      speech: '',
      noise: '',
      music: '',
      tones: '',
    });
  });
});

describe('talk', () => {
  const loud = Int16Array.from({ length: 160 }, (_, i) => (i % 2 ? 2_000 : -2_000));
  const quiet = Int16Array.from({ length: 160 }, (_, i) => (i % 2 ? 100 : -100));

  function story(parts: readonly [Int16Array, number][], options = { silenceMs: 1_000, threshold: 256 }): string[] {
    const told: string[] = [];
    let now = 0;
    const detector = new TalkDetector(options, (talking, ms) => told.push(talking ? `${now} begins` : `${now} ended after ${ms}`));
    for (const [frame, ms] of parts) {
      for (const end = now + ms; now < end; now += 20) detector.push(frame, 160, now);
    }
    return told;
  }

  plain('begins with the first loud frame and ends when it has been silent long enough; its length is without the silence', () => {
    expect(
      story([
        [quiet, 500],
        [loud, 2_000],
        [quiet, 3_000],
        [loud, 100],
        [quiet, 2_000],
      ]),
    ).toEqual(['500 begins', '3480 ended after 1980', '5500 begins', '6580 ended after 80']);
  });

  plain('goes on over pauses that are shorter', () => {
    expect(
      story([
        [loud, 200],
        [quiet, 900],
        [loud, 200],
        [quiet, 2_000],
      ]),
    ).toEqual(['0 begins', '2280 ended after 1280']);
  });

  plain('what is louder than silence but below the threshold is none', () => {
    expect(story([[quiet, 1_000]])).toEqual([]);
    expect(story([[quiet, 1_000]], { silenceMs: 1_000, threshold: 50 })).toEqual(['0 begins']);
  });

  plain('ends, too, when nothing comes any more', () => {
    const told: number[] = [];
    const detector = new TalkDetector({ silenceMs: 1_000, threshold: 256 }, (talking, ms) => told.push(talking ? 0 : ms));
    for (let now = 0; now < 500; now += 20) detector.push(loud, 160, now);
    detector.check(1_400);
    expect(told).toEqual([0]);
    detector.check(2_100);
    detector.check(3_000);
    expect(told).toEqual([0, 480]);
  });
});

/** A phone whose sound is `samples`, a packet each 20 ms. */
async function says(phone: TestPhone, samples: Int16Array): Promise<void> {
  const { encode } = await import('./tone-detector.ts');
  const begin = performance.now();
  for (let at = 0; at < samples.length; at += 160) {
    await until('the next packet is due', () => performance.now() >= begin + at / 8);
    phone.sendPayload(encode(samples.subarray(at, at + 160), 'PCMA'), 8);
  }
}

for (const [mode, events, reported] of [
  ['inband', true, '5#'],
  ['auto', false, '5#'],
  ['auto', true, ''],
  ['events', true, ''],
] as const) {
  test.concurrent(`dtmf ${mode}, ${events ? 'events' : 'no events'} offered: tones give "${reported}"`, async ({ studio }) => {
    const phone = await TestPhone.create();
    studio.phones.push(phone);
    const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA'], dtmf: mode });
    const sdp = events
      ? phone.sdp()
      : phone
          .sdp()
          .replace(/a=rtpmap:101.*\r\n/, '')
          .replace(/ 101\r\n/, '\r\n');
    const { answer } = await leg.acceptOffer(sdp);
    expect(answer.includes('telephone-event')).toBe(events && mode !== 'inband');
    phone.target.port = Number(/m=audio (\d+)/.exec(answer)?.[1]);
    phone.leg = leg;
    await says(
      phone,
      Int16Array.of(
        ...new Int16Array(480),
        ...press({ key: '5', ms: 100 }),
        ...new Int16Array(800),
        ...press({ key: '#', ms: 100 }),
        ...new Int16Array(800),
      ),
    );
    await until('all has arrived', async () => (await legOf(phone).stats()).packetsReceived >= 22);
    const digits = studio.events.flatMap((event) => (event.type === 'dtmf' ? [event.digit] : [])).join('');
    expect(digits).toBe(reported);
  });
}

test.concurrent('a forwarded call is listened to for talk, in G.722 as well', async ({ studio }) => {
  for (const codec of ['PCMA', 'G722'] as const) {
    const phone = await TestPhone.create(codec);
    studio.phones.push(phone);
    const leg = await phone.call(studio.engine);
    leg.detectTalk({ silenceMs: 200, threshold: 256 });
    const told = () => studio.events.flatMap((event) => (event.type.startsWith('talking') && event.legId === leg.id ? [event] : []));
    phone.say(0);
    await until('silence is heard', async () => (await leg.stats()).packetsReceived > 10);
    expect(told()).toEqual([]);
    phone.say(500);
    await until('it talks', () => told().length === 1);
    phone.say(0);
    await until('it is silent', () => told().length === 2);
    expect(told()).toMatchObject([{ type: 'talking-started' }, { type: 'talking-finished', durationMs: expect.any(Number) }]);
    leg.detectTalk(undefined);
    phone.say(500);
    const received = (await leg.stats()).packetsReceived;
    await until('it talks on', async () => (await leg.stats()).packetsReceived > received + 10);
    expect(told()).toHaveLength(2);
  }
});
