import { ManualClock } from '@zuoxi/kit';
import { House, type HouseOptions } from './house.ts';
import type { TestPhone } from './test-phone.ts';

const STEP_MS = 250;

/** A house whose time stands still until the test moves it: SIP timers fire when the test says so. */
export class TimedHouse {
  readonly house: House;
  readonly clock: ManualClock;
  /** What chance gives; a test sets it. */
  readonly chance: { value: number };

  private constructor(house: House, clock: ManualClock, chance: { value: number }) {
    this.house = house;
    this.clock = clock;
    this.chance = chance;
  }

  static async open(options: HouseOptions = {}): Promise<TimedHouse> {
    const clock = new ManualClock();
    const chance = { value: 0 };
    return new TimedHouse(await House.open({ ...options, clock, random: () => chance.value }), clock, chance);
  }

  /** Moves time, and lets packets travel in between as they would. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      this.clock.advance(Math.min(left, STEP_MS));
      await travelled();
    }
  }

  /** Everything that was on its way to this phone has arrived. */
  async settled(phone: TestPhone): Promise<void> {
    await phone.asks(phone.build('OPTIONS', 'x'));
  }

  async close(): Promise<void> {
    let isClosed = false;
    const closed = this.house.close().finally(() => {
      isClosed = true;
    });
    while (!isClosed) {
      this.clock.advance(1_000);
      await travelled();
    }
    await closed;
  }
}

/** Some turns of the event loop: a packet on the loopback takes one each way. */
async function travelled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
