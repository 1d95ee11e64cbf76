import type { PromptLanguage } from '@zuoxi/contract';
import { fail } from '../../platform/errors.ts';
import { findProgram, type Limits, run } from '../sound-files/index.ts';

/** Something that makes speech of text. */
export interface SpeechEngine {
  /** With it sounds are kept: another name speaks every text anew. */
  readonly name: string;
  voices(): Promise<Record<PromptLanguage, string>>;
  /** A WAV of any rate. Rejects with `prompts.speechFailed`. */
  synthesize(text: string, language: PromptLanguage): Promise<Buffer>;
}

/** 2,000 Chinese characters are eleven minutes of 22,050 Hz. */
const LIMITS: Limits = { timeMs: 15_000, outputBytes: 64 * 1024 * 1024 };

/** Words a minute that are easy to follow on a telephone. */
const SPEED: Record<PromptLanguage, string> = { zh: '190', en: '150' };

/**
 * What speaks: the program of the setting, else espeak-ng; undefined when neither is installed. Looked for anew each
 * time, so that installing it needs no restart.
 *
 * @param command a program with its arguments, with spaces between; `{language}` in them becomes `zh` or `en`. It gets the
 *   text on standard input and writes a WAV to standard output.
 */
export async function findSpeechEngine(command: string | undefined): Promise<SpeechEngine | undefined> {
  const [program, ...args] = (command ?? '').split(/\s+/).filter((word) => word !== '');
  if (program !== undefined) {
    const path = await findProgram(program);
    return path === undefined ? undefined : ofCommand(path, args);
  }
  const path = await findProgram('espeak-ng');
  return path === undefined ? undefined : ofEspeak(path);
}

function ofCommand(path: string, args: readonly string[]): SpeechEngine {
  return {
    name: [path, ...args].join(' '),
    voices: async () => ({ zh: path, en: path }),
    synthesize: (text, language) =>
      wavOf(
        path,
        args.map((word) => word.replaceAll('{language}', language)),
        text,
      ),
  };
}

function ofEspeak(path: string): SpeechEngine {
  const voices = async (): Promise<Record<PromptLanguage, string>> => {
    const { output } = await run(path, ['--voices=cmn'], '', { timeMs: 5_000, outputBytes: 64 * 1024 });
    // `cmn` of espeak-ng 1.51 reads Chinese as English ("nin two hao three").
    return { zh: output.includes('cmn-latn-pinyin') ? 'cmn-latn-pinyin' : 'cmn', en: 'en' };
  };
  return {
    name: 'espeak-ng',
    voices,
    // -b 1: UTF-8. The text comes by standard input: it is never taken for an option or a file.
    synthesize: async (text, language) =>
      wavOf(path, ['-b', '1', '-v', (await voices())[language], '-s', SPEED[language], '-a', '140', '--stdin', '--stdout'], text),
  };
}

async function wavOf(program: string, args: readonly string[], text: string): Promise<Buffer> {
  const { output, code } = await run(program, args, text, LIMITS);
  return code === 0 && output.length > 44 ? output : fail('prompts.speechFailed');
}
