import type { Timer } from '@zuoxi/kit';
import { ensurePartitions } from '../../db/index.ts';
import { consumers } from '../../platform/facts/module.ts';
import { clock, database, ids, logger } from '../../platform/house.ts';
import { gauge } from '../../platform/metrics.ts';
import { defineModule } from '../../platform/module.ts';
import { steady } from '../../platform/steady-time.ts';
import { world } from '../engine/world.ts';
import { Journal } from './journal.ts';
import { factSpool, factStore } from './storage.ts';

/** Facts are stored within milliseconds: past either of these the history is not being written. */
const MOST_BACKLOG = 10_000;
const MOST_BACKLOG_S = 30;

export const journal = defineModule({
  name: 'journal',
  needs: { factStore, factSpool, steady, ids, logger, world, consumers },
  create: ({ factStore: store, factSpool: spool, steady: clock, ids, logger, world, consumers }) => {
    const journal = new Journal({ store, spool, clock, ids, logger, world });
    journal.on('stored', (facts) => consumers.hint(facts));
    return journal;
  },
  stop: (journal) => journal.close(),
  checks: (journal) => [
    {
      name: 'journal',
      check: () => {
        const { facts, seconds } = journal.backlog;
        if (seconds < MOST_BACKLOG_S && facts < MOST_BACKLOG) return undefined;
        return `${facts} facts of calls and agents wait for the database, the oldest for ${Math.round(seconds)} s`;
      },
    },
  ],
  metrics: (registry, journal) => {
    gauge(registry, { name: 'zuoxi_facts_waiting', help: 'Facts of call control that are not in the database yet' }, (set) =>
      set({}, journal.backlog.facts),
    );
    gauge(registry, { name: 'zuoxi_facts_waiting_seconds', help: 'How long the oldest of them has waited' }, (set) =>
      set({}, journal.backlog.seconds),
    );
  },
});

/** The partitions of the coming months are made this often. */
const PARTITIONS_MS = 12 * 3600_000;

/** Facts and call records of every month have a place to go. The server's start has made those of now. */
export const partitions = defineModule({
  name: 'partitions',
  needs: { database, clock, logger },
  create: ({ database, clock, logger }) => {
    let timer: Timer | undefined;
    const wait = () => {
      timer = clock.setTimer(PARTITIONS_MS, () => {
        ensurePartitions(database.system, new Date(clock.now())).catch((error: unknown) =>
          logger.error({ err: error }, 'the partitions of the coming months could not be created'),
        );
        wait();
      });
    };
    return { start: wait, stop: () => timer?.cancel() };
  },
  start: (partitions) => partitions.start(),
  stop: (partitions) => partitions.stop(),
});
