import { join } from 'node:path';
import { administrators, supervisors } from '../../platform/authorisation.ts';
import { clock, database, ids, logger } from '../../platform/house.ts';
import type { App } from '../../platform/http/http.ts';
import { defineModule } from '../../platform/module.ts';
import { changed, engine } from '../engine/module.ts';
import { promptsFolder, sounds } from '../pbx/module.ts';
import { SoundConverter } from '../sound-files/index.ts';
import { speech } from '../speech/module.ts';
import { promptFiles } from './files-for-engines.ts';
import { createPrompts } from './prompts.ts';
import { promptRoutes } from './routes.ts';

export const prompts = defineModule({
  name: 'prompts',
  permissions: { 'prompts.list': supervisors, 'prompts.write': administrators },
  needs: { database, clock, ids, logger, speech, sounds, engine, changed, promptsFolder },
  create: async ({ sounds, promptsFolder, engine, ...given }) => {
    const prompts = createPrompts({
      ...given,
      engine,
      converter: new SoundConverter({ folder: join(promptsFolder, 'work') }),
      library: sounds,
      deliver: (name, wav) => engine.deliverSound(name, wav),
    });
    engine.callControl.on('facts', (facts) => prompts.takeFacts(facts));
    // Before any call: what was being recorded when the server ended has come to nothing.
    await prompts.forgetRecordings();
    return prompts;
  },
  stop: (prompts) => prompts.stop(),
  routes: async (app, prompts, given) => {
    // Each in a scope of its own, since they send files out of different folders.
    await app.register(async (scope: App) => promptRoutes(scope, prompts, given.promptsFolder));
    await promptFiles(app, given);
  },
});
