import { fork } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AgentStatus, CallRecord, Page, PanelState } from '@zuoxi/contract';
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
/** Stopped by a story, and woken up whatever becomes of it. */
const stopped = new Set<number>();

function signal(pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
      if (name === 'SIGSTOP') stopped.add(pid);
      else stopped.delete(pid);
    } catch {
      // It was ended meanwhile.
      stopped.delete(pid);
    }
  }
}

afterEach(async () => {
  signal([...stopped], 'SIGCONT');
  for (const resource of open.splice(0).reverse()) await resource.close();
  await house?.remove();
  house = undefined;
});

function opened<T extends { close(): void | Promise<void> }>(resource: T): T {
  open.push(resource);
  return resource;
}

async function readiness(installation: Installation): Promise<{ status: number; text: string; ms: number }> {
  const asked = performance.now();
  const response = await fetch(`${installation.url}/readyz`, { signal: AbortSignal.timeout(10_000) });
  return { status: response.status, text: await response.text(), ms: performance.now() - asked };
}

const isReady = async (installation: Installation) => (await readiness(installation)).status === 200;

async function conversation(engine: EngineName = 'softswitch', talkMs = 200_000) {
  const installation = await Installation.start({ engine });
  house = installation;
  const agent = await installation.signIn('liuyang');
  const phone = { sipPort: house.sipPort, user: 'demo-8011', password: demo.summary.sipPassword, frequency: 1100 };
  opened(await Baresip.register({ ...phone, talksS: talkMs / 1000 + 30 }));
  const probe = opened(await RtpProbe.open(500));
  const call = { sipPort: house.sipPort, calledNumber: '02088880001', callerNumber: '13900000002', rtpPort: probe.port };
  const sipp = await SippCaller.ring([call], { talkMs });
  open.push({ close: () => sipp.kill() });
  await eventually('the customer hears the agent', () => probe.hears(1100), 30_000);
  return { installation, agent, probe, sipp };
}

async function recordsOf(installation: Installation): Promise<CallRecord[]> {
  const supervisor = await installation.signIn('zuzhang');
  return (await supervisor.get<Page<CallRecord>>('/api/calls?number=13900000002')).rows;
}

const usable = sippInstalled && baresipUsable;

