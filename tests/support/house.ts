import type { Account, Page, Queue } from '@zuoxi/contract';
import { demo } from '../../apps/server/src/demo.ts';
import { type EngineName, startEngine, type TestEngine } from './engines.ts';
import { eventually } from './eventually.ts';
import { freeTcpPort } from './free-port.ts';
import { hire } from './hire.ts';
import { tonePrompt } from './ivr.ts';
import { ApiUser, startTestServer, type TestServer, type TestServerOptions } from './server.ts';

/** An engine, and the server in this process, on loopback, so that a test can look for leaks inside. */
export class House {
  readonly engine: TestEngine;
  readonly server: TestServer;
  readonly admin: ApiUser;
  #greetingPromptId: string | null = null;

  private constructor(engine: TestEngine, server: TestServer, admin: ApiUser) {
    this.engine = engine;
    this.server = server;
    this.admin = admin;
  }

  static async start(name: EngineName = 'softswitch', more: Pick<TestServerOptions, 'flowHttpAllow'> = {}): Promise<House> {
    // Asterisk fetches music from the server, so it has to know its port.
    const httpPort = await freeTcpPort();
    const engine = await startEngine(name, { httpPort });
    const server = await startTestServer({
      demo: true,
      ...more,
      httpPort,
      ariUrls: [engine.ariUrl],
      sipWebSocketUrls: [engine.sipWebSocketUrl],
    });
    await eventually('the engine is ready', () => server.modules.engine.isAvailable);
    const { tenant, password, administrator } = demo.summary;
    const admin = await ApiUser.signIn(server.url, tenant, administrator, password);
    return new House(engine, server, admin);
  }

  get sipPort(): number {
    return this.engine.sipPort;
  }

  /** The shipped greeting takes eight seconds of each call; where it is not the story, the queues have one that is over at once. `more`: what else they are to have. */
  async greetBriefly(more: Partial<Queue> = {}): Promise<this> {
    this.#greetingPromptId = (await tonePrompt(this.admin, this.server.url, 3000, 0.2)).promptId;
    const { rows } = await this.admin.get<Page<Queue>>('/api/queues');
    for (const { id, members: _members, inboundNumbers: _numbers, createdAt: _createdAt, ...queue } of rows) {
      const changed = { ...queue, ...more, greetingPromptId: this.#greetingPromptId };
      const { status, body } = await this.admin.request('PUT', `/api/queues/${id}`, changed);
      if (status !== 200) throw new Error(`the greeting was not changed: ${JSON.stringify(body)}`);
    }
    return this;
  }

  signIn(account: string, password = demo.summary.password): Promise<ApiUser> {
    return ApiUser.signIn(this.server.url, demo.summary.tenant, account, password);
  }

  /** Somebody new with a desk phone, not signed in. */
  async hireAgent(
    name: string,
    extension: string,
    role: 'agent' | 'supervisor' = 'agent',
  ): Promise<{ account: Account; sipSecret: string }> {
    const { account, sipSecret } = await hire(this.admin, { name, extension, role, phoneType: 'sip' });
    if (!sipSecret) throw new Error(`no password for the phone of ${name}`);
    return { account, sipSecret };
  }

  /** Somebody new who phones in the browser. */
  async hireWebAgent(name: string, extension: string, role: 'agent' | 'supervisor' = 'agent'): Promise<Account> {
    return (await hire(this.admin, { name, extension, role, phoneType: 'web' })).account;
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
      greetingPromptId: this.#greetingPromptId,
      memberIds,
      ...more,
    });
    const queue = body as Queue;
    const route = await this.admin.request('POST', '/api/inbound-routes', {
      calledNumber,
      destination: { kind: 'queue', queueId: queue.id },
      description: '',
    });
    if (status !== 200 || route.status !== 200) throw new Error(`could not open the queue: ${JSON.stringify([body, route.body])}`);
    return queue;
  }

  /** Everything a call takes is given back: waits until nothing is left, and fails with what is. */
  async expectNothingLeft(options: { withTimers?: boolean } = {}): Promise<void> {
    let left = '';
    await eventually(
      'nothing of a call is left',
      async () => {
        left = await this.engine.leftOver(options.withTimers);
        return left === '' && this.server.modules.engine.callControl.world.calls.size === 0;
      },
      40_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message}: ${left}`);
    });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.engine.stop();
  }
}
