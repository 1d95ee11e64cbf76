import { holdMusic, pcmWav } from '@zuoxi/sound';
import type { AudioSource } from '../media/api.ts';
import type { FileStore } from './file-store.ts';
import { BEEP, BEEP_MS, toneOf } from './tones.ts';

/** Something to play, with its end when the source has none. */
export interface Playable {
  source: AudioSource;
  /** Stop after this long. */
  limitMs?: number;
}

const SCHEMES = new Set(['sound', 'recording', 'tone', 'digits', 'number', 'characters', 'silence']);

export function isMediaUri(uri: string): boolean {
  const colon = uri.indexOf(':');
  return colon > 0 && SCHEMES.has(uri.slice(0, colon)) && uri.length > colon + 1;
}

/** Looks a sound up as Asterisk does: in the folder of the language, then in the root. */
async function findSound(sounds: FileStore, name: string, language: string): Promise<string | undefined> {
  for (const candidate of [`${language}/${name}`, `${language.split('_')[0]}/${name}`, name]) {
    const path = await sounds.find(candidate);
    if (path !== undefined) return path;
  }
  return undefined;
}

const SPOKEN: Readonly<Record<string, string>> = { '*': 'star', '#': 'pound' };

/** What a media URI stands for; undefined when it cannot be played. */
export async function resolveMedia(
  uri: string,
  language: string,
  stores: { sounds: FileStore; recordings: FileStore },
): Promise<Playable[] | undefined> {
  const colon = uri.indexOf(':');
  const scheme = uri.slice(0, colon);
  const rest = uri.slice(colon + 1);
  if (scheme === 'tone') {
    const source = toneOf(rest);
    return source && [{ source }];
  }
  if (scheme === 'silence') {
    const seconds = Number(rest);
    return Number.isFinite(seconds) && seconds > 0 ? [{ source: { kind: 'silence', durationMs: seconds * 1000 } }] : undefined;
  }
  if (scheme === 'recording') {
    const path = await stores.recordings.find(rest);
    return path === undefined ? undefined : [{ source: { kind: 'file', path } }];
  }
  if (scheme === 'sound') {
    const path = await findSound(stores.sounds, rest, language);
    if (path !== undefined) return [{ source: { kind: 'file', path } }];
    const silence = /^silence\/(\d+)$/.exec(rest)?.[1];
    if (silence) return [{ source: { kind: 'silence', durationMs: Number(silence) * 1000 } }];
    return rest === 'beep' ? [{ source: BEEP, limitMs: BEEP_MS }] : undefined;
  }
  const playables: Playable[] = [];
  for (const character of rest.slice(0, 64)) {
    const path = await findSound(stores.sounds, `digits/${SPOKEN[character] ?? character}`, language);
    if (path !== undefined) playables.push({ source: { kind: 'file', path } });
  }
  return playables.length > 0 ? playables : undefined;
}

/** Below `sounds/`: what is heard when nobody has chosen music. */
const BUILT_IN_MUSIC = 'moh/built-in';
const beingMade = new WeakMap<FileStore, Promise<string | undefined>>();

/** Our own music, written when somebody is to hear it for the first time: it takes a third of a second of processor. Rejects when it cannot be. */
function makeBuiltInMusic(sounds: FileStore): Promise<string | undefined> {
  let made = beingMade.get(sounds);
  if (!made) {
    made = sounds.put(BUILT_IN_MUSIC, pcmWav(holdMusic())).then(() => sounds.find(BUILT_IN_MUSIC));
    beingMade.set(sounds, made);
    void made.finally(() => beingMade.delete(sounds)).catch(() => {});
  }
  return made;
}

/** Music on hold: `sounds/moh/<class>.wav`, else `moh/default.wav`, else our own; without any (a folder that cannot be written), a tone now and then. */
export async function musicOf(sounds: FileStore, mohClass: string): Promise<AudioSource> {
  for (const name of [`moh/${mohClass}`, 'moh/default', BUILT_IN_MUSIC]) {
    const path = await sounds.find(name);
    if (path !== undefined) return { kind: 'file', path };
  }
  const path = await makeBuiltInMusic(sounds).catch(() => undefined);
  if (path !== undefined) return { kind: 'file', path };
  return { kind: 'tone', frequencies: [425], cadence: [{ on: 200, off: 3800 }], levelDbm0: -25 };
}
