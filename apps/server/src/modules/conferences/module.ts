import { supervisors } from '../../platform/authorisation.ts';
import { feed } from '../../platform/feed.ts';
import { clock, database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { agents } from '../agents/module.ts';
import { engine } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { createConferences } from './conferences.ts';
import { conferencesConsumer } from './consumer.ts';
import { Holding } from './holding.ts';
import { conferenceRoutes } from './routes.ts';
import { ConferenceSessions } from './sessions.ts';

/** Those that are being held. */
const conferenceSessions = defineModule({
  name: 'conferenceSessions',
  needs: { world },
  create: ({ world }) => new ConferenceSessions(world),
});

export const conferences = defineModule({
  name: 'conferences',
  permissions: { 'conferences.list': supervisors, 'conferences.write': supervisors, 'conferences.hold': supervisors },
  needs: { database, sessions: conferenceSessions, engine, clock, ids, board: agents },
  create: (given) => createConferences(given),
  routes: (app, conferences, { database, engine, sessions, ids, board }) =>
    conferenceRoutes(app, conferences, { holding: new Holding({ database, engine, conferences, sessions, ids }), board }),
  consumers: () => [conferencesConsumer()],
  feeds: (_conferences, { sessions, engine }) => [
    feed({
      topic: 'conferences',
      permission: 'conferences.list',
      snapshot: ({ actor }) => sessions.of(actor.tenantId),
      listen: ({ changed }) => engine.callControl.on('changed', ({ conferences }) => changed(conferences)),
      deltas: (sessionIds) => {
        const byTenant = sessions.changes(sessionIds);
        return ({ actor }) => byTenant.get(actor.tenantId);
      },
    }),
  ],
});
