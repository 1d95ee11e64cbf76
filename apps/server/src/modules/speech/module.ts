import { join } from 'node:path';
import { clock, dataDir, settings } from '../../platform/house.ts';
import { defineModule } from '../../platform/module.ts';
import { engine } from '../engine/module.ts';
import { secrets } from '../secrets/module.ts';
import { SpeechService } from './speech.ts';

export const speech = defineModule({
  name: 'speech',
  needs: { dataDir, secrets, clock, settings, engine },
  create: ({ dataDir, secrets, clock, settings, engine }) =>
    new SpeechService({
      folder: join(dataDir, 'speech'),
      secrets,
      clock,
      command: settings.speechCommand,
      deliver: (name, wav) => engine.deliverSound(name, wav),
      drop: (name) => void engine.dropSound(name),
    }),
  answers: (speech) => ({
    speech: async ({ text, language }) => ({ ask: 'speech', media: await speech.media(text, language) }),
  }),
});
