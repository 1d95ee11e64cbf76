import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AriClient } from '@zuoxi/ari';
import { silentLogger, systemClock } from '@zuoxi/kit';
import { startSoftswitch } from '@zuoxi/softswitch';
import { asteriskAvailable } from '../../scripts/asterisk/install.ts';
import { startTestAsterisk } from './asterisk.ts';

export type EngineName = 'softswitch' | 'asterisk';

/** For `describe.each`: every story of a call is told on both engines. */
export const engines: readonly { engine: EngineName; available: boolean }[] = [
  { engine: 'softswitch', available: true },
  { engine: 'asterisk', available: asteriskAvailable() },
];

/** An engine on ports of its own. */
export interface TestEngine {
  readonly name: EngineName;
  readonly ariUrl: string;
  readonly sipPort: number;
  readonly sipWebSocketUrl: string;
  /** Of an engine that is a process of its own. */
  readonly pid?: number;
  /**
   * What calls have left behind; an empty text when nothing is. `withTimers`: also what SIP keeps for half a minute after a call, in case
   * the other side repeats itself.
   */
  leftOver(withTimers?: boolean): Promise<string>;
  stop(): Promise<void>;
}

export async function startEngine(name: EngineName, options: { httpPort: number; bindAddress?: string }): Promise<TestEngine> {
  return name === 'softswitch' ? startOurs() : startAsterisk(options);
}

async function startOurs(): Promise<TestEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'zuoxi-engine-'));
  const softswitch = await startSoftswitch({
    dataDir: folder,
    ari: { user: 'zuoxi', password: 'test-only', port: 0 },
    bindAddress: '127.0.0.1',
    sipPort: 0,
    sipWsPort: 0,
    rtpPorts: [0, 0],
    logger: silentLogger,
  });
  return {
    name: 'softswitch',
    ariUrl: `http://zuoxi:test-only@127.0.0.1:${softswitch.ariPort}/ari`,
    sipPort: softswitch.sipPort,
    sipWebSocketUrl: `ws://127.0.0.1:${softswitch.sipWsPort}/ws`,
    async leftOver(withTimers = false) {
      const { contacts: _contacts, lingering, ...usage } = await softswitch.usage();
      if (!withTimers) usage.transactions -= lingering;
      const { media, ...signalling } = usage;
      const isEmpty = [...Object.values(signalling), ...Object.values(media)].every((count) => count === 0);
      return isEmpty ? '' : JSON.stringify(usage);
    },
    async stop() {
      await softswitch.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startAsterisk({ httpPort, bindAddress }: { httpPort: number; bindAddress?: string }): Promise<TestEngine> {
  const asterisk = await startTestAsterisk({
    musicUrl: `http://127.0.0.1:${httpPort}/prompts/music.wav`,
    ...(bindAddress ? { bindAddress } : {}),
  });
  return {
    name: 'asterisk',
    pid: asterisk.pid,
    ariUrl: asterisk.ariUrl,
    sipPort: asterisk.sipPort,
    sipWebSocketUrl: asterisk.sipWebSocketUrl,
    async leftOver() {
      // An application of its own, so that the server's is not replaced.
      const client = new AriClient({ url: asterisk.ariUrl, app: 'left-over', clock: systemClock, logger: silentLogger });
      const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
      client.connect();
      await connected;
      const { channels, bridges, recordings } = client.requests;
      const left = [await channels.list(), await bridges.list(), await recordings.listStored()].flat();
      client.close();
      return left.length === 0 ? '' : JSON.stringify(left);
    },
    stop: () => asterisk.stop(),
  };
}