describe.skipIf(!usable)('PostgreSQL', { timeout: 240_000 }, () => {
  it('killed seven times, and unable to start for a while: the conversation goes on, and the call is recorded once', async () => {
    const { installation, agent, probe } = await conversation();
    const softswitch = await installation.pidOf('softswitch');
    probe.forget();
    for (let n = 0; n < 7; n++) {
      const pid = await installation.pidOf('postgres');
      process.kill(pid, 'SIGKILL');
      await eventually('it is a new process', async () => (await installation.pidOf('postgres')) !== pid, 20_000);
    }
    // Like a disk that is full: it cannot be started, and then it can.
    const folder = await installation.databaseFolder();
    const pid = await installation.pidOf('postgres');
    await chmod(join(folder, 'global'), 0o000);
    process.kill(pid, 'SIGKILL');
    await eventually('it is told', async () => (await readiness(installation)).text.includes('database'), 20_000);
    await eventually('it could not be started', () => /PostgreSQL could not start.*starting it again/s.test(installation.output), 30_000);
    await chmod(join(folder, 'global'), 0o700);
    await eventually('all is well again', () => isReady(installation), 60_000);

    expect(await installation.pidOf('softswitch')).toBe(softswitch);
    expect(probe.hears(1100)).toBe(true);
    expect(probe.lost).toBe(0);
    const metrics = await (await fetch(`${installation.url}/metrics`)).text();
    expect(Number(/zuoxi_restarts\{process="postgres"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThanOrEqual(8);
    expect(metrics).toContain('zuoxi_database_up 1');
    expect((await agent.request('POST', '/api/panel/hangup')).status).toBe(204);
    await eventually('the call record', async () => (await recordsOf(installation)).length === 1, 60_000);
    await installation.expectPromiseOne();
  });

  it('standing still: readiness, lists and orders answer within their limits, hold is carried out; nothing is lost when it goes on', async () => {
    const { installation, agent, probe } = await conversation();
    const processes = await installation.pidsOf('postgres');
    signal(processes, 'SIGSTOP');

    const first = await readiness(installation);
    expect(first.ms).toBeLessThan(2_500);
    const held = performance.now();
    expect((await agent.request('POST', '/api/panel/hold', { on: true })).status).toBe(204);
    expect(performance.now() - held).toBeLessThan(2_000);
    await eventually('the customer hears music and not the agent', () => !probe.hears(1100));
    const asked = performance.now();
    const list = await agent.request('GET', '/api/calls');
    expect(list).toMatchObject({ status: 503, body: { code: 'database.unavailable' } });
    expect(performance.now() - asked).toBeLessThan(12_000);
    await eventually('it is told', async () => (await readiness(installation)).text.includes('database'));
    // Known to stand still, nobody waits for it any more.
    const again = performance.now();
    expect((await agent.request('GET', '/api/calls')).status).toBe(503);
    expect((await agent.request('POST', '/api/panel/hold', { on: false })).status).toBe(204);
    expect((await readiness(installation)).ms).toBeLessThan(2_500);
    expect(performance.now() - again).toBeLessThan(5_000);
    await eventually('the customer hears the agent again', () => probe.hears(1100));

    signal(processes, 'SIGCONT');
    await eventually('all is well again', () => isReady(installation), 30_000);
    expect((await agent.request('POST', '/api/panel/hangup')).status).toBe(204);
    await eventually('the call record', async () => (await recordsOf(installation)).length === 1, 60_000);
    await installation.expectPromiseOne();
  });
});

describe.skipIf(!usable)('an engine that stands still', { timeout: 240_000 }, () => {
  it.for(engines)(
    'is noticed within 10 s, told, and not believed; its calls end as interrupted, once ($engine)',
    async ({ engine, available }, { skip }) => {
      if (!available) skip('no Asterisk');
      const { installation, agent, sipp } = await conversation(engine);
      const idler = await installation.signIn('wangli');
      const supervisor = await installation.signIn('zuzhang');
      const pid = await installation.enginePid();
      const still = performance.now();
      signal([pid], 'SIGSTOP');
      const told = await eventually('it is told', async () => {
        const { status, text } = await readiness(installation);
        return status === 503 ? text : undefined;
      });
      expect(performance.now() - still).toBeLessThan(10_000);
      expect(told).toContain('telephony engine');
      const board = await supervisor.get<AgentStatus[]>('/api/agents');
      expect(board.filter(({ state }) => state === 'talking')).toEqual([]);
      for (const [path, body, user] of [
        ['/api/panel/dial', { number: '8012' }, idler],
        ['/api/panel/hold', { on: true }, agent],
      ] as const)
        expect(await user.request('POST', path, body)).toMatchObject({ status: 503, body: { code: 'engine.unavailable' } });

      if (engine === 'softswitch') {
        // The launcher ends it after 20 s, and starts it again.
        await eventually('it is a new process', async () => (await installation.pidOf('softswitch').catch(() => pid)) !== pid, 60_000);
        stopped.delete(pid);
      } else {
        await eventually('the call has ended', async () => (await agent.get<PanelState>('/api/panel')).call === null, 90_000);
      }
      if (engine === 'softswitch') await eventually('all is well again', () => isReady(installation), 30_000);
      const [record, ...others] = await eventually(
        'the call record',
        async () => {
          const records = await recordsOf(installation);
          return records.length > 0 ? records : undefined;
        },
        60_000,
      );
      expect(record).toMatchObject({ answer: 'answered', endReason: 'interrupted', endedBy: 'system' });
      expect(others).toEqual([]);
      sipp.kill();
      // Nobody ends a hung Asterisk: it is believed again when it goes on.
      if (engine === 'asterisk') {
        signal([pid], 'SIGCONT');
        await eventually('all is well again', () => isReady(installation), 60_000);
      }
      await installation.expectPromiseOne({ recordingsMayBe: ['short', 'missing', 'silent'] });
    },
  );

  it.for(engines)(
    'that wakes up soon goes on with its calls: nothing is there twice ($engine)',
    async ({ engine, available }, { skip }) => {
      if (!available) skip('no Asterisk');
      const { installation, agent, probe, sipp } = await conversation(engine, 45_000);
      const pid = await installation.enginePid();
      signal([pid], 'SIGSTOP');
      await eventually('it is told', async () => !(await isReady(installation)));
      signal([pid], 'SIGCONT');
      await eventually('all is well again', () => isReady(installation), 30_000);
      probe.forget();
      await eventually('the customer hears the agent', () => probe.hears(1100));
      expect((await agent.get<PanelState>('/api/panel')).agent.state).toBe('talking');
      await sipp.finish();
      await eventually('the call record', async () => (await recordsOf(installation)).length === 1, 60_000);
      expect(await recordsOf(installation)).toMatchObject([{ endReason: 'hangup', endedBy: 'customer' }]);
      await installation.expectPromiseOne({ recordingsMayBe: ['short'] });
    },
  );
});

describe.skipIf(!usable)('a server that stands still', { timeout: 240_000 }, () => {
  it('is ended after 20 s and started again; nobody on the telephone hears it', async () => {
    const { installation, agent, probe } = await conversation();
    const pid = await installation.pidOf('server');
    probe.forget();
    signal([pid], 'SIGSTOP');
    await eventually('it is a new process', async () => (await installation.pidOf('server').catch(() => pid)) !== pid, 60_000);
    stopped.delete(pid);
    await eventually('all is well again', () => isReady(installation), 30_000);
    expect(installation.output).toContain('The server has not answered for 20 s; ending it.');
    expect(probe.hears(1100)).toBe(true);
    expect(probe.lost).toBe(0);
    expect((await agent.request('POST', '/api/panel/hangup')).status).toBe(204);
    await eventually('the call record', async () => (await recordsOf(installation)).length === 1, 60_000);
    await installation.expectPromiseOne();
  });
});

/** Process ids of those that were started with that data folder. */
async function runningOver(dataDir: string): Promise<string[]> {
  const running: string[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^[0-9]+$/.test(entry)) continue;
    const environment = await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`ZUOXI_DATA_DIR=${dataDir}`)) running.push(entry);
  }
  return running;
}

