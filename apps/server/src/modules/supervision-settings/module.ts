import { administrators, supervisors } from '../../platform/authorisation.ts';
import { database } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { changed } from '../engine/module.ts';
import { supervisionSettingsRoutes } from './routes.ts';
import { createSupervisionSettings } from './supervision-settings.ts';

export const supervisionSettings = defineModule({
  name: 'supervisionSettings',
  permissions: { 'supervisionSettings.read': supervisors, 'supervisionSettings.write': administrators },
  needs: { database, changed },
  create: ({ database, changed }) => createSupervisionSettings(database, changed),
  routes: supervisionSettingsRoutes,
});
