import { administrators, supervisors } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { changed } from '../engine/module.ts';
import { skillRoutes } from './routes.ts';
import { createSkills } from './skills.ts';

export const skills = defineModule({
  name: 'skills',
  permissions: { 'skills.list': supervisors, 'skills.write': administrators },
  needs: { database, changed, ids },
  create: (given) => createSkills(given),
  routes: skillRoutes,
});
