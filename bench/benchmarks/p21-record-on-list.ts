import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemIds } from '@zuoxi/kit';
import { demo } from '../../apps/server/src/demo.ts';
import { account as accountTable } from '../../apps/server/src/modules/accounts/tables.ts';
import { queue as queueTable } from '../../apps/server/src/modules/queues/tables.ts';
import type { Actor } from '../../apps/server/src/platform/actor.ts';
import { type RunningServer, startServer } from '../../apps/server/src/start-server.ts';
import { Postgres } from '../../scripts/launch/postgres.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { percentile } from '../harness/statistics.ts';

const CALLS = 300;
/** 20 calls end in a second, each with some fifteen facts. */
const EVERY_MS = 50;
const LIMIT_MS = 10_000;

type Facts = Parameters<RunningServer['modules']['journal']['append']>[0];

/** From the end of a call, as call control says it, until its record is on the list of calls. */
export const recordOnList: Benchmark = {
  id: 'P21',
  title: `a call's record on the list, ${1000 / EVERY_MS} calls a second beside a demo call centre of a month`,
  unit: 'ms p95 from the end of the call',
  better: 'lower',
  ours: undefined,
  peer: undefined,
  open: () => RecordOnList.open(),
};

class RecordOnList implements Session {
  readonly #postgres: Postgres;
  readonly #folder: string;
  readonly #server: RunningServer;
  readonly #actor: Actor;
  readonly #queueId: string;

  private constructor(options: { postgres: Postgres; folder: string; server: RunningServer; actor: Actor; queueId: string }) {
    this.#postgres = options.postgres;
    this.#folder = options.folder;
    this.#server = options.server;
    this.#actor = options.actor;
    this.#queueId = options.queueId;
  }

  static async open(): Promise<RecordOnList> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-bench-'));
    const postgres = await Postgres.prepare(folder);
    await postgres.start();
    const server = await startServer({
      settings: {
        dataDir: folder,
        httpPort: 0,
        httpsPort: 0,
        bind: '127.0.0.1',
        ariUrls: ['http://nobody:nothing@127.0.0.1:9/ari'],
        sipWebSocketUrls: [],
        promptsUrl: undefined,
        sipPort: 0,
        logLevel: 'error',
        databaseUrl: postgres.url,
      },
      logger: silentLogger,
      bootstrap: false,
      prepare: demo.prepare,
    });
    await demo.fillHistory(server.modules);
    const { system } = server.modules.database;
    const account = (await system.select().from(accountTable)).find(({ name }) => name === 'admin');
    const [queue] = await system.select().from(queueTable);
    const actor: Actor = { tenantId: account?.tenantId ?? '', accountId: account?.id ?? '', role: 'administrator' };
    return new RecordOnList({ postgres, folder, server, actor, queueId: queue?.id ?? '' });
  }

  async repeat(): Promise<Sample> {
    const took: (number | undefined)[] = await Promise.all(
      Array.from({ length: CALLS }, async (_, index) => {
        await pause(index * EVERY_MS);
        return this.#endOne();
      }),
    );
    const known = took.filter((ms) => ms !== undefined);
    const value = percentile(known, 0.95);
    const details = { 'p50, ms': percentile(known, 0.5), 'longest, ms': Math.max(...known) };
    return { value, details, problems: known.length < CALLS ? [`${CALLS - known.length} calls had no record after ${LIMIT_MS} ms`] : [] };
  }

  /** Undefined: not within the limit. */
  async #endOne(): Promise<number | undefined> {
    const { journal, calls } = this.#server.modules;
    const { tenantId, accountId: agentId } = this.#actor;
    const callId = systemIds.uuid();
    // A number that no other call has, so that the list finds this one.
    const customerNumber = `9${callId.replace(/\D/g, '').padEnd(18, '0').slice(-18)}`;
    const at = Date.now();
    const of = { stream: 'call', tenantId, callId } as const;
    const talk = Array.from({ length: 4 }, (_, n) => [
      { ...of, at: at + 100 * n, type: 'held' } as const,
      { ...of, at: at + 100 * n + 50, type: 'resumed' } as const,
    ]);
    const facts: Facts = [
      { ...of, at, type: 'started', callType: 'inbound', customerNumber, calledNumber: '4001', agentId: null, queueId: null },
      { ...of, at, type: 'enqueued', queueId: this.#queueId, priority: 0 },
      { ...of, at, type: 'answered', agentId },
      { ...of, at, type: 'leftQueue', queueId: this.#queueId, outcome: 'answered' },
      ...talk.flat(),
      { ...of, at: at + 900, type: 'talkEnded', agentId, endedBy: 'agent' },
      { ...of, at: at + 900, type: 'ended', reason: 'hangup', endedBy: 'agent', cause: 16 },
    ];
    const began = performance.now();
    const recorded = this.#told(callId);
    journal.append(facts);
    if (!(await recorded)) return undefined;
    const { rows } = await calls.list(this.#actor, { pageSize: 20, order: 'desc', number: customerNumber });
    return rows.some(({ id }) => id === callId) ? performance.now() - began : undefined;
  }

  /** Once pages are told of the record; false: not within the limit. */
  #told(callId: string): Promise<boolean> {
    return new Promise((resolve) => {
      const off = this.#server.modules.callNews.on('recorded', (call) => call.callId === callId && done(true));
      const limit = setTimeout(() => done(false), LIMIT_MS);
      const done = (inTime: boolean) => {
        off();
        clearTimeout(limit);
        resolve(inTime);
      };
    });
  }

  async close(): Promise<void> {
    await this.#server.stop();
    await this.#postgres.stop();
    await this.#postgres.remove();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
