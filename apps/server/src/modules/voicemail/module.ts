import { join } from 'node:path';
import { signedIn } from '../../platform/authorisation.ts';
import { clock, database, dataDir, logger } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { engine } from '../engine/module.ts';
import { MessageCollector } from './collector.ts';
import { voicemailConsumer } from './consumer.ts';
import { MessageLamps } from './message-lamps.ts';
import { voicemailRoutes } from './routes.ts';
import { createVoicemail } from './voicemail.ts';

export const voicemailFolder = defineModule({
  name: 'voicemailFolder',
  needs: { dataDir },
  create: ({ dataDir }) => join(dataDir, 'voicemail'),
});

const lamps = defineModule({
  name: 'messageLamps',
  needs: { database, engine, clock, logger },
  create: (given) => {
    const lamps = new MessageLamps(given);
    given.engine.on('available', () => lamps.refresh());
    given.engine.on('directoryChanged', () => lamps.refresh());
    return lamps;
  },
  stop: (lamps) => lamps.stop(),
});

const collector = defineModule({
  name: 'messageCollector',
  needs: { database, engine, folder: voicemailFolder, clock, logger, lamps },
  create: ({ lamps, ...given }) => {
    const collector = new MessageCollector({ ...given, changed: () => lamps.refresh() });
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
  needs: { database, clock, collector, voicemailFolder, lamps },
  create: ({ database, clock, lamps }) => createVoicemail(database, clock, () => lamps.refresh()),
  routes: voicemailRoutes,
  consumers: (names, given) => [voicemailConsumer(names, (name) => void given?.collector.collect(name))],
});
