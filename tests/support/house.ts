import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account, AccountWithSecret, Queue } from '@zuoxi/contract';
import { silentLogger } from '@zuoxi/kit';
import { type Softswitch, startSoftswitch } from '@zuoxi/softswitch';
import { demo } from '../../apps/server/src/demo.ts';
import { eventually } from './eventually.ts';
import { ApiUser, startTestServer, type TestServer } from './server.ts';

/** Softswitch and server in this process, on loopback, so that a test can look for leaks inside. */
export class House {
  readonly softswitch: Softswitch;
  readonly server: TestServer;
  readonly admin: ApiUser;
  readonly #folder: string;

  private constructor(softswitch: Softswitch, server: TestServer, admin: ApiUser, folder: string) {
    this.softswitch = softswitch;
    this.server = server;
    this.admin = admin;
    this.#folder = folder;
  }

  static async start(): Promise<House> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-house-'));
    const ari = { user: 'zuoxi', password: 'test-only' };
    const softswitch = await startSoftswitch({
      dataDir: folder,
      ari: { ...ari, port: 0 },
      bindAddress: '127.0.0.1',
      sipPort: 0,
      sipWsPort: 0,
      rtpPorts: [0, 0],
      logger: silentLogger,
    });
    const server = await startTestServer({
      demo: true,
      ariUrls: [`http://${ari.user}:${ari.password}@127.0.0.1:${softswitch.ariPort}/ari`],
      sipWebSocketUrls: [`ws://127.0.0.1:${softswitch.sipWsPort}/ws`],
    });
    await eventually('the engine is ready', () => server.modules.engine.isAvailable);
    const { tenant, password, administrator } = demo.summary;
    const admin = await ApiUser.signIn(server.url, tenant, administrator, password);
    return new House(softswitch, server, admin, folder);
  }

  get sipPort(): number {
    return this.softswitch.sipPort;
  }

  signIn(account: string, password = demo.summary.password): Promise<ApiUser> {
    return ApiUser.signIn(this.server.url, demo.summary.tenant, account, password);
  }

  /** A new agent with a desk phone, not signed in. */
  async hireAgent(name: string, extension: string): Promise<{ account: Account; sipSecret: string }> {
    const { status, body } = await this.admin.request('POST', '/api/accounts', {
      name,
      displayName: name,
      role: 'agent',
      password: demo.summary.password,
      extension: { number: extension, phoneType: 'sip', recordingEnabled: true },
    });
    // The server checked the answer against the contract's shape.
    const { account, sipSecret } = body as AccountWithSecret;
    if (status !== 200 || !sipSecret) throw new Error(`could not create ${name}: ${JSON.stringify(body)}`);
    return { account, sipSecret };
  }

  async openQueue(number: string, calledNumber: string, memberIds: string[], more: Partial<Queue> = {}): Promise<Queue> {
    const { status, body } = await this.admin.request('POST', '/api/queues', {
      number,
      name: `队列 ${number}`,
      strategy: 'longestIdle',
      ringTimeoutS: 20,
      maxWaitS: 120,
      wrapUpS: 0,
      serviceLevelS: 20,
      recordingEnabled: true,
      memberIds,
      ...more,
    });
    const queue = body as Queue;
    const route = await this.admin.request('POST', '/api/inbound-routes', { calledNumber, queueId: queue.id, description: '' });
    if (status !== 200 || route.status !== 200) throw new Error(`could not open the queue: ${JSON.stringify([body, route.body])}`);
    return queue;
  }

  /** Everything a call takes is given back: waits until nothing is left, and fails with what is. */
  async expectNothingLeft(): Promise<void> {
    let left = '';
    await eventually(
      'nothing of a call is left',
      async () => {
        const { contacts: _contacts, ...usage } = await this.softswitch.usage();
        left = JSON.stringify(usage);
        const { media, ...signalling } = usage;
        return (
          [...Object.values(signalling), ...Object.values(media)].every((count) => count === 0) &&
          this.server.modules.engine.callControl.world.calls.size === 0
        );
      },
      40_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message}: ${left}`);
    });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.softswitch.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
