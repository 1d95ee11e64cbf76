// Started by sound-reader.ts: looks through files of sound beside the main thread, one after the other.
import { parentPort } from 'node:worker_threads';
import { soundFiguresOfFile } from './sound-figures.ts';
import type { SoundAnswer, SoundQuestion } from './sound-reader.ts';

parentPort?.on('message', ({ nr, path }: SoundQuestion) => {
  const answer = (value: Omit<SoundAnswer, 'nr'>) => parentPort?.postMessage({ nr, ...value } satisfies SoundAnswer);
  soundFiguresOfFile(path).then(
    (figures) => answer({ figures }),
    (error: unknown) => answer({ figures: undefined, error: error instanceof Error ? error.message : String(error) }),
  );
});
