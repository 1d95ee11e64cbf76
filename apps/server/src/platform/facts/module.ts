import { clock, database, logger } from '../house.ts';
import { defineModule } from '../module.ts';
import { Consumers } from './consumers.ts';
import { registerConsumerMetrics } from './metrics.ts';

/** What is made of facts. Which there are is known only when all modules are made: they are added then. */
export const consumers = defineModule({
  name: 'consumers',
  needs: { database, clock, logger },
  create: (given) => new Consumers({ ...given, consumers: [] }),
  start: (consumers) => consumers.start(),
  // The last facts of the journal are hinted at first.
  close: (consumers) => consumers.stop(),
  checks: (consumers) => [{ name: 'facts', check: () => consumers.problem() }],
  metrics: (registry, consumers, { database }) => registerConsumerMetrics(registry, { consumers, database }),
});
