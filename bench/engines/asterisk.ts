import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { findOrInstallAsterisk } from '../../scripts/asterisk/install.ts';
import { AsteriskInstance } from '../../scripts/asterisk/instance.ts';
import { freeTcpPort } from '../../tests/support/free-port.ts';
import { ENGINE_CORE, pinned } from '../harness/cores.ts';
import { musicWav } from '../load/music.ts';
import { freeUdpPort } from '../load/sipp.ts';
import type { Engine, EngineKind } from './engine.ts';

const APP = 'zuoxi';
const RTP_PORTS = [10_000, 14_999] as const;

/** How calls of the trunk enter: by ARI alone, or recorded from their start by MixMonitor, in stereo, while both talk. */
const CONTEXTS = `
[bench]
exten => _X.,1,Stasis(${APP})
 same => n,Hangup()

[bench-recorded]
exten => _X.,1,MixMonitor(\${UNIQUEID}.raw,D)
 same => n,Stasis(${APP})
 same => n,Hangup()
`;

/** Asterisk as its package is built, with the configuration of deploy/asterisk/, on the engine's core. */
export const asterisk: EngineKind = { name: 'Asterisk', start };

async function start(): Promise<Engine> {
  const { url: musicUrl, server: music } = await serveMusic();
  const { command, args } = pinned(ENGINE_CORE, 'env', []);
  const instance = await AsteriskInstance.start({
    installation: await findOrInstallAsterisk((line) => console.log(line)),
    httpPort: await freeTcpPort(),
    sipPort: await freeUdpPort(),
    rtpPorts: RTP_PORTS,
    app: APP,
    musicUrl,
    additions: { 'extensions.conf': CONTEXTS },
    prefix: [command, ...args],
  });
  return {
    sipPort: instance.sipPort,
    ariUrl: instance.ariUrl,
    app: APP,
    pids: () => [instance.pid],
    recording: { by: 'dialplan', context: 'bench-recorded', folder: join(instance.folder, 'spool/monitor') },
    async stop() {
      await instance.stop();
      music.close();
    },
  };
}

/** It fetches its music on hold, as it does from the server of an installation. */
async function serveMusic(): Promise<{ url: string; server: Server }> {
  const wav = musicWav();
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': wav.length, 'cache-control': 'max-age=3600' }).end(wav);
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the music has no port');
  return { url: `http://127.0.0.1:${address.port}/music.wav`, server };
}
