import { administrators } from '../../platform/authorisation.ts';
import { database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { changed } from '../engine/module.ts';
import { directory } from '../pbx/module.ts';
import { createDialRules } from './dial-rules.ts';
import { createDialLimits } from './limits.ts';
import { dialRuleRoutes } from './routes.ts';

export const dialRules = defineModule({
  name: 'dialRules',
  permissions: { 'dialRules.list': administrators, 'dialRules.write': administrators },
  needs: { database, changed, directory, ids },
  create: (given) => createDialRules(given),
  routes: (app, dialRules, { database, changed }) => dialRuleRoutes(app, dialRules, { dialLimits: createDialLimits(database, changed) }),
});
