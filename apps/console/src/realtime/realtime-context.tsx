import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AgentStatus, CallbackPlan, ConferenceSession, FlowTestState, PanelState, QueueStatus } from '@zuoxi/contract';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { api } from '../api/client.ts';
import { cell, type Observable, useObservable } from '../ui/observable.ts';
import type { LiveTopic, RealtimeClient, Rows } from './client.ts';
import type { PhoneClaimState } from './phone-claim.ts';

const RealtimeContext = createContext<RealtimeClient | null>(null);
const nothing: Observable<null> = cell(null);
const noPlans: readonly CallbackPlan[] = [];
const off: Observable<boolean> = cell(false);
const on: Observable<boolean> = cell(true);
const ready: Observable<readonly string[]> = cell<readonly string[]>([]);
const asking: Observable<PhoneClaimState> = cell('asking');

/** Opens the live connection of a signed-in user. Socket.IO itself is loaded here, not with the first page. */
export function RealtimeProvider({ onSignedOut, children }: { onSignedOut: (by: string | null) => void; children: ReactNode }) {
  const [client, setClient] = useState<RealtimeClient | null>(null);
  const queryClient = useQueryClient();
  useEffect(() => {
    let opened: RealtimeClient | null = null;
    let left = false;
    void import('./client.ts').then(({ connectRealtime }) => {
      if (left) return;
      opened = connectRealtime({
        signedOut: onSignedOut,
        // The menu, the pages and every list are another role's from now on.
        roleChanged: () => void queryClient.invalidateQueries(),
        callRecorded() {
          for (const key of ['calls', 'recordings', 'recent-calls', 'history', 'voicemail', 'satisfaction', 'callbacks'])
            void queryClient.invalidateQueries({ queryKey: [key] });
        },
      });
      setClient(opened);
    });
    return () => {
      left = true;
      opened?.close();
      setClient(null);
    };
  }, [onSignedOut, queryClient]);
  return <RealtimeContext value={client}>{children}</RealtimeContext>;
}

function useLive<T>(topic: LiveTopic<T> | undefined): { value: T | null; live: boolean } {
  useEffect(() => topic?.hold(), [topic]);
  const value = useObservable<T | null>(topic?.value ?? nothing);
  const live = useObservable(topic?.live ?? off);
  return { value, live };
}

/** False while the live connection is broken; true before it was first tried, so that nothing flashes at the start. */
export function useConnected(): boolean {
  const client = useContext(RealtimeContext);
  return useObservable(client?.connected ?? on);
}

/** What the server is without: names of its checks; empty when all is well, and while it is not known. */
export function useServerTrouble(): readonly string[] {
  const client = useContext(RealtimeContext);
  return useObservable(client?.notReady ?? ready);
}

/** Whether this page is the phone of the account, once it wants to be. */
export function usePhoneClaim(wanted: boolean): { state: PhoneClaimState; takeOver: () => void } {
  const claim = useContext(RealtimeContext)?.phoneClaim;
  useEffect(() => {
    if (wanted) claim?.want();
  }, [claim, wanted]);
  return { state: useObservable(claim?.state ?? asking), takeOver: () => claim?.takeOver() };
}

/** One's own panel: live, or asked for every few seconds while the live connection is down. */
export function usePanelState(enabled: boolean): { state: PanelState | null; error: unknown; retry: () => void } {
  const client = useContext(RealtimeContext);
  const { value, live } = useLive(enabled ? client?.panel : undefined);
  const polled = useQuery({
    queryKey: ['panel'],
    queryFn: () => api.get('/api/panel'),
    enabled: enabled && !live,
    refetchInterval: live ? false : 4000,
  });
  const state = live ? value : (polled.data ?? value);
  return { state, error: state ? null : polled.error, retry: () => void polled.refetch() };
}

interface LiveList<Row> {
  rows: readonly Row[];
  loaded: boolean;
  /** Only while there is nothing to show. */
  error: unknown;
  retry(): void;
}

/** The live rows; asked for every few seconds while the live connection is down. */
function useLiveList<Row>(topic: LiveTopic<Rows<Row>> | undefined, queryKey: QueryKey, load: () => Promise<Row[]>): LiveList<Row> {
  const { value, live } = useLive(topic);
  const polled = useQuery({ queryKey, queryFn: load, enabled: !live, refetchInterval: live ? false : 5000 });
  const liveRows = useMemo(() => (value ? [...value.values()] : null), [value]);
  const rows = live ? liveRows : (polled.data ?? liveRows);
  return { rows: rows ?? [], loaded: rows !== null, error: rows ? null : polled.error, retry: () => void polled.refetch() };
}

/** The members of one's queues. */
export function useAgents(): LiveList<AgentStatus> {
  return useLiveList(useContext(RealtimeContext)?.agents, ['agents', 'live'], () => api.get('/api/agents'));
}

/** Those of the board who ask for help, the longest first. Renders when one comes or goes, not with every change of the board. */
export function useRaisedHands(): readonly AgentStatus[] {
  const topic = useContext(RealtimeContext)?.agents;
  const [hands, setHands] = useState<readonly AgentStatus[]>([]);
  useEffect(() => topic?.hold(), [topic]);
  useEffect(() => {
    if (!topic) return;
    const read = () => {
      const raised = [...(topic.value.get()?.values() ?? [])].filter((agent) => agent.handSince !== null);
      const sameAs = (before: readonly AgentStatus[]) => raised.length === before.length && raised.every((one) => before.includes(one));
      setHands((before) => (sameAs(before) ? before : raised));
    };
    read();
    return topic.value.subscribe(read);
  }, [topic]);
  return hands;
}

export function useQueueStatuses(): LiveList<QueueStatus> {
  return useLiveList(useContext(RealtimeContext)?.queues, ['queue-status', 'live'], () => api.get('/api/queue-status'));
}

/** One's own callback plans that are due and not done. */
export function useDuePlans(): readonly CallbackPlan[] {
  return useLive(useContext(RealtimeContext)?.reminders).value ?? noPlans;
}

async function heldConferences(): Promise<ConferenceSession[]> {
  const { rows } = await api.get('/api/conferences', { params: { query: { pageSize: 100 } } });
  return rows.flatMap(({ session }) => session ?? []);
}

/** Conferences that are being held. */
export function useConferenceSessions(): LiveList<ConferenceSession> {
  return useLiveList(useContext(RealtimeContext)?.conferences, ['conferences', 'live'], heldConferences);
}

/** The last test call of an IVR that one has made oneself. */
export function useFlowTest(): FlowTestState | null {
  return useLive(useContext(RealtimeContext)?.flowTest).value;
}
