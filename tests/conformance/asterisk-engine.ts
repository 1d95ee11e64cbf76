import type { EngineUnderTest } from '@zuoxi/ari/conformance';
import { startTestAsterisk } from '../support/asterisk.ts';
import { APP, engineOverAri } from './ari-engine.ts';

/** A real Asterisk with the configuration of deploy/asterisk/. Throws `NoAsterisk` where there is none. */
export async function asteriskEngineUnderTest(): Promise<EngineUnderTest> {
  const asterisk = await startTestAsterisk({ app: APP });
  return engineOverAri({
    name: 'asterisk',
    ariUrl: asterisk.ariUrl,
    sipPort: asterisk.sipPort,
    // From asterisk-core-sounds-en: a third of a second, and half a minute.
    sounds: { short: 'sound:beep', long: 'sound:demo-congrats' },
    context: 'zuoxi',
    stop: () => asterisk.stop(),
  });
}
