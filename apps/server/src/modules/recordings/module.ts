import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { signedIn } from '../../platform/authorisation.ts';
import { clock, database, dataDir, logger } from '../../platform/house.ts';
import { indexInBackground } from '../../platform/lists/index.ts';
import { defineModule } from '../../platform/module.ts';
import { engine } from '../engine/module.ts';
import { RecordingCollector } from './collector.ts';
import { recordingsConsumer } from './consumer.ts';
import { recordingIndex } from './describe.ts';
import { createRecordings, recordingTable } from './recordings.ts';
import { recordingRoutes } from './routes.ts';
import { SoundReader } from './sound-reader.ts';

export const recordingsFolder = defineModule({
  name: 'recordingsFolder',
  needs: { dataDir },
  create: async ({ dataDir }) => {
    const folder = join(dataDir, 'recordings');
    await mkdir(folder, { recursive: true });
    return folder;
  },
});

const sound = defineModule({
  name: 'soundReader',
  needs: {},
  create: () => new SoundReader(),
  close: (sound) => sound.stop(),
});

const collector = defineModule({
  name: 'recordingCollector',
  needs: { database, engine, folder: recordingsFolder, sound, clock, logger },
  create: (given) => {
    const collector = new RecordingCollector(given);
    given.engine.on('available', (available) => {
      if (available) void collector.sweep();
    });
    return collector;
  },
  start: (collector) => collector.start(),
  stop: (collector) => collector.stop(),
});

export const recordings = defineModule({
  name: 'recordings',
  permissions: { 'recordings.list': signedIn, 'recordings.listen': signedIn },
  needs: { database, logger, collector, sound, recordingsFolder },
  create: ({ database, sound, recordingsFolder }) => createRecordings({ database, sound, folder: recordingsFolder }),
  start: (_recordings, { database, logger }) => indexInBackground({ database, logger, table: recordingTable, indexOf: recordingIndex }),
  routes: recordingRoutes,
  consumers: (_names, given) => [recordingsConsumer((name) => void given?.collector.collect(name))],
});
