import { administrators } from '../../platform/authorisation.ts';
import { clock, database, ids } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { changed } from '../engine/module.ts';
import { createHolidays } from './holidays.ts';
import { createOpeningHours } from './opening-hours.ts';
import { openingHoursRoutes } from './routes.ts';

export const openingHours = defineModule({
  name: 'openingHours',
  permissions: { 'openingHours.list': administrators, 'openingHours.write': administrators },
  needs: { database, changed, clock, ids },
  create: (given) => createOpeningHours(given),
  routes: (app, openingHours, given) => openingHoursRoutes(app, openingHours, { holidays: createHolidays(given) }),
});
