import {
  agentChannelOf,
  bridgeOf,
  type Call,
  connectingOf,
  consultedOf,
  type Directory,
  hasCustomerLeft,
  isHeld,
  isReadyFor,
  offersOf,
  placeOf,
  returningOf,
  secondLineOf,
  supervisorsOf,
  transferOf,
  type World,
} from '../src/testing.ts';

// What tests that are played by chance ask of a world: its channels, and whose they are. They name no field of a call themselves.

/** Supervisors of a call: who listens to whom, and how. */
export const supervisionsOf = (call: Call) =>
  supervisorsOf(call).map(({ agentId, of, ...leg }) => ({ ...leg, supervisorId: agentId, agentId: of }));

/** Whom the agent asks, and the second line on which they do. */
export function consultOf(call: Call) {
  const consulted = consultedOf(call);
  const own = secondLineOf(call);
  return consulted ? { ...consulted, state: consulted.state === 'up' ? 'talking' : 'ringing', own: own ?? null } : null;
}

/** What there is in some phases only, whatever the phase is. */
function stateOf(call: Call) {
  const { state } = call;
  return {
    phase: state.phase,
    waiting: placeOf(call)?.waiting ?? null,
    music: placeOf(call)?.music ?? null,
    bridgeId: bridgeOf(call),
    held: isHeld(call),
    customerLeftAt: state.phase === 'talking' ? state.customerLeftAt : null,
    message: state.phase === 'voicemail' ? state.message : null,
    take: state.phase === 'recordingPrompt' ? state.take : null,
    parting: state.phase === 'announcing' && state.next !== 'queue' ? state.next : null,
  };
}

/** A call with its legs by what they are to it, and what its phase says of it. */
export const seen = (call: Call | undefined) => call && picture(call);

export function picture(call: Call) {
  return {
    ...call,
    ...stateOf(call),
    supervisions: supervisionsOf(call),
    transfer: transferOf(call) ?? null,
    consult: consultOf(call),
    offers: offersOf(call),
    connecting: connectingOf(call) ?? null,
    agentChannelId: agentChannelOf(call),
    absence: returningOf(call) ?? null,
  };
}

/** Channels of the calls that there are. */
export function channelsOf(world: World): string[] {
  const ids: string[] = [];
  for (const call of world.calls.values()) {
    ids.push(call.customerChannelId);
    for (const id of [
      agentChannelOf(call),
      consultOf(call)?.channelId,
      consultOf(call)?.own?.channelId,
      transferOf(call)?.channelId,
      returningOf(call)?.channelId,
    ])
      if (id) ids.push(id);
    for (const { channelId } of [...supervisionsOf(call), ...offersOf(call)]) ids.push(channelId);
  }
  return ids;
}

/** Channels that a call has, or has asked for. */
export function channelsOfCall(call: Call): string[] {
  const consult = consultOf(call);
  const transfer = transferOf(call);
  const ids = [
    hasCustomerLeft(call) ? null : call.customerChannelId,
    agentChannelOf(call),
    transfer?.channelId,
    connectingOf(call)?.channelId,
    consult?.channelId,
    consult?.own?.channelId,
    returningOf(call)?.channelId,
  ];
  return [...ids.flatMap((id) => (id ? [id] : [])), ...[...supervisionsOf(call), ...offersOf(call)].map(({ channelId }) => channelId)];
}

/** Those for which a trunk is counted. */
export const outsideChannelsOf = (call: Call): string[] =>
  call.legs.flatMap((leg) => ('outside' in leg && leg.outside ? [leg.channelId] : []));

/** Phones of a conversation that ring, for the first time or again. */
export function ringingChannels(world: World): string[] {
  const ids: string[] = [];
  for (const call of world.calls.values()) {
    const consult = consultOf(call);
    if (consult?.state === 'ringing') ids.push(consult.channelId);
    for (const one of supervisionsOf(call)) if (one.snoopId === null) ids.push(one.channelId);
    for (const id of [transferOf(call)?.channelId, returningOf(call)?.channelId]) if (id) ids.push(id);
    for (const offer of offersOf(call)) ids.push(offer.channelId);
  }
  return ids;
}

