import { SupervisionSettings } from '@zuoxi/contract';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { SupervisionSettingsService } from './supervision-settings.ts';

export function supervisionSettingsRoutes(app: App, supervisionSettings: SupervisionSettingsService): void {
  app.get(
    '/api/supervision-settings',
    { config: { permission: 'supervisionSettings.read' }, schema: { response: { 200: SupervisionSettings } } },
    (request) => supervisionSettings.read(sessionOf(request).actor),
  );

  app.put(
    '/api/supervision-settings',
    {
      config: { permission: 'supervisionSettings.write' },
      schema: { body: SupervisionSettings, response: { 200: SupervisionSettings } },
    },
    (request) => supervisionSettings.update(sessionOf(request).actor, request.body),
  );
}
