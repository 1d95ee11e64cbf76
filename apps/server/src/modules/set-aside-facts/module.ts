import { administrators } from '../../platform/authorisation.ts';
import { consumers } from '../../platform/facts/module.ts';
import { setAsideFact } from '../../platform/facts/tables.ts';
import { database } from '../../platform/house.ts';
import { gauge } from '../../platform/metrics.ts';
import { defineModule } from '../../platform/module.ts';
import { setAsideFactRoutes } from './routes.ts';
import { createSetAsideFacts } from './set-aside-facts.ts';

export const setAsideFacts = defineModule({
  name: 'setAsideFacts',
  permissions: { 'setAsideFacts.list': administrators, 'setAsideFacts.run': administrators },
  needs: { database, consumers },
  create: (given) => createSetAsideFacts(given),
  routes: setAsideFactRoutes,
  metrics: (registry, _setAside, { database }) =>
    gauge(
      registry,
      { name: 'zuoxi_facts_set_aside', help: 'Facts that the database refused and that nobody has run again yet' },
      // Unknown while the database is away; the other figures are given all the same.
      async (set) => set({}, database.isUp ? await database.system.$count(setAsideFact).catch(() => Number.NaN) : Number.NaN),
    ),
});
