import { cell, type Observable } from '../ui/observable.ts';
import { audioSettings } from './audio-settings.ts';

/** `prompt`: not decided yet. `insecure`: the page is not encrypted, so the browser has no microphone to offer. */
export type MicrophoneState = 'unknown' | 'prompt' | 'granted' | 'denied' | 'missing' | 'insecure' | 'unsupported';

export interface Microphone {
  state: Observable<MicrophoneState>;
  /** Asks for the permission if it is not decided yet. */
  ask(): Promise<void>;
  /** The caller stops the tracks. */
  open(): Promise<MediaStream>;
  close(): void;
}

function constraints(): MediaStreamConstraints {
  const { microphoneId } = audioSettings.get();
  // `ideal`: without the chosen one, be it unplugged, another one serves.
  const device = microphoneId ? { deviceId: { ideal: microphoneId } } : {};
  return { audio: { ...device, echoCancellation: true, noiseSuppression: true, autoGainControl: true }, video: false };
}

function availability(): 'ok' | 'insecure' | 'unsupported' {
  if (!window.isSecureContext) return 'insecure';
  return navigator.mediaDevices && 'RTCPeerConnection' in window ? 'ok' : 'unsupported';
}

async function permission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'microphone' });
  } catch {
    return null; // not every browser tells
  }
}

async function hasInput(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some((device) => device.kind === 'audioinput');
}

export function openMicrophone(): Microphone {
  const state = cell<MicrophoneState>('unknown');
  const closing = new AbortController();
  let allowedOnce = false;

  function failed(error: unknown): void {
    const name = error instanceof DOMException ? error.name : '';
    allowedOnce = false;
    state.set(name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'denied');
  }

  async function open(): Promise<MediaStream> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraints());
      allowedOnce = true;
      state.set('granted');
      return stream;
    } catch (error) {
      failed(error);
      throw error;
    }
  }

  async function check(status: PermissionStatus | null): Promise<void> {
    if (!(await hasInput())) state.set('missing');
    else if (status?.state === 'denied') state.set('denied');
    // A browser may allow for this visit only and go on saying "prompt".
    else if (status?.state === 'granted' || allowedOnce) state.set('granted');
    else state.set('prompt');
  }

  async function ask(): Promise<void> {
    if (availability() !== 'ok') return;
    try {
      const stream = await open();
      for (const track of stream.getTracks()) track.stop();
    } catch {
      // `state` tells.
    }
  }

  async function start(): Promise<void> {
    const available = availability();
    if (available !== 'ok') {
      state.set(available);
      return;
    }
    const status = await permission();
    await check(status);
    const recheck = () => void check(status);
    status?.addEventListener('change', recheck, { signal: closing.signal });
    navigator.mediaDevices.addEventListener('devicechange', recheck, { signal: closing.signal });
    // Asked now and not at the first call: a customer does not wait for a permission dialogue.
    if (state.get() === 'prompt') await ask();
  }

  void start();
  return { state, ask, open, close: () => closing.abort() };
}
