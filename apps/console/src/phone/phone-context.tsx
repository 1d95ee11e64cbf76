import type { PanelState } from '@zuoxi/contract';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { api } from '../api/client.ts';
import { useMe } from '../app/session.tsx';
import { usePanelState, usePhoneClaim } from '../realtime/realtime-context.tsx';
import { cell, type Observable, useObservable } from '../ui/observable.ts';
import { type CallActions, useCallActions } from './call-actions.ts';
import type { CallQuality } from './call-quality.ts';
import { type CallView, callView } from './call-view.ts';
import { type MicrophoneState, openMicrophone } from './microphone.ts';
import { type PhoneStatus, phoneStatus } from './phone-status.ts';
import { watchSound } from './sound-permission.ts';
import { useCallAlerts } from './use-call-alerts.ts';
import { useFollowServer } from './use-follow-server.ts';
import { useSilentRing } from './use-silent-ring.ts';
import type { WebPhone, WebPhoneState } from './web-phone.ts';

interface Phone {
  /** One's own panel; null while it loads or when the account has no extension. */
  panel: PanelState | null;
  panelError: unknown;
  retryPanel(): void;
  status: PhoneStatus;
  call: CallView | null;
  actions: CallActions;
  askMicrophone(): void;
  /** Makes this page the phone in place of another one (PAN-11c). */
  takeOver(): void;
  /** Of the browser phone; null for a desk phone and while it loads. */
  web: WebPhone | null;
  quality: Observable<CallQuality | null>;
}

const PhoneContext = createContext<Phone | null>(null);
const noPhone = cell<WebPhoneState | null>(null);
const noMicrophone = cell<MicrophoneState>('unknown');
const noQuality = cell<CallQuality | null>(null);

export function PhoneProvider({ children }: { children: ReactNode }) {
  const me = useMe();
  const phoneType = me.extension?.phoneType ?? null;
  const { state: panel, error: panelError, retry: retryPanel } = usePanelState(me.extension !== null);
  const claim = usePhoneClaim(phoneType === 'web');
  const elsewhere = claim.state === 'taken';
  const microphone = useMicrophone(phoneType === 'web');
  const web = useWebPhone(microphone, claim.state === 'mine');
  const webState = useObservable<WebPhoneState | null>(web?.state ?? noPhone);
  const microphoneState = useObservable(microphone?.state ?? noMicrophone);
  const session = webState?.session ?? null;

  const call = useMemo(() => callView(panel, { type: phoneType, session, elsewhere }), [panel, phoneType, session, elsewhere]);
  const status = phoneStatus(phoneType, panel?.agent.phoneOnline ?? null, webState, microphoneState, elsewhere);
  const actions = useCallActions(web, call);
  useFollowServer(web, panel, webState);
  useCallAlerts(call, phoneType);
  useSilentRing(call);
  useEffect(() => (phoneType === 'web' ? watchSound() : undefined), [phoneType]);

  const value: Phone = {
    panel,
    panelError,
    retryPanel,
    status,
    call,
    actions,
    askMicrophone: () => void microphone?.ask(),
    takeOver: claim.takeOver,
    web,
    quality: web?.quality ?? noQuality,
  };
  return <PhoneContext value={value}>{children}</PhoneContext>;
}

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (!phone) throw new Error('usePhone outside PhoneProvider');
  return phone;
}

function useMicrophone(wanted: boolean) {
  const [microphone, setMicrophone] = useState<ReturnType<typeof openMicrophone> | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const opened = openMicrophone();
    setMicrophone(opened);
    return () => {
      opened.close();
      setMicrophone(null);
    };
  }, [wanted]);
  return microphone;
}

/** JsSIP is loaded only for those who phone in the browser. */
function useWebPhone(microphone: ReturnType<typeof openMicrophone> | null, mine: boolean): WebPhone | null {
  const [phone, setPhone] = useState<WebPhone | null>(null);
  const [claimed] = useState(() => cell(false));
  useEffect(() => claimed.set(mine), [claimed, mine]);
  useEffect(() => {
    if (!microphone) return;
    let left = false;
    let opened: WebPhone | null = null;
    void import('./web-phone.ts').then(({ WebPhone: Phone }) => {
      if (left) return;
      opened = new Phone({ microphone, claimed, loadCredentials: () => api.get('/api/phone') });
      setPhone(opened);
    });
    return () => {
      left = true;
      opened?.stop();
      setPhone(null);
    };
  }, [microphone, claimed]);
  return phone;
}
