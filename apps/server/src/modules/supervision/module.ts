import { supervisors } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { agents, view } from '../agents/module.ts';
import { engine } from '../engine/module.ts';
import { sessions } from '../sessions/module.ts';
import { supervisionRoutes } from './routes.ts';
import { Supervision } from './supervision.ts';

export const supervision = defineModule({
  name: 'supervision',
  permissions: { 'agents.supervise': supervisors, 'agents.direct': supervisors },
  needs: { database, engine, board: agents, view, sessions, ids },
  create: (given) => new Supervision(given),
  routes: supervisionRoutes,
});
