import { join } from 'node:path';
import { findOrInstallAsterisk } from '../../scripts/asterisk/install.ts';
import { AsteriskInstance } from '../../scripts/asterisk/instance.ts';
import { freeTcpPort } from '../../tests/support/free-port.ts';
import { ENGINE_CORE, pinned } from '../harness/cores.ts';
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
  const { command, args } = pinned(ENGINE_CORE, 'env', []);
  const instance = await AsteriskInstance.start({
    installation: await findOrInstallAsterisk((line) => console.log(line)),
    httpPort: await freeTcpPort(),
    sipPort: await freeUdpPort(),
    rtpPorts: RTP_PORTS,
    app: APP,
    additions: { 'extensions.conf': CONTEXTS },
    prefix: [command, ...args],
  });
  return {
    sipPort: instance.sipPort,
    ariUrl: instance.ariUrl,
    app: APP,
    pids: () => [instance.pid],
    recording: { by: 'dialplan', context: 'bench-recorded', folder: join(instance.folder, 'spool/monitor') },
    stop: () => instance.stop(),
  };
}
