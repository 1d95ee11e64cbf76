import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../../db/index.ts';
import type { Consumers } from './consumers.ts';
import { deadLettersOf, lagOf } from './standing.ts';

/** What `/metrics` says of each consumer. */
export function registerConsumerMetrics(metrics: Registry, { consumers, database }: { consumers: Consumers; database: Database }): void {
  const [registers, labelNames] = [[metrics], ['consumer']];
  new Gauge({
    name: 'zuoxi_consumer_lag_seconds',
    help: 'How long the oldest fact waits that this consumer has not handled',
    labelNames,
    registers,
    collect() {
      for (const { name, lagSeconds } of consumers.states()) this.set({ consumer: name }, lagSeconds);
    },
  });
  new Gauge({
    name: 'zuoxi_consumer_lag_facts',
    help: 'Places of the log that this consumer has not passed yet, facts of all kinds; its cursor passes those of other kinds now and then',
    labelNames,
    registers,
    async collect() {
      const lags = database.isUp ? await lagOf(database.system, consumers.names).catch(() => undefined) : undefined;
      // Unknown while the database is away; the other figures are given all the same.
      for (const name of consumers.names) this.set({ consumer: name }, lags ? (lags.get(name) ?? 0) : Number.NaN);
    },
  });
  new Gauge({
    name: 'zuoxi_consumer_dead_letters',
    help: 'Facts that this consumer could not take and that nobody has run again yet',
    labelNames,
    registers,
    async collect() {
      const counted = database.isUp ? await deadLettersOf(database.system).catch(() => undefined) : undefined;
      for (const name of consumers.names) this.set({ consumer: name }, counted ? (counted.get(name) ?? 0) : Number.NaN);
    },
  });
}
