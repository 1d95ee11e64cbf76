import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AriFiles } from '@zuoxi/ari';
import type { EngineUnderTest } from '@zuoxi/ari/conformance';
import { silentLogger } from '@zuoxi/kit';
import { startSoftswitch } from '../../packages/softswitch/src/index.ts';
import { silentWav } from '../../packages/softswitch/test/media/tone-detector.ts';
import { APP, engineOverAri } from './ari-engine.ts';

const SHORT_MS = 400;

/** The softswitch on ports the system chooses. */
export async function softswitchEngineUnderTest(): Promise<EngineUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-conformance-'));
  const softswitch = await startSoftswitch({
    dataDir,
    ari: { user: 'zuoxi', password: 'secret', port: 0 },
    bindAddress: '127.0.0.1',
    sipPort: 0,
    sipWsPort: 0,
    rtpPorts: [0, 0],
    app: APP,
    logger: silentLogger,
  });
  const ariUrl = `http://zuoxi:secret@127.0.0.1:${softswitch.ariPort}/ari`;
  await new AriFiles(ariUrl).putSound('conformance/short', silentWav(SHORT_MS));
  return engineOverAri({
    name: 'softswitch',
    ariUrl,
    sipPort: softswitch.sipPort,
    sounds: { short: 'sound:conformance/short', long: 'sound:silence/20' },
    context: APP,
    async stop() {
      await softswitch.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
}
