import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { outsideOf } from '@zuoxi/callcontrol';
import { database, dataDir } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { steady } from '../../platform/steady-time.ts';
import { blacklistedNumbers } from '../blacklist/module.ts';
import { world } from '../engine/world.ts';
import { secrets } from '../secrets/module.ts';
import { DirectoryStore } from './directory-store.ts';
import { SoundLibrary } from './sound-library.ts';

export const promptsFolder = defineModule({
  name: 'promptsFolder',
  needs: { dataDir },
  create: async ({ dataDir }) => {
    const folder = join(dataDir, 'prompts');
    await mkdir(folder, { recursive: true });
    return folder;
  },
});

/** The call centres' own sounds. */
export const sounds = defineModule({
  name: 'sounds',
  needs: { secrets, promptsFolder },
  create: ({ secrets, promptsFolder }) => new SoundLibrary(secrets, promptsFolder),
});

/** The administration as calls see it. */
export const directory = defineModule({
  name: 'directory',
  needs: { database, sounds, steady, blacklistedNumbers, world },
  create: async ({ database, sounds, steady, blacklistedNumbers }) => {
    const directory = new DirectoryStore(database, sounds, steady, blacklistedNumbers);
    await directory.reload();
    return directory;
  },
  // Minutes called today are in the records of calls, which are up to date by now; those of calls that go on are counted on.
  start: async ({ usage }, { database, world }) => {
    await usage.load(database);
    for (const call of world.calls.values()) {
      const { id, tenantId, answeredAt } = call;
      for (const { agentId, madeBy } of outsideOf(call)) usage.resume(id, { tenantId, agentId, madeBy }, answeredAt);
    }
  },
});
