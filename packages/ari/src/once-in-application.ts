import type { Clock } from '@zuoxi/kit';
import { AriRequestError } from './errors.ts';

const TRIES = 50;
const AGAIN_MS = 20;

/**
 * A channel is made before it is in the application; until then Asterisk refuses to record it (409) or to put it into a bridge (422).
 * Asks again for up to a second.
 */
export async function onceInApplication(clock: Clock, request: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await request();
      return;
    } catch (error) {
      const isEarly = error instanceof AriRequestError && (error.status === 409 || error.status === 422);
      if (!isEarly || tries === TRIES) throw error;
    }
    await new Promise<void>((resolve) => clock.setTimer(AGAIN_MS, resolve));
  }
}
