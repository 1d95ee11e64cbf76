import { readFile, stat } from 'node:fs/promises';
import type { PromptKind, PromptLanguage, ShippedSounds } from '@zuoxi/contract';

type Sound = ShippedSounds['sounds'][number];

const HEADER_BYTES = 44;
const BYTES_A_SECOND = 16_000;
const WITHOUT_WORDS: { name: string; kind: PromptKind }[] = [
  { name: 'music', kind: 'music' },
  { name: 'music-2', kind: 'music' },
  { name: 'music-3', kind: 'music' },
  { name: 'beep', kind: 'prompt' },
];

/** The sentences and the music that ship with the product. @param folder where they are, with a slash at the end */
export async function shippedSounds(folder: string): Promise<Sound[]> {
  const lines = (await readFile(`${folder}texts.tsv`, 'utf8')).trim().split('\n').slice(1);
  const entries: Omit<Sound, 'durationS'>[] = WITHOUT_WORDS.map((entry) => ({
    ...entry,
    language: null,
    text: '',
    path: `${entry.name}.wav`,
  }));
  for (const line of lines) {
    const [name = '', zh = '', en = ''] = line.split('\t');
    for (const [language, text] of [['zh', zh] as const, ['en', en] as const]) entries.push(spoken(name, language, text));
  }
  return Promise.all(
    entries.map(async (entry) => ({ ...entry, durationS: ((await stat(folder + entry.path)).size - HEADER_BYTES) / BYTES_A_SECOND })),
  );
}

const spoken = (name: string, language: PromptLanguage, text: string): Omit<Sound, 'durationS'> => ({
  name,
  kind: 'prompt',
  language,
  text,
  path: `${language}/${name}.wav`,
});
