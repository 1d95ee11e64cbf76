import { administrators } from '../../platform/authorisation.ts';
import { database, settings } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { changed } from '../engine/module.ts';
import { RTP_TIMEOUT_S } from '../pbx/index.ts';
import { telephonySettingsRoutes } from './routes.ts';
import { createTelephonySettings } from './telephony-settings.ts';

export const telephonySettings = defineModule({
  name: 'telephonySettings',
  permissions: { 'telephonySettings.read': administrators, 'telephonySettings.write': administrators },
  needs: { database, changed, settings },
  create: ({ database, changed, settings }) => createTelephonySettings(database, changed, settings.rtpTimeoutS ?? RTP_TIMEOUT_S),
  routes: telephonySettingsRoutes,
});
