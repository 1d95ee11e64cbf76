import { join } from 'node:path';
import { signedIn } from '../../platform/authorisation.ts';
import { clock, database, dataDir, logger } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { engine } from '../engine/module.ts';
import { MessageCollector } from './collector.ts';
import { voicemailConsumer } from './consumer.ts';
import { voicemailRoutes } from './routes.ts';
import { createVoicemail } from './voicemail.ts';

export const voicemailFolder = defineModule({
  name: 'voicemailFolder',
  needs: { dataDir },
  create: ({ dataDir }) => join(dataDir, 'voicemail'),
});

const collector = defineModule({
  name: 'messageCollector',
  needs: { database, engine, folder: voicemailFolder, clock, logger },
  create: (given) => {
    const collector = new MessageCollector(given);
    given.engine.on('available', (available) => {
      if (available) void collector.sweep();
    });
    return collector;
  },
  start: (collector) => collector.start(),
  stop: (collector) => collector.stop(),
});

export const voicemail = defineModule({
  name: 'voicemail',
  permissions: { 'voicemail.list': signedIn, 'voicemail.listen': signedIn, 'voicemail.handle': signedIn },
  needs: { database, clock, collector, voicemailFolder },
  create: ({ database, clock }) => createVoicemail(database, clock),
  routes: voicemailRoutes,
  consumers: (names, given) => [voicemailConsumer(names, (name) => void given?.collector.collect(name))],
});
