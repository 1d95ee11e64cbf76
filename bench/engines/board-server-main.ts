// A process of the board's benchmark: the server as it is shipped, with PostgreSQL and a call centre of 500, without telephones.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger, systemIds } from '@zuoxi/kit';
import { demo } from '../../apps/server/src/demo.ts';
import { account, extension } from '../../apps/server/src/modules/accounts/tables.ts';
import type { Modules } from '../../apps/server/src/modules/index.ts';
import { queue, queueMember } from '../../apps/server/src/modules/queues/tables.ts';
import { startServer } from '../../apps/server/src/start-server.ts';
import { Postgres } from '../../scripts/launch/postgres.ts';
import { BoardChanges, type BoardMarks, type BoardRun, type BoardStarted } from '../load/board-changes.ts';

const AGENTS = 500;
const CHANGES_PER_SECOND = 50;
const SUPERVISOR = 'zuzhang';

const folder = await mkdtemp(join(tmpdir(), 'zuoxi-board-'));
const postgres = await Postgres.prepare(folder);
await postgres.start();
const server = await startServer({
  settings: {
    dataDir: folder,
    httpPort: 0,
    httpsPort: 0,
    bind: '127.0.0.1',
    // Nobody listens there: phones are said to be registered below.
    ariUrls: ['http://nobody:nothing@127.0.0.1:9/ari'],
    sipWebSocketUrls: [],
    promptsUrl: undefined,
    flowHttpAllow: [],
    sipPort: 0,
    logLevel: 'error',
    databaseUrl: postgres.url,
  },
  logger: silentLogger,
  bootstrap: false,
  prepare: demo.prepare,
});
const { engine } = server.modules;
const order = engine.callControl.order.bind(engine.callControl);
const agents = await hire(server.modules);
for (const { id } of agents) {
  order({ type: 'signIn', agentId: id });
  order({ type: 'phone', engine: 'bench', agentId: id, online: true });
}
const changes = new BoardChanges(agents);

/** Members of the supervisor's two queues, put into the database as they are: hashing 500 passwords would take a minute. */
async function hire({ database, engine }: Modules): Promise<{ id: string; queueIds: string[] }[]> {
  const db = database.system;
  const likeAccount = (await db.select().from(account)).find(({ name }) => name === SUPERVISOR);
  const likeExtension = (await db.select().from(extension)).find(({ accountId }) => accountId === likeAccount?.id);
  if (!likeAccount || !likeExtension) throw new Error('the demo has a supervisor');
  const queues = await db.select({ id: queue.id }).from(queue);
  const queueIds = queues.map(({ id }) => id);
  const hired = Array.from({ length: AGENTS }, (_, n) => ({ id: systemIds.uuid(), number: `${7000 + n}`, name: `bench${n}` }));
  await db
    .insert(account)
    .values(hired.map(({ id, name, number }) => ({ ...likeAccount, id, name, displayName: `坐席 ${number}`, role: 'agent' as const })));
  await db.insert(extension).values(hired.map(({ id, number }) => ({ ...likeExtension, accountId: id, number })));
  const { tenantId } = likeAccount;
  await db.insert(queueMember).values(hired.flatMap(({ id: accountId }) => queueIds.map((queueId) => ({ tenantId, queueId, accountId }))));
  await engine.directoryChanged();
  return hired.map(({ id }) => ({ id, queueIds }));
}

/** Evenly, whatever one change takes. */
async function run({ seconds }: BoardRun): Promise<BoardMarks> {
  const marks: BoardMarks = {};
  const began = performance.now();
  for (let change = 0; change < seconds * CHANGES_PER_SECOND; change++) {
    await sleep(Math.max(0, began + (change * 1000) / CHANGES_PER_SECOND - performance.now()));
    const at = Date.now();
    const mark = changes.next(order);
    if (mark) marks[mark] = at;
  }
  return marks;
}

process.on('message', (message: BoardRun) => void run(message).then((marks) => process.send?.(marks)));
process.once('SIGTERM', () => {
  void server
    .stop()
    .then(() => postgres.stop())
    .then(() => postgres.remove())
    .then(() => rm(folder, { recursive: true, force: true }))
    .then(() => process.exit(0));
});
const started: BoardStarted = {
  url: `http://localhost:${server.httpPort}`,
  tenant: demo.summary.tenant,
  account: SUPERVISOR,
  password: demo.summary.password,
};
process.send?.(started);
