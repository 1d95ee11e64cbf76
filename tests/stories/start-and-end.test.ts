import { createServer } from 'node:net';
import type { CallRecord, Page, PanelState, Recording } from '@zuoxi/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { Baresip, baresipUsable } from '../support/baresip.ts';
import { type EngineName, engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { Installation } from '../support/installation.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';

const open: { close(): void | Promise<void> }[] = [];
let house: Installation | undefined;

afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
  await house?.remove();
  house = undefined;
});

function opened<T extends { close(): void | Promise<void> }>(resource: T): T {
  open.push(resource);
  return resource;
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A customer hears the greeting: signalling, media, call control and database work together. */
async function expectGreeting(installation: Installation): Promise<void> {
  const probe = await RtpProbe.open(500);
  const call = { sipPort: installation.sipPort, calledNumber: '02088880001', callerNumber: '13900000001', rtpPort: probe.port };
  const sipp = await SippCaller.ring([call], { talkMs: 3000 });
  await eventually('the customer hears something', () => probe.received > 50).catch(async (error: Error) => {
    await sipp.finish().catch((why: Error) => {
      throw new Error(`${error.message}\n${why.message}\n${installation.output}`);
    });
    throw new Error(`${error.message}\n${installation.output}`);
  });
  await sipp.finish();
  probe.close();
}

async function isReady(installation: Installation): Promise<boolean> {
  return (await fetch(`${installation.url}/readyz`)).status === 200;
}

describe('starting and ending', { timeout: 120_000 }, () => {
  it('Ctrl-C ends everything and leaves no process', async () => {
    house = await Installation.start();
    const pids = await Promise.all((['softswitch', 'server', 'postgres'] as const).map((part) => house?.pidOf(part) ?? 0));
    expect(await house.stop()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('the first start shows a one-time password, the second does not', async () => {
    house = await Installation.start({ args: [] });
    expect(house.output).toMatch(/one-time password \S{12}/);
    await house.stop();
    house = await Installation.start({ args: [], dataDir: house.dataDir });
    expect(house.output).not.toContain('one-time password');
  });

  it('a busy port ends the start with one clear sentence', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '0.0.0.0', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const start = Installation.start({ env: { ZUOXI_HTTP_PORT: `${port}` } });
    await expect(start).rejects.toThrow(`Port ${port} is already in use. Set ZUOXI_HTTP_PORT and ZUOXI_HTTPS_PORT to free ones.`);
    await new Promise((resolve) => blocker.close(resolve));
  });

  it('a bad setting ends the start with one clear sentence', async () => {
    await expect(Installation.start({ env: { ZUOXI_HTTP_PORT: 'eighty' } })).rejects.toThrow('The setting ZUOXI_HTTP_PORT cannot be used');
  });

  it('a database that does not answer ends the start with one clear sentence', async () => {
    const start = Installation.start({ env: { DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' } });
    await expect(start).rejects.toThrow('The database does not answer. Check DATABASE_URL.');
  });

  it('two with one data folder are refused', async () => {
    house = await Installation.start();
    await expect(Installation.start({ dataDir: house.dataDir })).rejects.toThrow('Zuoxi is already running with the data folder');
  });
});

describe.skipIf(!sippInstalled)('after kill -9', { timeout: 180_000 }, () => {
  it('of softswitch, server or PostgreSQL the part comes back and calls work', async () => {
    house = await Installation.start();
    for (const part of ['softswitch', 'server', 'postgres'] as const) {
      const pid = await house.pidOf(part);
      process.kill(pid, 'SIGKILL');
      const running = house;
      await eventually(`${part} is a new process`, async () => (await running.pidOf(part)) !== pid);
      await eventually('all is ready again', () => isReady(running));
      await expectGreeting(running);
    }
    await house.expectPromiseOne();
  });

  it('of the launcher the next start finds everything in order', async () => {
    house = await Installation.start();
    const pids = await Promise.all((['softswitch', 'server'] as const).map((part) => house?.pidOf(part) ?? 0));
    await house.killLauncher();
    await eventually('its children have ended', () => pids.every((pid) => !isAlive(pid)));
    house = await Installation.start({ dataDir: house.dataDir });
    await expectGreeting(house);
  });
});

describe.skipIf(!sippInstalled || !baresipUsable)('in the middle of a conversation', { timeout: 180_000 }, () => {
  async function conversation(
    engine: EngineName = 'softswitch',
  ): Promise<{ installation: Installation; probe: RtpProbe; sipp: SippCaller }> {
    house = await Installation.start({ engine });
    const agent = { sipPort: house.sipPort, user: 'demo-8011', password: demo.summary.sipPassword, frequency: 1100 };
    await house.signIn('liuyang');
    opened(await Baresip.register(agent));
    const probe = opened(await RtpProbe.open(500));
    const call = { sipPort: house.sipPort, calledNumber: '02088880001', callerNumber: '13900000002', rtpPort: probe.port };
    const sipp = await SippCaller.ring([call], { talkMs: 25_000 });
    await eventually('the customer hears the agent', () => probe.hears(1100), 30_000);
    return { installation: house, probe, sipp };
  }

  it.for(engines)(
    'kill -9 of the server is not heard on the telephone, and afterwards the call is known and recorded as one, on $engine',
    async ({ engine, available }, { skip }) => {
      if (!available) skip('no Asterisk');
      const { installation, probe, sipp } = await conversation(engine);
      const pid = await installation.pidOf('server');
      probe.forget();
      process.kill(pid, 'SIGKILL');
      await eventually('the server is a new process', async () => (await installation.pidOf('server')) !== pid);
      await eventually('it is ready', () => isReady(installation));
      const agent = await installation.signIn('liuyang');
      const panel = await eventually('the panel shows the call again', async () => {
        const state = await agent.get<PanelState>('/api/panel');
        return state.call ? state : undefined;
      });
      expect(panel).toMatchObject({
        agent: { state: 'talking' },
        call: { phase: 'talking', customerNumber: '13900000002', recording: true },
      });
      expect(probe.hears(1100)).toBe(true);
      expect(probe.lost).toBe(0);
      await sipp.finish();

      const supervisor = await installation.signIn('zuzhang');
      const calls = await eventually('the call record', async () => {
        const page = await supervisor.get<Page<CallRecord>>('/api/calls?number=13900000002');
        return page.total > 0 ? page : undefined;
      });
      expect(calls).toMatchObject({
        total: 1,
        rows: [{ answer: 'answered', endReason: 'hangup', endedBy: 'customer', agentName: '刘洋' }],
      });
      const recording = await eventually('the recording', async () => {
        const page = await supervisor.get<Page<Recording>>('/api/recordings?number=13900000002');
        return page.rows.find((row) => row.state !== 'recording');
      });
      expect(recording.state).toBe('ready');
      await installation.expectPromiseOne();
    },
  );

  it('kill -9 of the softswitch ends the call as interrupted, and its recording is kept up to the last second', async () => {
    const { installation, probe, sipp } = await conversation();
    const talkedFrom = performance.now();
    await eventually('five seconds were spoken', () => performance.now() - talkedFrom > 5000);
    const pid = await installation.pidOf('softswitch');
    process.kill(pid, 'SIGKILL');
    sipp.kill();
    probe.forget();
    const supervisor = await installation.signIn('zuzhang');
    const call = await eventually(
      'the call record',
      async () => (await supervisor.get<Page<CallRecord>>('/api/calls?number=13900000002')).rows[0],
      40_000,
    );
    expect(call).toMatchObject({ answer: 'answered', endReason: 'interrupted', endedBy: 'system' });
    const recording = await eventually(
      'the recording',
      async () =>
        (await supervisor.get<Page<Recording>>('/api/recordings?number=13900000002')).rows.find((row) => row.state !== 'recording'),
      60_000,
    );
    expect(recording.durationS).toBeGreaterThan(4);
    const response = await fetch(`${installation.url}/api/recordings/${recording.id}/audio`, { headers: { cookie: supervisor.cookie } });
    expect(response.status).toBe(200);
    // Its end was not on the disk yet when it was killed.
    await installation.expectPromiseOne({ recordingsMayBe: ['short', 'silent'] });
  });
});
