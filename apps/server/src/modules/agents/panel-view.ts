import {
  type Agent,
  type Call,
  consultedOf,
  hasCustomerLeft,
  isDialling,
  isHeld,
  isInternalCaller,
  isRecorded,
  partyOfAgent,
  returningOf,
  supervisorsOf,
  transferOf,
  type World,
} from '@zuoxi/callcontrol';
import type { AgentStatus, PanelCall, PanelConsult, PanelState } from '@zuoxi/contract';
import type { DirectoryStore } from '../pbx/index.ts';
import { callOf, codeOwnerOf, roleIn } from './other-party.ts';

const iso = (at: number) => new Date(at).toISOString();

interface Seen {
  agentId: string;
  status: AgentStatus;
  world: World;
  directory: DirectoryStore;
}

/** All that one's own panel shows; a pure read of memory. */
export function panelState({ agentId, status, world, directory }: Seen): PanelState {
  const agent = world.agents.get(agentId);
  const call = agent && callOf(world, agent);
  const isSupervisionSeen = directory.supervisionVisible(directory.agent(agentId)?.tenantId ?? '');
  return {
    agent: isSupervisionSeen ? status : { ...status, supervisors: [] },
    call: call && status.withNumber !== null ? panelCall(call, agentId, status, directory) : null,
    wrapUp: agent ? wrapUpOf(agent, directory) : null,
    disposition: agent ? dispositionOf(agent, call, directory) : null,
    next: agent?.next ?? null,
    forced: agent?.forced
      ? { by: directory.accountName(agent.forced.byAccountId) ?? '', what: agent.forced.what, at: iso(agent.forced.at) }
      : null,
    conference: conferenceOf(world, agentId),
  };
}

function conferenceOf(world: World, agentId: string): PanelState['conference'] {
  const own = partyOfAgent(world, agentId);
  if (!own) return null;
  const { room, leg } = own;
  return {
    conferenceId: room.conferenceId,
    name: room.name,
    state: leg.state === 'up' ? 'joined' : 'ringing',
    muted: leg.muted,
    returning: leg.returning,
  };
}

function panelCall(call: Call, agentId: string, status: AgentStatus, directory: DirectoryStore): PanelCall {
  const role = roleIn(call, agentId);
  const queue = directory.queue(call.queueId ?? '');
  const transfer = transferOf(call);
  // Whoever is asked, or listens, has the customer before him; on the board he is with a colleague.
  const isAside = role === 'supervisor' || role === 'consulted';
  return {
    callId: call.id,
    role,
    direction: dialsOut(call, agentId) ? 'outbound' : 'inbound',
    phase: phaseFor(call, agentId, role),
    customerNumber: isAside ? call.customerNumber : (status.withNumber ?? ''),
    customerName: isAside ? call.customerName : status.withName,
    internal: call.type === 'internal',
    queueId: queue?.id ?? null,
    queueName: queue?.name ?? null,
    queueNumber: queue?.number ?? null,
    startedAt: iso(call.startedAt),
    answeredAt: call.answeredAt === null ? null : iso(call.answeredAt),
    recording: call.recording !== null,
    muted: isMuted(call, agentId),
    surveyOffered: role === 'agent' && isSurveyOffered(call, agentId, directory),
    recordable: call.state.phase === 'talking' && call.agentId === agentId && call.type !== 'internal' && !isRecorded({ directory }, call),
    consult: call.agentId === agentId ? consultOf(call, directory) : null,
    transfer: call.agentId === agentId && transfer ? partyOf(transfer, directory) : null,
    notReached: call.agentId === agentId ? notReachedOf(call, agentId, directory) : null,
    by: role === 'consulted' ? (directory.agent(call.agentId ?? '')?.displayName ?? null) : null,
    customerLeft: hasCustomerLeft(call),
    releasedBy: call.releasedBy === null ? null : (directory.agent(call.releasedBy)?.displayName ?? ''),
    handover: role === 'agent' ? handoverOf(call, agentId, directory) : null,
    returning: isReturning(call, agentId),
    supervision: supervisionOf(call, agentId, directory),
  };
}

/** Of the one who has the customer, or whose phone rings for them. */
function handoverOf(call: Call, agentId: string, directory: DirectoryStore): PanelCall['handover'] {
  const transfer = transferOf(call);
  const rings = transfer?.agentId === agentId && call.agentId !== agentId;
  const handover = rings && transfer ? { how: 'transferred' as const, from: transfer.by } : call.handover;
  return handover && { how: handover.how, name: directory.agent(handover.from)?.displayName ?? '' };
}

/** Who tries an IVR, or waits in a queue that he has dialled himself, dials out, too. */
function dialsOut(call: Call, agentId: string): boolean {
  const isTrial = call.flow?.test != null;
  const waits = isInternalCaller(call) && call.peerAgentId === agentId;
  if (codeOwnerOf(call) === agentId) return true;
  return (call.type !== 'inbound' && call.agentId === agentId && !isTrial) || waits;
}

