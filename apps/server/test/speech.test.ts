import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@zuoxi/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSecretBox } from '../src/modules/secrets/index.ts';
import { run } from '../src/modules/sound-files/index.ts';
import { findSpeechEngine, type SpeechEngine, SpeechService } from '../src/modules/speech/index.ts';

const hasEspeak = existsSync('/usr/bin/espeak-ng');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zuoxi-speech-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Speaks every text as half a second of a tone, and remembers what it was asked. */
function fakeEngine(name = 'fake') {
  const asked: string[] = [];
  const engine: SpeechEngine = {
    name,
    voices: async () => ({ zh: 'zh', en: 'en' }),
    async synthesize(text, language) {
      asked.push(`${language}: ${text}`);
      return readFile(new URL('../prompts/beep.wav', import.meta.url));
    },
  };
  return { engine, asked };
}

let services = 0;
async function service(options: { engine?: SpeechEngine | undefined; command?: string; cacheBytes?: number } = {}) {
  services += 1;
  const delivered = new Map<string, Buffer>();
  const dropped: string[] = [];
  const speech = new SpeechService({
    folder: join(folder, `cache-${services}`),
    secrets: await loadSecretBox(folder),
    clock: systemClock,
    command: options.command,
    deliver: async (name, wav) => void delivered.set(name, wav),
    drop: (name) => dropped.push(name),
    ...('engine' in options ? { findEngine: async () => options.engine } : {}),
    ...(options.cacheBytes === undefined ? {} : { cacheBytes: options.cacheBytes }),
  });
  return { speech, delivered, dropped, files: () => readdir(join(folder, `cache-${services}`)) };
}

