import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OneFileRecordings } from '@zuoxi/ari';
import { ENGINE_CORE } from '../harness/cores.ts';
import { NodeChild } from '../harness/node-child.ts';
import { musicWav } from '../load/music.ts';
import type { Engine, EngineKind } from './engine.ts';

const MAIN = join(import.meta.dirname, '../../packages/softswitch/src/main.ts');
const APP = 'zuoxi';
const PASSWORD = 'bench';

/** The softswitch as it is shipped: its own process, its default log level (into a file), one media worker, its default RTP ports. */
export const softswitch: EngineKind = { name: 'zuoxi softswitch', start };

async function start(): Promise<Engine> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-bench-'));
  const music = join(dataDir, 'softswitch/sounds/moh');
  await mkdir(music, { recursive: true });
  await writeFile(join(music, 'default.wav'), musicWav());
  const child = new NodeChild(MAIN, {
    core: ENGINE_CORE,
    logFile: join(dataDir, 'softswitch.log'),
    env: {
      ZUOXI_DATA_DIR: dataDir,
      ZUOXI_ARI_PASSWORD: PASSWORD,
      ZUOXI_ARI_PORT: '0',
      ZUOXI_SIP_BIND: '127.0.0.1',
      ZUOXI_SIP_PORT: '0',
      ZUOXI_SIP_WS_PORT: '0',
    },
  });
  const { sipPort, ariPort } = readPorts(await child.nextMessage());
  return {
    sipPort,
    ariUrl: `http://zuoxi:${PASSWORD}@127.0.0.1:${ariPort}/ari`,
    app: APP,
    pids: () => [child.pid],
    recording: {
      by: 'ari',
      start: (requests, channelId, name) =>
        new OneFileRecordings(requests).start({ app: APP, channelId, snoopId: `snoop-${channelId}`, name }),
      path: (name) => join(dataDir, 'softswitch', 'recordings', `${name}.wav`),
    },
    async stop() {
      await child.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function readPorts(message: unknown): { sipPort: number; ariPort: number } {
  if (typeof message === 'object' && message !== null && 'sipPort' in message && 'ariPort' in message) {
    return { sipPort: Number(message.sipPort), ariPort: Number(message.ariPort) };
  }
  throw new Error(`the softswitch said ${JSON.stringify(message)} instead of its ports`);
}
