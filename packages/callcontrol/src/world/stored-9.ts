/**
 * Calls as version 9 has stored them, as far as they differ from those of version 10: what there is in some phases only stood beside the
 * phase. Frozen: what becomes of these types later does not change what is in a database.
 */
interface Call9 {
  id: string;
  phase: string;
  waiting?: object | null;
  music?: object | null;
  parting?: object | null;
  featureCode?: object | null;
  message?: object | null;
  promptRecording?: { promptId: string; language: string; state: string; name: string; tries: number } | null;
  survey?: object | null;
  held?: boolean;
  bridgeId?: string | null;
  customerLeftAt?: number | null;
  internalCaller?: boolean;
  dialledOnPhone?: boolean;
  outside?: object | null;
  peerAgentId?: string | null;
  callbackId?: string | null;
  dialogue?: object | null;
  flow?: { test?: object | null } | null;
}

export function callFrom9(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const call = state as Call9;
  const {
    phase: _phase,
    waiting: _waiting,
    music: _music,
    parting: _parting,
    featureCode: _code,
    message: _message,
    promptRecording: _prompt,
    survey: _survey,
    held: _held,
    bridgeId: _bridge,
    customerLeftAt: _left,
    internalCaller: _caller,
    dialledOnPhone: _onPhone,
    outside: _outside,
    ...rest
  } = call;
  // Whom the agent dials once their own phone is picked up is no part of the call yet.
  const peerAgentId = call.phase === 'callingAgent' ? null : (call.peerAgentId ?? null);
  return { ...rest, peerAgentId, errand: errandFrom9(call), state: stateFrom9(call) };
}

function errandFrom9({ featureCode, promptRecording, flow, internalCaller }: Call9): object | null {
  if (featureCode) return { kind: 'code', ...featureCode };
  if (promptRecording) return { kind: 'prompt', promptId: promptRecording.promptId, language: promptRecording.language };
  if (flow?.test) return { kind: 'flowTest' };
  return internalCaller ? { kind: 'queue' } : null;
}

const FAILED = { reason: 'failed', endedBy: 'system' };

function stateFrom9(call: Call9): object {
  const { id, phase } = call;
  switch (phase) {
    case 'queued':
    case 'ringing':
      return { phase, waiting: call.waiting ?? null, music: call.music ?? null };
    case 'voicemail':
      return { phase, message: call.message };
    case 'recordingPrompt': {
      const { state, name, tries } = call.promptRecording ?? { state: 'start', name: '', tries: 0 };
      return { phase, take: { state, name, tries } };
    }
    case 'announcing':
      if (call.featureCode && !call.dialogue) return { phase: 'code', echoBridgeId: call.bridgeId ?? null };
      return { phase, next: call.parting ?? (call.callbackId ? 'queue' : FAILED) };
    case 'callingAgent':
      return { phase, target: call.outside ?? { kind: 'extension', agentId: call.peerAgentId } };
    case 'dialling':
      if (errandFrom9(call)) return { phase: 'ownPhone' };
      return call.callbackId ? { phase: 'callingBack' } : { phase, onPhone: call.dialledOnPhone ?? false };
    case 'talking': {
      const { held = false, customerLeftAt = null } = call;
      return { phase, bridgeId: call.bridgeId ?? `${id}-b`, held, customerLeftAt };
    }
    case 'survey':
      return { phase, ...call.survey };
    default:
      return { phase };
  }
}
