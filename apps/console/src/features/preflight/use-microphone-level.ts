import { useEffect, useState } from 'react';
import { levelOf } from './level.ts';

export interface MicrophoneLevel {
  /** Now; null until the microphone is open. */
  rmsDb: number | null;
  /** The loudest moment of the last seconds. */
  peakDb: number;
  failed: boolean;
}

const EVERY_MS = 100;
/** The peak sinks so that a better position or device shows soon. */
const PEAK_FALL_DB = 0.8;
const closed: MicrophoneLevel = { rmsDb: null, peakDb: -100, failed: false };

/** Listens to a microphone as long as `on`; null is the system's choice. */
export function useMicrophoneLevel(on: boolean, deviceId: string | null): MicrophoneLevel {
  const [level, setLevel] = useState(closed);
  useEffect(() => {
    if (!on) return;
    let stop = () => {};
    let left = false;
    listen(deviceId, (rmsDb, peak) =>
      setLevel((before) => ({ rmsDb, peakDb: Math.max(peak, before.peakDb - PEAK_FALL_DB), failed: false })),
    ).then(
      (opened) => {
        if (left) opened();
        else stop = opened;
      },
      () => setLevel({ ...closed, failed: true }),
    );
    return () => {
      left = true;
      stop();
      setLevel(closed);
    };
  }, [on, deviceId]);
  return level;
}

/** As a call hears it: with the browser's echo and noise suppression. The answer closes it. */
async function listen(deviceId: string | null, onLevel: (rmsDb: number, peakDb: number) => void): Promise<() => void> {
  const device = deviceId ? { deviceId: { ideal: deviceId } } : {};
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { ...device, echoCancellation: true, noiseSuppression: true } });
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const { rmsDb, peakDb } = levelOf(samples);
    onLevel(rmsDb, peakDb);
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
}
