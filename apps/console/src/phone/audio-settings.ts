import { type Cell, cell } from '../ui/observable.ts';

/** What the pre-flight page and the volume control choose, kept in this browser and used by every call. */
export interface AudioSettings {
  /** Device ids of the browser; null: the system's choice. */
  microphoneId: string | null;
  speakerId: string | null;
  /** 0 to 1. */
  volume: number;
}

const KEY = 'zuoxi.audio';
const defaults: AudioSettings = { microphoneId: null, speakerId: null, volume: 1 };

const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function read(): AudioSettings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '');
    if (typeof kept !== 'object' || kept === null) return defaults;
    const { microphoneId, speakerId, volume }: Partial<Record<keyof AudioSettings, unknown>> = kept;
    return {
      microphoneId: stringOrNull(microphoneId),
      speakerId: stringOrNull(speakerId),
      volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : 1,
    };
  } catch {
    return defaults;
  }
}

export const audioSettings: Cell<AudioSettings> = cell(read());

export function changeAudioSettings(part: Partial<AudioSettings>): void {
  const next = { ...audioSettings.get(), ...part };
  localStorage.setItem(KEY, JSON.stringify(next));
  audioSettings.set(next);
}

/** Browsers that let a page choose where it sounds (Chromium, Firefox). */
export const speakerChoice: boolean = 'HTMLMediaElement' in globalThis && 'setSinkId' in HTMLMediaElement.prototype;

/** Plays through the chosen speaker at the chosen volume, and follows changes. The answer stops following. */
export function followAudioSettings(audio: HTMLAudioElement): () => void {
  const follow = () => {
    const { speakerId, volume } = audioSettings.get();
    audio.volume = volume;
    // A device that was pulled out: the system's speaker goes on.
    if (speakerChoice) void audio.setSinkId(speakerId ?? '').catch(() => {});
  };
  follow();
  return audioSettings.subscribe(follow);
}
