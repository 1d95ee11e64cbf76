import { signedIn } from '../../platform/authorisation.ts';
import { authorisation, clientAddresses, clock, database, logger } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { isInCall } from '../agents/index.ts';
import { engine } from '../engine/module.ts';
import { world } from '../engine/world.ts';
import { rememberSessions } from './remembered.ts';
import { sessionRoutes } from './routes.ts';
import { createSessions } from './sessions.ts';
import { SessionSweep } from './sweep.ts';

export const sessions = defineModule({
  name: 'sessions',
  permissions: {
    'session.signIn': 'public',
    'session.read': signedIn,
    'session.signOut': signedIn,
    'session.changePassword': signedIn,
  },
  beforePasswordChange: ['session.read', 'session.signOut', 'session.changePassword'],
  needs: { database, clock, logger, world, engine, clientAddresses, authorisation },
  create: ({ database, clock, logger, world, engine }) => {
    const isBusy = (accountId: string) => isInCall(world, accountId);
    const sessions = rememberSessions(createSessions({ database, clock, isInCall: isBusy, logger }), database, clock);
    engine.on('directoryChanged', () => sessions.forget());
    sessions.onSignedIn(({ actor }) => engine.callControl.order({ type: 'signIn', agentId: actor.accountId }));
    sessions.onEnded(({ accountId, lastOfAccount }) => {
      if (lastOfAccount) engine.callControl.order({ type: 'signOut', agentId: accountId });
    });
    return sessions;
  },
  routes: sessionRoutes,
});

/** Sessions that nobody used any more are removed. */
export const sessionSweep = defineModule({
  name: 'sessionSweep',
  needs: { sessions, clock, logger },
  create: (given) => new SessionSweep(given),
  start: (sweep) => sweep.start(),
  stop: (sweep) => sweep.stop(),
});
