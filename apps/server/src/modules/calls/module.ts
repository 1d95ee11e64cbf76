import { Emitter } from '@zuoxi/kit';
import { signedIn } from '../../platform/authorisation.ts';
import { database, logger } from '../../platform/house.ts';
import { indexInBackground } from '../../platform/lists/index.ts';
import { gauge } from '../../platform/metrics.ts';
import { defineModule } from '../../platform/module.ts';
import { world } from '../engine/world.ts';
import { callTable, createCalls } from './calls.ts';
import { callsConsumer } from './consumer.ts';
import { callIndex } from './index-row.ts';
import { callRoutes } from './routes.ts';

interface CallNews {
  /** Its record is on the list. */
  recorded: { tenantId: string; callId: string };
}

export const callNews = defineModule({
  name: 'callNews',
  needs: { logger },
  create: ({ logger }) => new Emitter<CallNews>((error) => logger.error({ err: error }, 'a listener to news of calls threw')),
});

export const calls = defineModule({
  name: 'calls',
  permissions: { 'calls.list': signedIn, 'calls.read': signedIn },
  needs: { database, logger, world, callNews },
  create: ({ database }) => createCalls(database),
  start: (_calls, { database, logger }) => indexInBackground({ database, logger, table: callTable, indexOf: callIndex }),
  routes: callRoutes,
  consumers: (names, given) => [callsConsumer(names, (call) => given?.callNews.emit('recorded', call))],
  news: (_calls, { callNews }) => ({
    listen: (tell) => callNews.on('recorded', ({ tenantId, callId }) => tell.tenant(tenantId, 'callRecorded', callId)),
  }),
  metrics: (registry, _calls, { world }) =>
    gauge(registry, { name: 'zuoxi_calls', help: 'Calls under way' }, (set) => set({}, world.calls.size)),
});
