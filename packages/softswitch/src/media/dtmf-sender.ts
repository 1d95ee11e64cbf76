import { DTMF_DIGITS } from './dtmf-receiver.ts';
import { FRAME_MS, FRAME_SAMPLES } from './frame.ts';
import { Tone } from './tone.ts';

const VOLUME = 10;
/** RFC 4733 section 2.5.1.4: the last packet is sent three times. */
const END_PACKETS = 3;
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYPAD = '123A456B789C*0#D';

interface Press {
  event: number;
  frames: number;
  gapFrames: number;
  done: () => void;
}

/** What a leg does in one 20 ms frame while keys are sent to it. */
export type DtmfStep =
  /** RFC 4733 packets to send now, all with the timestamp of the event's begin. */
  | { kind: 'event'; payload: Uint8Array; copies: number; begin: boolean; ends: number }
  /** In-band, for a party that did not agree to events. */
  | { kind: 'tone'; samples: Int16Array }
  | { kind: 'gap' };

/** Sends key presses one after the other, a step each 20 ms. */
export class DtmfSender {
  readonly #queue: Press[] = [];
  #frame = 0;
  #tone: Tone | undefined;

  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** Resolves when all are sent or the sender is closed. Characters that are no keys are skipped. */
  send(digits: string, durationMs: number, gapMs: number): Promise<void> {
    const events = [...digits.toUpperCase()].map((d) => DTMF_DIGITS.indexOf(d)).filter((event) => event >= 0);
    if (events.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      events.forEach((event, index) => {
        const frames = Math.max(2, Math.min(400, Math.round(durationMs / FRAME_MS)));
        const gapFrames = Math.max(1, Math.round(gapMs / FRAME_MS));
        this.#queue.push({ event, frames, gapFrames, done: index === events.length - 1 ? resolve : () => {} });
      });
    });
  }

  /** Undefined when there is nothing to send. */
  step(asEvents: boolean, wide: boolean): DtmfStep | undefined {
    const press = this.#queue[0];
    if (!press) return undefined;
    const frame = this.#frame++;
    if (frame < press.frames) {
      if (!asEvents) return { kind: 'tone', samples: this.#toneOf(press.event).next(wide) };
      const last = frame === press.frames - 1;
      const duration = (frame + 1) * FRAME_SAMPLES;
      const payload = Uint8Array.of(press.event, (last ? 0x80 : 0) | VOLUME, duration >>> 8, duration & 0xff);
      return { kind: 'event', payload, copies: last ? END_PACKETS : 1, begin: frame === 0, ends: last ? duration : 0 };
    }
    if (frame >= press.frames + press.gapFrames - 1) {
      this.#queue.shift();
      this.#frame = 0;
      this.#tone = undefined;
      press.done();
    }
    return { kind: 'gap' };
  }

  close(): void {
    for (const press of this.#queue.splice(0)) press.done();
  }

  #toneOf(event: number): Tone {
    if (this.#tone) return this.#tone;
    const key = KEYPAD.indexOf(DTMF_DIGITS[event] ?? '');
    const frequencies = [ROWS[Math.floor(key / 4)] ?? 0, COLUMNS[key % 4] ?? 0];
    this.#tone = new Tone(frequencies, [], -7);
    return this.#tone;
  }
}
