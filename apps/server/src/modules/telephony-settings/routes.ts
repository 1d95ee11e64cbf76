import { TelephonySettings } from '@zuoxi/contract';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { TelephonySettingsService } from './telephony-settings.ts';

export function telephonySettingsRoutes(app: App, telephonySettings: TelephonySettingsService): void {
  app.get(
    '/api/telephony-settings',
    { config: { permission: 'telephonySettings.read' }, schema: { response: { 200: TelephonySettings } } },
    (request) => telephonySettings.read(sessionOf(request).actor),
  );

  app.put(
    '/api/telephony-settings',
    {
      config: { permission: 'telephonySettings.write' },
      schema: { body: TelephonySettings, response: { 200: TelephonySettings } },
    },
    (request) => telephonySettings.update(sessionOf(request).actor, request.body),
  );
}
