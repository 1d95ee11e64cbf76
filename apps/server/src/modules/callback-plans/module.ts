import { signedIn } from '../../platform/authorisation.ts';
import { feed } from '../../platform/feed.ts';
import { clock, database, ids, logger } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { createCallbackPlans } from './plans.ts';
import { Reminders } from './reminders.ts';
import { callbackPlanRoutes } from './routes.ts';

/** Which callback plans are due. */
const reminders = defineModule({
  name: 'reminders',
  needs: { database, clock, logger },
  create: (given) => new Reminders(given),
  start: (reminders) => reminders.start(),
  stop: (reminders) => reminders.stop(),
});

export const callbackPlans = defineModule({
  name: 'callbackPlans',
  permissions: { 'callbackPlans.own': signedIn },
  needs: { database, ids, reminders },
  create: ({ database, ids, reminders }) => createCallbackPlans({ database, ids, changed: (whose) => reminders.changed(whose) }),
  routes: callbackPlanRoutes,
  feeds: (_plans, { reminders }) => [
    feed({
      topic: 'reminders',
      permission: 'callbackPlans.own',
      snapshot: ({ actor }) => reminders.due(actor),
      listen: ({ push }) => reminders.on('changed', ({ accountId, due }) => push(accountId, due)),
    }),
  ],
});
