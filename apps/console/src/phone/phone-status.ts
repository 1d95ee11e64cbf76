import type { PhoneType } from '@zuoxi/contract';
import type { MicrophoneState } from './microphone.ts';
import type { WebPhoneState } from './web-phone.ts';

/** A sentence of `phone.*` in the i18n files. */
export type PhoneStatusText =
  | 'online'
  | 'sipOffline'
  | 'registering'
  | 'reconnecting'
  | 'refused'
  | 'micPrompt'
  | 'micDenied'
  | 'micMissing'
  | 'insecure'
  | 'unsupported'
  | 'elsewhere'
  | 'noExtension'
  | 'unknown';

export interface PhoneStatus {
  /** The lamp: green when calls can reach the phone, else red. */
  usable: boolean;
  text: PhoneStatusText;
}

/** Not usable yet, and nothing is wrong: the first seconds of a page. */
export const isStarting = ({ text }: PhoneStatus): boolean => text === 'registering' || text === 'unknown';

const microphoneTexts: Readonly<Record<Exclude<MicrophoneState, 'granted'>, PhoneStatusText>> = {
  unknown: 'unknown',
  prompt: 'micPrompt',
  denied: 'micDenied',
  missing: 'micMissing',
  insecure: 'insecure',
  unsupported: 'unsupported',
};

/** What the lamp shows and says. `serverSaysOnline` is null until the panel was loaded; `elsewhere`: another page is the phone. */
export function phoneStatus(
  phoneType: PhoneType | null,
  serverSaysOnline: boolean | null,
  web: WebPhoneState | null,
  microphone: MicrophoneState,
  elsewhere = false,
): PhoneStatus {
  if (phoneType === null) return { usable: false, text: 'noExtension' };
  if (phoneType === 'sip') {
    if (serverSaysOnline === null) return { usable: false, text: 'unknown' };
    return serverSaysOnline ? { usable: true, text: 'online' } : { usable: false, text: 'sipOffline' };
  }
  if (elsewhere) return { usable: false, text: 'elsewhere' };
  // A microphone pulled out in mid-call does not end the call: what counts then is the registration.
  if (microphone !== 'granted' && !web?.session) return { usable: false, text: microphoneTexts[microphone] };
  switch (web?.registration) {
    case 'online':
      return { usable: true, text: 'online' };
    case 'reconnecting':
      return { usable: false, text: 'reconnecting' };
    case 'refused':
      return { usable: false, text: 'refused' };
    default:
      return { usable: false, text: 'registering' };
  }
}
