import type { PanelState } from '@zuoxi/contract';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { phoneApi } from '../api/endpoints.ts';
import { useMe } from '../app/session.tsx';
import { usePanelState } from '../realtime/realtime-context.tsx';
import { cell, useObservable } from '../ui/observable.ts';
import { type CallActions, useCallActions } from './call-actions.ts';
import { answersItself, type CallView, callView } from './call-view.ts';
import { type MicrophoneState, openMicrophone } from './microphone.ts';
import { type PhoneStatus, phoneStatus } from './phone-status.ts';
import { useCallAlerts } from './use-call-alerts.ts';
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
}

const PhoneContext = createContext<Phone | null>(null);
const noPhone = cell<WebPhoneState | null>(null);
const noMicrophone = cell<MicrophoneState>('unknown');

export function PhoneProvider({ children }: { children: ReactNode }) {
  const me = useMe();
  const phoneType = me.extension?.phoneType ?? null;
  const { state: panel, error: panelError, retry: retryPanel } = usePanelState(me.extension !== null);
  const microphone = useMicrophone(phoneType === 'web');
  const web = useWebPhone(microphone);
  const webState = useObservable<WebPhoneState | null>(web?.state ?? noPhone);
  const microphoneState = useObservable(microphone?.state ?? noMicrophone);
  const session = webState?.session ?? null;
  const panelCall = panel?.call ?? null;

  const call = useMemo(() => callView(panelCall, session, phoneType), [panelCall, session, phoneType]);
  const status = phoneStatus(phoneType, panel?.agent.phoneOnline ?? null, webState, microphoneState);
  const actions = useCallActions(web, call);
  useFollowServer(web, panel, webState);
  useCallAlerts(call, phoneType);

  const value: Phone = {
    panel,
    panelError,
    retryPanel,
    status,
    call,
    actions,
    askMicrophone: () => void microphone?.ask(),
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
function useWebPhone(microphone: ReturnType<typeof openMicrophone> | null): WebPhone | null {
  const [phone, setPhone] = useState<WebPhone | null>(null);
  useEffect(() => {
    if (!microphone) return;
    let left = false;
    let opened: WebPhone | null = null;
    void import('./web-phone.ts').then(({ WebPhone: Phone }) => {
      if (left) return;
      opened = new Phone(microphone, phoneApi.credentials);
      setPhone(opened);
    });
    return () => {
      left = true;
      opened?.stop();
      setPhone(null);
    };
  }, [microphone]);
  return phone;
}

/** How long the browser phone may be on a line the server knows nothing of: its BYE was lost with the connection. */
const STALE_SESSION_MS = 5000;

/** The server decides what happens to the call; the browser phone follows. */
function useFollowServer(web: WebPhone | null, panel: PanelState | null, state: WebPhoneState | null): void {
  const call = panel?.call ?? null;
  const session = state?.session ?? null;

  const answers = answersItself(call, session);
  useEffect(() => {
    // Without a microphone the call stays visible with its answer button, which then says what is wrong.
    if (answers) void web?.answer().catch(() => {});
  }, [answers, web]);

  const muted = call?.muted ?? false;
  const talking = session?.phase === 'talking';
  useEffect(() => {
    if (talking) web?.setMuted(muted);
  }, [muted, talking, web]);

  const stale = talking && panel !== null && call === null;
  useEffect(() => {
    if (!stale) return;
    const timer = setTimeout(() => web?.terminate(), STALE_SESSION_MS);
    return () => clearTimeout(timer);
  }, [stale, web]);
}
