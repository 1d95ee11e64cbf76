import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { Installation } from '../support/installation.ts';
import { ApiUser } from '../support/server.ts';

const elsewhere = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find((entry) => entry.family === 'IPv4' && !entry.internal)?.address;

const isOpen = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port }, () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

/** UDP ports that a program has opened on that address, of `/proc/net/udp`: `0100007F:13C4`. */
async function udpAddresses(port: number): Promise<string[]> {
  const lines = (await readFile('/proc/net/udp', 'utf8')).split('\n').slice(1);
  return lines.flatMap((line) => {
    const [address = '', hexPort = ''] = (line.trim().split(/\s+/)[1] ?? '').split(':');
    return Number.parseInt(hexPort, 16) === port ? [address] : [];
  });
}

it('the demo with its published passwords is this machine’s alone; opened, it has passwords of its own', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-demo-'));
  try {
    const home = await Installation.start({ dataDir, env: { ZUOXI_BIND: '' } });
    const { httpPort, httpsPort, sipPort } = home.ready;
    expect(home.output).toContain(demo.summary.password);
    await home.signIn('wangli');
    for (const port of [httpPort, httpsPort, sipPort]) {
      expect(await isOpen('127.0.0.1', port)).toBe(true);
      if (elsewhere) expect(await isOpen(elsewhere, port), `${elsewhere}:${port}`).toBe(false);
    }
    expect(await udpAddresses(sipPort)).toEqual(['0100007F']);
    await home.stop();

    const open = await Installation.start({ dataDir, env: { ZUOXI_BIND: '0.0.0.0' } });
    if (elsewhere) expect(await isOpen(elsewhere, open.ready.httpPort)).toBe(true);
    await expect(open.signIn('wangli')).rejects.toThrow('session.wrongCredentials');
    const [, own = ''] = /password (\S+) for every account/.exec(open.output) ?? [];
    expect(open.output).not.toContain(demo.summary.sipPassword);
    await ApiUser.signIn(open.url, demo.summary.tenant, 'wangli', own);
    await open.stop();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 240_000);
