import { useState } from 'react';
import { useFlowTest } from '../../realtime/realtime-context.tsx';

/** One's test call of this flow: one that runs, or that was begun on this page. An old one lights nothing. */
export function useShownTest(flowId: string) {
  const state = useFlowTest();
  const [startedId, setStartedId] = useState<string | null>(null);
  const isShown = state !== null && state.flowId === flowId && (state.state !== 'ended' || state.callId === startedId);
  return { state: isShown ? state : null, started: setStartedId };
}
export type ShownTest = ReturnType<typeof useShownTest>;
