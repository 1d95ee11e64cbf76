import type { Call, World } from '../src/testing.ts';

// What tests that are played by chance ask of a world: its channels, and whose they are. They name no field of a call themselves.

/** Channels of the calls that there are. */
export function channelsOf(world: World): string[] {
  const ids: string[] = [];
  for (const call of world.calls.values()) {
    ids.push(call.customerChannelId);
    for (const id of [
      call.agentChannelId,
      call.consult?.channelId,
      call.consult?.own?.channelId,
      call.transfer?.channelId,
      call.absence?.channelId,
    ])
      if (id) ids.push(id);
    for (const { channelId } of [...call.supervisions, ...call.offers]) ids.push(channelId);
  }
  return ids;
}

/** Channels that a call has, or has asked for. */
export function channelsOfCall(call: Call): string[] {
  const { transfer, connecting, consult, absence } = call;
  const ids = [
    call.customerLeftAt === null ? call.customerChannelId : null,
    call.agentChannelId,
    transfer?.channelId,
    connecting?.channelId,
    consult?.channelId,
    consult?.own?.channelId,
    absence?.channelId,
  ];
  return [...ids.flatMap((id) => (id ? [id] : [])), ...[...call.supervisions, ...call.offers].map(({ channelId }) => channelId)];
}

/** Phones of a conversation that ring, for the first time or again. */
export function ringingChannels(world: World): string[] {
  const ids: string[] = [];
  for (const call of world.calls.values()) {
    if (call.consult?.state === 'ringing') ids.push(call.consult.channelId);
    for (const one of call.supervisions) if (one.snoopId === null) ids.push(one.channelId);
    for (const id of [call.transfer?.channelId, call.absence?.channelId]) if (id) ids.push(id);
    for (const offer of call.offers) ids.push(offer.channelId);
  }
  return ids;
}

/** The two lines of the agent's telephone: that of the customer, and that of whom they ask. */
export const linesOf = (call: Call | undefined) => ({
  main: call?.agentChannelId ?? null,
  second: call?.consult?.own?.channelId ?? null,
  transfer: call?.transfer?.channelId ?? null,
});

/** Agents who have to do with a call, each as often as they do. */
export function agentsOf(call: Call): string[] {
  const ids = [
    ...call.offers.map((offer) => offer.agentId),
    call.connecting?.agentId,
    call.agentId,
    call.transfer?.agentId,
    call.consult?.agentId,
    ...call.supervisions.map((one) => one.supervisorId),
    // The colleague's phone is not rung before one's own is picked up.
    call.phase === 'callingAgent' ? null : call.peerAgentId,
  ];
  return ids.flatMap((id) => (id ? [id] : []));
}

/** Who must be in the call's bridge. */
export function whoTalks(call: Call): string[] {
  const { consult, agentChannelId } = call;
  const hearsRinging = consult?.state === 'ringing' && !consult.own && consult.with !== 'all';
  return [
    ...(agentChannelId && !hearsRinging ? [agentChannelId] : []),
    ...(call.customerLeftAt === null && !call.held && !call.transfer ? [call.customerChannelId] : []),
    ...(consult?.state === 'talking' && !consult.own && consult.with !== 'customer' ? [consult.channelId] : []),
    ...call.supervisions.filter((one) => one.mode === 'barge' && one.snoopId !== null).map((one) => one.channelId),
  ];
}