/** The two lines of the agent's telephone: that of the customer, and that of whom they ask. */
export const linesOf = (call: Call | undefined) => ({
  main: call ? agentChannelOf(call) : null,
  second: call ? (consultOf(call)?.own?.channelId ?? null) : null,
  transfer: call ? (transferOf(call)?.channelId ?? null) : null,
});

/** Agents who have to do with a call, each as often as they do. */
export function agentsOf(call: Call): string[] {
  const ids = [
    ...offersOf(call).map((offer) => offer.agentId),
    connectingOf(call)?.agentId,
    call.agentId,
    transferOf(call)?.agentId,
    consultOf(call)?.agentId,
    ...supervisionsOf(call).map((one) => one.supervisorId),
    call.peerAgentId,
  ];
  return ids.flatMap((id) => (id ? [id] : []));
}

/** Who must be in the call's bridge. */
export function whoTalks(call: Call): string[] {
  const agentChannelId = agentChannelOf(call);
  const consult = consultOf(call);
  const hearsRinging = consult?.state === 'ringing' && !consult.own && consult.with !== 'all';
  return [
    ...(agentChannelId && !hearsRinging ? [agentChannelId] : []),
    ...(!hasCustomerLeft(call) && !isHeld(call) && !transferOf(call) ? [call.customerChannelId] : []),
    ...(consult?.state === 'talking' && !consult.own && consult.with !== 'customer' ? [consult.channelId] : []),
    ...supervisionsOf(call)
      .filter((one) => one.mode === 'barge' && one.snoopId !== null)
      .map((one) => one.channelId),
  ];
}

/** The earliest time of whatever a call waits for, asked of its fields one by one. */
export function dueOf(call: Call): number {
  const { dialogue, state } = call;
  const waiting = state.phase === 'queued' ? state.waiting : null;
  const times = [
    call.deadline,
    dialogue?.deadline,
    waiting ? waiting.wakeAt : null,
    ...(waiting && !dialogue ? [waiting.announceAt, waiting.periodicAt, waiting.offerAt] : []),
    transferOf(call)?.deadline,
    consultOf(call)?.deadline,
    returningOf(call)?.deadline,
    ...supervisionsOf(call).map(({ snoopId, since }) => (snoopId === null ? since + 35_000 : null)),
    connectingOf(call)?.deadline,
    ...offersOf(call).map(({ deadline }) => deadline),
  ];
  return Math.min(...times.filter((at) => typeof at === 'number'));
}

/** Where the caller is while they hear and answer that. */
const ASKED_IN: Readonly<Record<string, readonly string[]>> = {
  greeting: ['greeting'],
  waiting: ['queued', 'ringing'],
  lastWord: ['announcing'],
  callbackGreeting: ['announcing'],
  flow: ['flow'],
  voicemailPrompt: ['voicemail'],
  voicemailSaved: ['voicemail'],
  surveyLevel: ['survey'],
  surveyReason: ['survey'],
  surveyThanks: ['survey'],
  promptStart: ['recordingPrompt'],
  promptListen: ['recordingPrompt'],
  promptSaved: ['recordingPrompt'],
};

/** What is played to the caller, or asked of them, is a matter of where they are now. */
export const isAskedHere = ({ dialogue, state }: Call): boolean =>
  dialogue === null || ASKED_IN[dialogue.topic]?.includes(state.phase) === true;

/** What a board says of each queue, by a look through the whole world. */
export function figuresOf({ calls, callbacks, agents }: World, directory: Pick<Directory, 'agent'>): Map<string, string> {
  const figures = new Map<string, string>();
  const add = (queueId: string, what: string) => figures.set(queueId, `${figures.get(queueId) ?? ''} ${what}`);
  for (const { id, queueId, state, enqueuedAt } of calls.values()) {
    const { phase } = state;
    if (queueId === null) continue;
    if (phase === 'talking') add(queueId, `${id} talks`);
    else if (enqueuedAt !== null && (phase === 'queued' || phase === 'ringing')) add(queueId, `${id} waits since ${enqueuedAt}`);
  }
  for (const { id, queueId } of callbacks.values()) add(queueId, `${id} is to be called back`);
  for (const agent of agents.values()) {
    const config = directory.agent(agent.id);
    if (!agent.signedIn || !config) continue;
    for (const queueId of config.queueIds) add(queueId, `${agent.id} ${isReadyFor(agent, config, queueId) ? 'is ready' : 'is there'}`);
  }
  return figures;
}