describe('a first start that is killed', { timeout: 240_000 }, () => {
  const launcher = resolve(import.meta.dirname, '../../scripts/launch/main.ts');
  const env = { ZUOXI_HTTP_PORT: '0', ZUOXI_HTTPS_PORT: '0', ZUOXI_SIP_PORT: '0', ZUOXI_RTP_PORTS: '0' };

  /** Starts, and kills the launcher that long after; its children notice by themselves. */
  async function killedAfter(dataDir: string, ms: number): Promise<void> {
    const child = fork(launcher, [], { env: { ...process.env, ...env, ZUOXI_DATA_DIR: dataDir }, stdio: 'ignore' });
    const ended = new Promise((done) => child.once('exit', done));
    await new Promise((done) => setTimeout(done, ms));
    child.kill('SIGKILL');
    await ended;
  }

  it('at whatever moment: the next one succeeds, and shows a first sign-in', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-killed-'));
    // The moments are the story itself: from before the first file to after the migrations, thrown anew every time.
    const moments = [300, 900, 1_500, 2_200, 3_000, 4_500].map((ms) => Math.round(ms * (0.7 + Math.random() * 0.6)));
    for (const ms of moments) await killedAfter(dataDir, ms);
    house = await Installation.start({ args: [], dataDir }).catch(async (error: Error) => {
      await rm(dataDir, { recursive: true, force: true });
      throw new Error(`killed after ${moments.join(', ')} ms: ${error.message}`);
    });
    expect(house.output).toMatch(/one-time password \S{12}/);
    expect(await isReady(house)).toBe(true);
    expect((await readdir(dataDir)).filter((name) => name.includes('.new'))).toEqual([]);
    // Of the launchers that were killed no process is left, whatever it was doing then.
    await house.stop();
    await eventually('nothing runs over the folder', async () => (await runningOver(dataDir)).length === 0, 30_000);
  });
});