function phaseFor(call: Call, agentId: string, role: PanelCall['role']): PanelCall['phase'] {
  const supervision = supervisorsOf(call).find((one) => one.agentId === agentId);
  if (supervision) return supervision.state === 'up' ? 'talking' : 'ringing';
  const consulted = consultedOf(call);
  if (role === 'consulted') return consulted?.state === 'ringing' ? 'ringing' : consulted?.with === 'customer' ? 'held' : 'talking';
  if (transferOf(call)?.agentId === agentId && call.agentId !== agentId) return 'ringing';
  // Who tries an IVR is on the line from the moment he has picked up.
  const isTester = call.flow?.test?.agentId === agentId || codeOwnerOf(call) === agentId;
  if (call.state.phase === 'talking' || call.state.phase === 'recordingPrompt' || (isTester && !isDialling(call))) {
    return isHeld(call) ? 'held' : 'talking';
  }
  const waits = isInternalCaller(call) && call.peerAgentId === agentId;
  // His own phone is all that is called for a code.
  if (isTester) return 'ringing';
  return dialsOut(call, agentId) && isDialling(call) !== waits ? 'dialling' : 'ringing';
}

function isMuted(call: Call, agentId: string): boolean {
  const supervision = supervisorsOf(call).find((one) => one.agentId === agentId);
  if (supervision) return supervision.mode === 'listen' || supervision.muted;
  const consulted = consultedOf(call);
  if (consulted?.agentId === agentId) return consulted.muted;
  return call.peerAgentId === agentId ? call.peerMuted : call.muted;
}

/** As call control will decide when it is asked for. */
function isSurveyOffered(call: Call, agentId: string, directory: DirectoryStore): boolean {
  const mode = directory.queue(call.queueId ?? '')?.satisfaction ?? 'off';
  const isFree = !transferOf(call) && !consultedOf(call) && !hasCustomerLeft(call);
  return call.state.phase === 'talking' && call.type === 'inbound' && call.agentId === agentId && isFree && mode !== 'off';
}

function partyOf({ agentId, number }: { agentId: string | null; number: string }, directory: DirectoryStore) {
  return { number, name: agentId ? (directory.agent(agentId)?.displayName ?? null) : null };
}

function notReachedOf({ notReached }: Call, agentId: string, directory: DirectoryStore): PanelCall['notReached'] {
  if (notReached?.by !== agentId) return null;
  const { how, reason, toAgentId, number } = notReached;
  return { how, reason, ...partyOf({ agentId: toAgentId, number }, directory) };
}

function consultOf(call: Call, directory: DirectoryStore): PanelConsult | null {
  const consult = consultedOf(call);
  if (!consult) return null;
  const { agentId, since } = consult;
  const state = consult.state === 'up' ? 'talking' : 'ringing';
  return { agentId, ...partyOf(consult, directory), state, with: consult.with, since: iso(since) };
}

function isReturning(call: Call, agentId: string): boolean {
  if (returningOf(call)?.agentId === agentId) return true;
  const consulted = consultedOf(call);
  if (consulted?.agentId === agentId && consulted.returning) return true;
  return supervisorsOf(call).some((one) => one.agentId === agentId && one.returning);
}

function supervisionOf(call: Call, supervisorId: string, directory: DirectoryStore): PanelCall['supervision'] {
  const own = supervisorsOf(call).find((one) => one.agentId === supervisorId);
  if (!own) return null;
  const { of: agentId, mode, state } = own;
  return { agentId, agentName: directory.agent(agentId)?.displayName ?? '', mode, state: state === 'up' ? 'up' : 'ringing' };
}

function wrapUpOf({ activity }: Agent, directory: DirectoryStore): PanelState['wrapUp'] {
  if (activity.kind !== 'wrapUp') return null;
  const { callId, startedAt, endsAt, of, extensions = 0 } = activity;
  const queue = directory.queue(of.queueId ?? '');
  const seconds = queue?.wrapUpExtensionS ?? 0;
  const left = (queue?.wrapUpExtensions ?? 0) - extensions;
  return {
    callId,
    startedAt: iso(startedAt),
    endsAt: iso(endsAt),
    customerNumber: of.customerNumber,
    customerName: of.customerName,
    internal: of.internal ?? false,
    queueName: queue?.name ?? null,
    extension: seconds > 0 && left > 0 ? { seconds, left } : null,
  };
}

function dispositionOf({ id, activity }: Agent, call: Call | undefined, directory: DirectoryStore): PanelState['disposition'] {
  const about = activity.kind === 'wrapUp' ? activity.of : call?.state.phase === 'talking' && call.agentId === id ? call : undefined;
  const queue = directory.queue(about?.queueId ?? '');
  if (!about || activity.kind === 'none' || !queue || queue.dispositions.length === 0) return null;
  return {
    callId: activity.callId,
    options: [...queue.dispositions],
    required: queue.dispositionRequired,
    chosen: about.disposition?.text ?? null,
    note: about.disposition?.note ?? '',
  };
}