async function script(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('spoken texts', () => {
  it('the engines have the sound before its address is told; a text is spoken once', async () => {
    const { engine, asked } = fakeEngine();
    const { speech, delivered } = await service({ engine });
    const uris = await Promise.all([speech.media('您好', 'zh'), speech.media('您好', 'zh'), speech.media(' 您好\n', 'zh')]);
    expect(new Set(uris).size).toBe(1);
    const [uri = ''] = uris;
    expect(delivered.get(uri.replace('sound:zuoxi/', ''))).toEqual(await speech.sound('您好', 'zh'));
    expect(asked).toEqual(['zh: 您好']);
    await speech.media('您好', 'en');
    expect(asked).toHaveLength(2);
  });

  it('another engine speaks anew; another installation has other addresses', async () => {
    const [a, b] = [fakeEngine('a'), fakeEngine('b')];
    const first = await (await service({ engine: a.engine })).speech.media('x', 'en');
    const second = await (await service({ engine: b.engine })).speech.media('x', 'en');
    expect(first).not.toBe(second);
    const other = new SpeechService({
      folder: join(folder, 'other'),
      secrets: await loadSecretBox(join(folder, 'another installation')),
      clock: systemClock,
      command: undefined,
      deliver: async () => {},
      drop: () => {},
      findEngine: async () => a.engine,
    });
    expect(await other.media('x', 'en')).not.toBe(first);
  });

  it('the cache stays within its limit, and the engines are told what has left', async () => {
    const { engine, asked } = fakeEngine();
    const size = (await readFile(new URL('../prompts/beep.wav', import.meta.url))).length;
    const { speech, dropped, files } = await service({ engine, cacheBytes: size * 3 });
    const uris: string[] = [];
    for (let n = 0; n < 8; n++) uris.push(await speech.media(`text ${n}`, 'en'));
    expect((await files()).length).toBeLessThanOrEqual(3);
    expect(dropped.length).toBeGreaterThanOrEqual(5);
    for (const name of dropped) expect(uris).toContain(`sound:zuoxi/${name}`);
    expect(dropped).not.toContain(uris.at(-1)?.replace('sound:zuoxi/', ''));
    // What has left is spoken again, under the same address.
    expect(await speech.media('text 0', 'en')).toBe(uris[0]);
    expect(asked).toHaveLength(9);
  });

  it.each([
    ['nothing', ''],
    ['only spaces', '  \n'],
    ['too much', '字'.repeat(2001)],
  ])('%s is not spoken', async (_name, text) => {
    const { speech } = await service({ engine: fakeEngine().engine });
    await expect(speech.media(text, 'zh')).rejects.toMatchObject({ code: 'prompts.speechFailed' });
  });

  it('without anything that speaks it is said so', async () => {
    const { speech } = await service({ engine: undefined });
    await expect(speech.media('您好', 'zh')).rejects.toMatchObject({ code: 'prompts.noSpeech' });
    expect(await speech.engineName()).toBeUndefined();
    const missing = await service({ command: '/nowhere/speak' });
    await expect(missing.speech.media('您好', 'zh')).rejects.toMatchObject({ code: 'prompts.noSpeech' });
  });
});

describe("a program of one's own", () => {
  it('gets the language and the text, and writes a WAV', async () => {
    const beep = new URL('../prompts/beep.wav', import.meta.url).pathname;
    const program = await script('speak', `cat > '${folder}/text'; echo "$@" > '${folder}/args'; cat '${beep}'`);
    const { speech } = await service({ command: `${program} --voice {language} -` });
    expect((await speech.sound('七点 $(reboot) "x"', 'zh')).length).toBeGreaterThan(4_000);
    expect(await readFile(join(folder, 'text'), 'utf8')).toBe('七点 $(reboot) "x"');
    expect(await readFile(join(folder, 'args'), 'utf8')).toBe('--voice zh -\n');
  });

  it.each([
    ['that fails', 'exit 1'],
    ['that says nothing', 'true'],
    ['that dies', 'kill -9 $$'],
  ])('%s is an error', async (name, text) => {
    const { speech } = await service({ command: await script(`bad-${name.replaceAll(' ', '-')}`, text) });
    await expect(speech.sound('x', 'en')).rejects.toMatchObject({ code: 'prompts.speechFailed' });
  });

  it('that writes something else than a WAV is an error', async () => {
    const { speech } = await service({ command: await script('text', 'head -c 5000 /dev/zero') });
    await expect(speech.sound('x', 'en')).rejects.toMatchObject({ code: 'prompts.speechFailed' });
  });

  it('is killed when it takes too long or writes too much, and sees none of our settings', async () => {
    const endless = await run(await script('endless', 'tail -f /dev/null; true'), [], '', { timeMs: 200, outputBytes: 1000 });
    expect(endless).toMatchObject({ code: null, said: '\ntook too long' });
    const much = await run(await script('much', 'cat /dev/zero; true'), [], '', { timeMs: 10_000, outputBytes: 100_000 });
    expect(much.code).toBeNull();
    expect(much.output.length).toBeLessThanOrEqual(100_000);
    process.env.ZUOXI_TEST_SECRET = 'secret';
    const environment = await run(await script('env', 'env'), [], '', { timeMs: 10_000, outputBytes: 100_000 });
    delete process.env.ZUOXI_TEST_SECRET;
    expect(environment.output.toString()).not.toContain('secret');
    expect(await run('/nowhere/at/all', [], '', { timeMs: 1_000, outputBytes: 10 })).toMatchObject({ code: null });
  });
});

describe.skipIf(!hasEspeak)('espeak-ng', () => {
  it.each([
    ['zh', '您好，欢迎致电。'],
    ['en', 'Good morning. Thank you for calling.'],
  ] as const)('speaks %s', async (language, text) => {
    const { speech } = await service();
    const wav = await speech.sound(text, language);
    const seconds = (wav.length - 44) / 16_000;
    expect(seconds).toBeGreaterThan(0.8);
    expect(seconds).toBeLessThan(6);
  });

  it('reads Chinese as Chinese', async () => {
    const engine = await findSpeechEngine(undefined);
    expect((await engine?.voices())?.zh).toBe('cmn-latn-pinyin');
  });

  it('never takes a text for an option or a file', async () => {
    const { speech } = await service();
    const target = join(folder, 'written');
    await speech.sound(`-w ${target} --stdout`, 'en');
    expect(existsSync(target)).toBe(false);
  });
});
