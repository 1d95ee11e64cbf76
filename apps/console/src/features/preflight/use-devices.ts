import { useEffect, useState } from 'react';

/** Microphones or speakers of this workstation, kept up to date; their names are known once the microphone was allowed. */
export function useDevices(kind: 'audioinput' | 'audiooutput'): readonly MediaDeviceInfo[] {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    // Absent on pages that are not encrypted.
    const media: MediaDevices | undefined = navigator.mediaDevices;
    if (!media) return;
    let left = false;
    const load = () =>
      void media.enumerateDevices().then((all) => {
        if (!left) setDevices(all.filter((device) => device.kind === kind && device.deviceId !== '' && device.deviceId !== 'default'));
      });
    load();
    media.addEventListener('devicechange', load);
    return () => {
      left = true;
      media.removeEventListener('devicechange', load);
    };
  }, [kind]);
  return devices;
}
