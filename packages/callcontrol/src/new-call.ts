import type { Call } from './call.ts';
import type { Step } from './step-context.ts';

type Identity = Pick<Call, 'id' | 'engine' | 'tenantId' | 'type' | 'phase'>;

/** A call with nothing known yet; its caller fills in what arrived. */
export function newCall(
  step: Step,
  { id, engine }: Pick<Call, 'id' | 'engine'>,
  tenantId: string,
  type: Call['type'],
  phase: Call['phase'],
): Call {
  const call = blankCall({ id, engine, tenantId, type, phase }, step.now);
  step.world.calls.set(id, call);
  return call;
}

export function blankCall({ id, engine, tenantId, type, phase }: Identity, now: number): Call {
  return {
    id,
    engine,
    tenantId,
    type,
    phase,
    phaseSince: now,
    deadline: now,
    startedAt: now,
    customerNumber: '',
    customerName: null,
    customerChannelId: `${id}-c`,
    customerChannelLive: false,
    calledNumber: '',
    queueId: null,
    enqueuedAt: null,
    offers: [],
    legs: 0,
    sounds: 0,
    tried: [],
    routePriority: 0,
    priority: 0,
    skills: [],
    preferred: null,
    overflow: [],
    waiting: null,
    music: null,
    parting: null,
    hops: 0,
    sentAt: now,
    dialogue: null,
    flow: null,
    connecting: null,
    forwardedFrom: [],
    featureCode: null,
    message: null,
    promptRecording: null,
    callbackId: null,
    survey: null,
    asked: 0,
    agentId: null,
    agentChannelId: null,
    answeredAt: null,
    agentSince: null,
    held: false,
    muted: false,
    peerMuted: false,
    bridgeId: null,
    recordings: 0,
    recording: null,
    transfer: null,
    consult: null,
    supervisions: [],
    absence: null,
    customerLeftAt: null,
    disposition: null,
    internalCaller: false,
    peerAgentId: null,
    dialledOnPhone: false,
    trunkId: null,
    outside: null,
    outsideLegs: {},
  };
}
