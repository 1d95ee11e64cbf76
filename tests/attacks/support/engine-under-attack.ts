import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestAsterisk } from '../../support/asterisk.ts';
import type { EngineName } from '../../support/engines.ts';

const MAIN = join(import.meta.dirname, '../../../packages/softswitch/src/main.ts');
const STARTS_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 10_000;

/** An engine in a process of its own, so that its memory and its death are its own. */
export interface EngineUnderAttack {
  readonly name: EngineName;
  readonly ariUrl: string;
  /** UDP and TCP, on 127.0.0.1. */
  readonly sipPort: number;
  readonly sipWebSocketUrl: string;
  readonly pid: number;
  /** First and last port its sound may use. */
  readonly rtpPorts: readonly [number, number];
  isAlive(): boolean;
  /** What it has written of security, as text; '' when it writes nothing. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

export function startEngineUnderAttack(name: EngineName): Promise<EngineUnderAttack> {
  return name === 'softswitch' ? startSoftswitch() : startAsterisk();
}

async function startSoftswitch(): Promise<EngineUnderAttack> {
  const folder = await mkdtemp(join(tmpdir(), 'zuoxi-attacked-'));
  const logFile = join(folder, 'softswitch.log');
  const log = openSync(logFile, 'a');
  const rtpPorts = [20_000, 20_199] as const;
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      ZUOXI_DATA_DIR: folder,
      ZUOXI_ARI_PASSWORD: 'test-only',
      ZUOXI_ARI_PORT: '0',
      ZUOXI_SIP_BIND: '127.0.0.1',
      ZUOXI_SIP_PORT: '0',
      ZUOXI_SIP_WS_PORT: '0',
      ZUOXI_RTP_PORTS: `${rtpPorts[0]}-${rtpPorts[1]}`,
      ZUOXI_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', log, log, 'ipc'],
  });
  const ports = readPorts(await firstMessage(child, logFile));
  return {
    name: 'softswitch',
    ariUrl: `http://zuoxi:test-only@127.0.0.1:${ports.ari}/ari`,
    sipPort: ports.sip,
    sipWebSocketUrl: `ws://127.0.0.1:${ports.webSocket}/ws`,
    pid: child.pid ?? 0,
    rtpPorts,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    log: () => readFile(logFile, 'utf8'),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
        await ended;
        clearTimeout(late);
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function firstMessage(child: ChildProcess, logFile: string): Promise<unknown> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(STARTS_WITHIN_MS)]);
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]: unknown[]) => message),
      once(child, 'exit', { signal }).then(async () => {
        throw new Error(`the softswitch did not start: ${await readFile(logFile, 'utf8')}`);
      }),
    ]);
  } finally {
    over.abort();
  }
}

function readPorts(message: unknown): { sip: number; webSocket: number; ari: number } {
  const numbers = new Map(Object.entries(typeof message === 'object' && message !== null ? message : {}));
  const port = (name: string): number => Number(numbers.get(name));
  const ports = { sip: port('sipPort'), webSocket: port('sipWsPort'), ari: port('ariPort') };
  if (!Object.values(ports).every(Number.isInteger)) throw new Error(`the softswitch said ${JSON.stringify(message)}`);
  return ports;
}

async function startAsterisk(): Promise<EngineUnderAttack> {
  const first = 21_000 + (process.pid % 20) * 200;
  const rtpPorts = [first, first + 199] as const;
  const asterisk = await startTestAsterisk({ rtpPorts });
  return {
    name: 'asterisk',
    ariUrl: asterisk.ariUrl,
    sipPort: asterisk.sipPort,
    sipWebSocketUrl: asterisk.sipWebSocketUrl,
    pid: asterisk.pid,
    rtpPorts,
    isAlive: () => isRunning(asterisk.pid),
    log: () => readFile(join(asterisk.folder, 'log/messages.log'), 'utf8').catch(() => ''),
    stop: () => asterisk.stop(),
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
