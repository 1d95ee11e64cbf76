import type { World } from '@zuoxi/callcontrol';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type Database, tables } from '../db/index.ts';
import type { Engine } from './engine/index.ts';
import type { Journal } from './journal/index.ts';
import type { Readiness } from './readiness/index.ts';

export interface Measured {
  world: World;
  engine: Engine;
  database: Database;
  journal: Journal;
  readiness: Readiness;
  /** By process, as the launcher tells. */
  restarts: ReadonlyMap<string, number>;
}

/** What `/metrics` says of the whole server; modules add what is theirs. Each figure is looked up when it is asked for. */
export function createMetrics({ world, engine, database, journal, readiness, restarts }: Measured): Registry {
  const metrics = new Registry();
  const registers = [metrics];
  collectDefaultMetrics({ register: metrics });
  new Gauge({
    name: 'zuoxi_calls',
    help: 'Calls under way',
    registers,
    collect() {
      this.set(world.calls.size);
    },
  });
  new Gauge({
    name: 'zuoxi_engines',
    help: 'Telephony engines that take calls',
    registers,
    collect() {
      this.set(engine.availableEngines);
    },
  });
  new Gauge({
    name: 'zuoxi_engine_up',
    help: '1: this telephony engine takes calls, 0: it is away or does not answer',
    labelNames: ['engine'],
    registers,
    collect() {
      for (const { id, isAvailable } of engine.states()) this.set({ engine: id }, isAvailable ? 1 : 0);
    },
  });
  new Gauge({
    name: 'zuoxi_facts_waiting',
    help: 'Facts of call control that are not in the database yet',
    registers,
    collect() {
      this.set(journal.backlog.facts);
    },
  });
  new Gauge({
    name: 'zuoxi_facts_waiting_seconds',
    help: 'How long the oldest of them has waited',
    registers,
    collect() {
      this.set(journal.backlog.seconds);
    },
  });
  new Gauge({
    name: 'zuoxi_facts_set_aside',
    help: 'Facts that the database refused and that nobody has run again yet',
    registers,
    async collect() {
      // Unknown while the database is away; the other figures are given all the same.
      this.set(database.isUp ? await database.system.$count(tables.setAsideFact).catch(() => Number.NaN) : Number.NaN);
    },
  });
  new Gauge({
    name: 'zuoxi_ready',
    help: '1: this part works, 0: it does not (the sentences of /readyz)',
    labelNames: ['check'],
    registers,
    async collect() {
      const broken = new Set((await readiness.problems()).map(({ name }) => name));
      for (const check of readiness.names) this.set({ check }, broken.has(check) ? 0 : 1);
    },
  });
  new Gauge({
    name: 'zuoxi_database_up',
    help: '1: the database answered when it was asked last, 0: it did not',
    registers,
    collect() {
      this.set(database.isUp ? 1 : 0);
    },
  });
  new Gauge({
    name: 'zuoxi_database_connections',
    help: 'Database connections by pool: in use, idle, and how many wait for one',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const { name: pool, total, idle, waiting } of database.pools()) {
        this.set({ pool, state: 'used' }, total - idle);
        this.set({ pool, state: 'idle' }, idle);
        this.set({ pool, state: 'waiting' }, waiting);
      }
    },
  });
  new Gauge({
    name: 'zuoxi_restarts',
    help: 'How often a process was started again since the launcher began',
    labelNames: ['process'],
    registers,
    collect() {
      for (const [process, count] of restarts) this.set({ process }, count);
    },
  });
  return metrics;
}
