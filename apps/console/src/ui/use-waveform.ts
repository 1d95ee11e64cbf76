import { type RefObject, useEffect, useRef, useState } from 'react';
import type WaveSurfer from 'wavesurfer.js';
import { usePreferences } from '../app/preferences.tsx';

export const speeds = [0.75, 1, 1.25, 1.5, 2];
const LANE_HEIGHT = 44;

interface Waveform {
  container: RefObject<HTMLDivElement | null>;
  status: 'loading' | 'ready' | 'failed';
  playing: boolean;
  /** Seconds. */
  time: number;
  duration: number;
  speed: number;
  /** 0 … 1 */
  volume: number;
  toggle(): void;
  skip(seconds: number): void;
  setSpeed(speed: number): void;
  setVolume(volume: number): void;
}

/** How loud each channel is, over equal stretches; the server looks through the sound so that no page has to. */
export interface Peaks {
  durationS: number;
  peaks: number[][];
}

/** wavesurfer.js on a recording: left channel above, right channel below; one channel where only one voice is on it. Loaded with the first recording that is played. */
export function useWaveform(url: string, autoPlay: boolean, loadPeaks?: (signal: AbortSignal) => Promise<Peaks>): Waveform {
  const container = useRef<HTMLDivElement>(null);
  const surfer = useRef<WaveSurfer | null>(null);
  // A new function in each rendering is no new sound.
  const loader = useRef(loadPeaks);
  loader.current = loadPeaks;
  const { theme } = usePreferences();
  const [status, setStatus] = useState<Waveform['status']>('loading');
  const [playing, setPlaying] = useState(false);
  const [time, setTime] = useState(0);
  const [duration, setDuration] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [volume, setVolume] = useState(1);

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let left = false;
    setStatus('loading');
    setTime(0);
    setDuration(0);
    const loading = new AbortController();
    // Without them the page draws what it hears itself.
    const peaks = loader.current?.(loading.signal).catch(() => undefined);
    void Promise.all([import('wavesurfer.js'), peaks]).then(([{ default: Surfer }, known]) => {
      if (left) return;
      const made = Surfer.create({
        container: element,
        url,
        ...(known ? { peaks: known.peaks, duration: known.durationS } : {}),
        height: LANE_HEIGHT,
        barWidth: 2,
        barGap: 1,
        barRadius: 1,
        cursorWidth: 1,
        dragToSeek: true,
        splitChannels: lanes(element),
      });
      surfer.current = made;
      made.on('ready', (seconds) => {
        setStatus('ready');
        setDuration(seconds);
        // Refused by the browser when nothing was clicked on the page yet; the button is there.
        if (autoPlay) void made.play().catch(() => {});
      });
      made.on('error', () => setStatus('failed'));
      made.on('play', () => setPlaying(true));
      made.on('pause', () => setPlaying(false));
      made.on('finish', () => setPlaying(false));
      made.on('timeupdate', setTime);
    });
    return () => {
      left = true;
      loading.abort();
      surfer.current?.destroy();
      surfer.current = null;
      setPlaying(false);
    };
  }, [url, autoPlay]);

  // The canvas does not follow the theme's CSS variables by itself. `theme` is named because it decides them.
  useEffect(() => {
    if (theme && container.current) surfer.current?.setOptions({ splitChannels: lanes(container.current) });
  }, [theme]);

  return {
    container,
    status,
    playing,
    time,
    duration,
    speed,
    volume,
    toggle: () => void surfer.current?.playPause().catch(() => setStatus('failed')),
    skip: (seconds) => surfer.current?.skip(seconds),
    setSpeed(next) {
      setSpeed(next);
      surfer.current?.setPlaybackRate(next, true);
    },
    setVolume(next) {
      setVolume(next);
      surfer.current?.setVolume(next);
    },
  };
}

function lanes(element: Element) {
  const style = getComputedStyle(element);
  return ['--zx-customer-wave', '--zx-agent-wave'].map((name) => {
    const colour = style.getPropertyValue(name).trim();
    return { waveColor: `${colour}73`, progressColor: colour, height: LANE_HEIGHT, normalize: true };
  });
}
