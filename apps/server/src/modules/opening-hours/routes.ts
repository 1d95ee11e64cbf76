import { Holiday, HolidayInput, HolidayLines, OpeningHours, OpeningHoursInput } from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Holidays } from './holidays.ts';
import type { OpeningHoursService } from './opening-hours.ts';

export function openingHoursRoutes(app: App, openingHours: OpeningHoursService, { holidays }: { holidays: Holidays }): void {
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
