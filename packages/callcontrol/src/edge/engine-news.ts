import { type AriEvent, type AriEventOf, type Channel, type Endpoint, legQualityOf } from '@zuoxi/ari';
import { cleanLine } from '@zuoxi/kit';
import { isMessage } from '../parts/recording.ts';
import type { Directory } from '../port/directory.ts';
import type { EnginePort } from '../port/engine-port.ts';
import type { Input } from '../port/inputs.ts';
import { EARLY_LEG_ARG, LEG_ARG } from './command-runner.ts';

/** A channel made to listen, not a party of a call. */
export const isSnoop = (channel: Channel) => channel.name.startsWith('Snoop/');

/** Half of a call of the engine to itself. */
export const isLocal = (channel: Channel) => channel.name.startsWith('Local/');

/** `PJSIP/demo-8001-0000000a` → `demo-8001` */
export function endpointOf(channelName: string): string {
  return channelName.replace(/^[^/]*\//, '').replace(/-[0-9a-f]{8}$/, '');
}

/** The longest number and name of a stranger that are kept, in UTF-16 units. A number of E.164 has 15 digits; a SIP user part may be a name. */
const LONGEST_NUMBER = 64;

const LONGEST_NAME = 80;

const numberOf = (text: string) => cleanLine(text, LONGEST_NUMBER);

export function arrivalOf(engine: string, channel: Channel, callId: string): Input {
  return {
    type: 'callArrived',
    engine,
    callId,
    channelId: channel.id,
    endpoint: endpointOf(channel.name),
    calledNumber: numberOf(channel.dialplan.exten),
    callerNumber: numberOf(channel.caller.number),
    callerName: cleanLine(channel.caller.name, LONGEST_NAME),
  };
}

/** The agent whose phone it is; undefined: a trunk, or nobody's. */
function agentAt({ resource }: Endpoint, directory: Directory): string | undefined {
  const owner = directory.endpoint(resource);
  return owner?.kind === 'extension' ? owner.agentId : undefined;
}

export function phoneNews(engine: string, endpoint: Endpoint, directory: Directory): Input | undefined {
  const agentId = agentAt(endpoint, directory);
  return agentId === undefined ? undefined : { type: 'phone', engine, agentId, online: endpoint.state === 'online' };
}

/** `NonQualified`: nobody asks whether it is there; `Reachable`: it was asked, and answered. */
function registrationOf(
  engine: string,
  { endpoint, contact_info }: AriEventOf<'ContactStatusChange'>,
  directory: Directory,
): Input | undefined {
  const status = contact_info.contact_status;
  if (status !== 'NonQualified' && status !== 'Reachable') return undefined;
  const agentId = agentAt(endpoint, directory);
  return agentId === undefined ? undefined : { type: 'phoneRegistered', engine, agentId };
}

/** What an ARI event means to call control; undefined = nothing. */
export function newsOf(engine: EnginePort, event: AriEvent, directory: Directory, newCallId: () => string): Input | undefined {
  switch (event.type) {
    case 'StasisStart':
      if (isSnoop(event.channel)) return undefined;
      // Made, and not dialled yet.
      if (event.args[0] === EARLY_LEG_ARG) return undefined;
      if (event.replace_channel) return replacementOf(engine.id, event.channel, event.replace_channel);
      return event.args[0] === LEG_ARG
        ? { type: 'channelUp', engine: engine.id, channelId: event.channel.id }
        : arrivalOf(engine.id, event.channel, newCallId());
    case 'ChannelStateChange':
      if (event.channel.state === 'Up') return { type: 'channelAnswered', engine: engine.id, channelId: event.channel.id };
      return event.channel.state === 'Ringing' ? { type: 'channelRinging', channelId: event.channel.id } : undefined;
    case 'Dial':
      return event.dialstatus === 'PROGRESS' ? { type: 'channelProgress', channelId: event.peer.id } : undefined;
    case 'ChannelHangupRequest':
      // The far end hung up. Told before what was playing "finishes": a greeting cut short is not a greeting heard. A
      // soft request is one of ours, and its cause is not of Q.850; ChannelDestroyed brings that one.
      return event.soft
        ? undefined
        : { type: 'channelGone', channelId: event.channel.id, cause: causeOf(event.cause ?? NORMAL_CLEARING, event, directory) };
    case 'ChannelDestroyed':
      return { type: 'channelGone', channelId: event.channel.id, cause: causeOf(event.cause, event, directory) };
    case 'ChannelTransfer':
      return transferWishOf(engine.id, event);
    case 'ChannelHold':
      return { type: 'channelHeld', channelId: event.channel.id, on: true };
    case 'ChannelUnhold':
      return { type: 'channelHeld', channelId: event.channel.id, on: false };
    case 'ChannelTalkingStarted':
      return { type: 'channelTalks', channelId: event.channel.id, on: true };
    case 'ChannelTalkingFinished':
      return { type: 'channelTalks', channelId: event.channel.id, on: false };
    case 'ChannelVarset': {
      const quality = legQualityOf(event);
      return quality && { type: 'legQuality', quality };
    }
    case 'ChannelDtmfReceived':
      return { type: 'dtmfReceived', channelId: event.channel.id, digit: event.digit };
    case 'PlaybackFinished':
      return { type: 'playbackFinished', playbackId: event.playback.id };
    case 'RecordingFinished':
    case 'RecordingFailed':
      return recordingNews(engine, event);
    case 'ContactStatusChange':
      return registrationOf(engine.id, event, directory);
    case 'PeerStatusChange':
      return phoneNews(engine.id, event.endpoint, directory);
    default:
      return undefined;
  }
}

function replacementOf(engine: string, channel: Channel, replaced: Channel): Input {
  return { type: 'channelReplaced', engine, channelId: channel.id, endpoint: endpointOf(channel.name), replacedChannelId: replaced.id };
}

/** With a state it is the echo of what we have said ourselves. */
function transferWishOf(engine: string, { state, refer_to, referred_by }: AriEventOf<'ChannelTransfer'>): Input | undefined {
  if (state !== undefined) return undefined;
  return {
    type: 'transferAsked',
    engine,
    channelId: referred_by.source_channel.id,
    destination: numberOf(refer_to.requested_destination.destination ?? ''),
    replaces: refer_to.destination_channel?.id ?? refer_to.requested_destination.protocol_id ?? null,
  };
}

function recordingNews(engine: EnginePort, event: AriEvent): Input | undefined {
  const message = messageNews(event);
  if (message) return message;
  const news = engine.recordings.news(event);
  if (!news) return undefined;
  return 'problem' in news ? { type: 'recordingFailed', ...news } : { type: 'recordingFinished', ...news };
}

/** What a caller said after the tone is one file in every engine; its name says that it is no conversation. */
function messageNews(event: AriEvent): Input | undefined {
  if (event.type !== 'RecordingFinished' && event.type !== 'RecordingFailed') return undefined;
  const { name, duration, cause } = event.recording;
  if (!isMessage(name)) return undefined;
  if (event.type === 'RecordingFailed') return { type: 'messageFailed', name, problem: cause ?? 'unknown' };
  return { type: 'messageFinished', name, durationMs: (duration ?? 0) * 1000 };
}

const NORMAL_CLEARING = 16;

const NO_USER_RESPONSE = 18;
const NO_ANSWER = 19;
const CALL_REJECTED = 21;
const OUTGOING_CALL_BARRED = 52;
const RECOVERY_ON_TIMER = 102;

type End = Pick<AriEventOf<'ChannelDestroyed'>, 'channel' | 'tech_cause'>;

/** Q.850, with what SIP says in more detail (`tech_cause`). */
function causeOf(cause: number, end: End, directory: Directory): number {
  return end.channel.state === 'Up' ? causeOfAnswered(cause, end) : causeOfAttempt(cause, end, directory);
}

/**
 * Asterisk says 0 when a party that had answered hangs up with a BYE that gives no Reason; 18 when its 200 was not acknowledged or the
 * session not refreshed, 127 when the other side does not know the call any more.
 */
function causeOfAnswered(cause: number, { tech_cause }: End): number {
  if (tech_cause === 408 || tech_cause === 481) return RECOVERY_ON_TIMER;
  if (cause === NO_USER_RESPONSE) return RECOVERY_ON_TIMER;
  return cause === 0 ? NORMAL_CLEARING : cause;
}

/** A carrier's 401, 403 and 407 are about us, while 603 is the callee's; Q.850 has one value for all. Asterisk says 0 when the time of a created channel is over. */
function causeOfAttempt(cause: number, { tech_cause, channel }: End, directory: Directory): number {
  const isRefusal = tech_cause === 401 || tech_cause === 403 || tech_cause === 407;
  if (cause === CALL_REJECTED && isRefusal && directory.endpoint(endpointOf(channel.name))?.kind === 'trunk') return OUTGOING_CALL_BARRED;
  return cause === 0 && (channel.state === 'Ringing' || channel.state === 'Down') ? NO_ANSWER : cause;
}
