import { Holiday, HolidayInput, HolidayLines, OpeningHours, OpeningHoursInput } from '@zuoxi/contract';
import { z } from 'zod';
import type { Modules } from '../../modules/index.ts';
import { crudRoutes } from '../crud-routes.ts';
import { type App, sessionOf } from '../http.ts';

export function openingHoursRoutes(app: App, { openingHours, holidays }: Modules): void {
  const permissions = { list: 'openingHours.list', write: 'openingHours.write' } as const;
  const hoursShapes = { row: OpeningHours, create: OpeningHoursInput, update: OpeningHoursInput, created: OpeningHours };
  crudRoutes(app, '/api/opening-hours', permissions, hoursShapes, openingHours);

  const holidayShapes = { row: Holiday, create: HolidayInput, update: HolidayInput, created: Holiday };
  crudRoutes(app, '/api/holidays', permissions, holidayShapes, holidays);

  app.post(
    '/api/holidays/import',
    { config: { permission: 'openingHours.write' }, schema: { body: HolidayLines, response: { 200: z.array(Holiday) } } },
    (request) => holidays.import(sessionOf(request).actor, request.body.text),
  );
}
