import { administrators } from '../../platform/authorisation.ts';
import { clock, database, logger, settings } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { recordingsFolder } from '../recordings/module.ts';
import { voicemailFolder } from '../voicemail/module.ts';
import { DiskSpace } from './disk-space.ts';
import { storageRoutes } from './routes.ts';

/** The room on the disk of the recordings. */
export const storage = defineModule({
  name: 'storage',
  permissions: { 'storage.read': administrators },
  needs: { database, clock, logger, settings, recordingsFolder, voicemailFolder },
  create: ({ database, clock, logger, settings, recordingsFolder, voicemailFolder }) =>
    new DiskSpace({
      database,
      folder: recordingsFolder,
      alsoPrivate: [voicemailFolder],
      ...(settings.disk ?? { alarmBytes: 0, reserveBytes: 0 }),
      clock,
      logger,
    }),
  start: (diskSpace) => diskSpace.start(),
  stop: (diskSpace) => diskSpace.stop(),
  routes: storageRoutes,
  metrics: (registry, diskSpace) => diskSpace.registerMetrics(registry),
});
