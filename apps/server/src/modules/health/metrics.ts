import type { Registry } from 'prom-client';
import type { Database } from '../../db/index.ts';
import { gauge } from '../../platform/metrics.ts';
import type { Readiness } from '../../platform/readiness.ts';

interface Watched {
  database: Database;
  readiness: Readiness;
  /** By process, as the launcher tells. */
  restarts: ReadonlyMap<string, number>;
}

/** What `/metrics` says of the server as a whole; modules add what is theirs. */
export function healthMetrics(registry: Registry, { database, readiness, restarts }: Watched): void {
  gauge(
    registry,
    { name: 'zuoxi_ready', help: '1: this part works, 0: it does not (the sentences of /readyz)', labelNames: ['check'] },
    async (set) => {
      const broken = new Set((await readiness.problems()).map(({ name }) => name));
      for (const check of readiness.names) set({ check }, broken.has(check) ? 0 : 1);
    },
  );
  gauge(registry, { name: 'zuoxi_database_up', help: '1: the database answered when it was asked last, 0: it did not' }, (set) =>
    set({}, database.isUp ? 1 : 0),
  );
  gauge(
    registry,
    {
      name: 'zuoxi_database_connections',
      help: 'Database connections by pool: in use, idle, and how many wait for one',
      labelNames: ['pool', 'state'],
    },
    (set) => {
      for (const { name: pool, total, idle, waiting } of database.pools()) {
        set({ pool, state: 'used' }, total - idle);
        set({ pool, state: 'idle' }, idle);
        set({ pool, state: 'waiting' }, waiting);
      }
    },
  );
  gauge(
    registry,
    { name: 'zuoxi_restarts', help: 'How often a process was started again since the launcher began', labelNames: ['process'] },
    (set) => {
      for (const [process, count] of restarts) set({ process }, count);
    },
  );
}
