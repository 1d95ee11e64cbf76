import { SupervisionSettings } from '@zuoxi/contract';
import type { Modules } from '../../modules/index.ts';
import { type App, sessionOf } from '../http.ts';

export function supervisionSettingsRoutes(app: App, { supervisionSettings }: Modules): void {
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
