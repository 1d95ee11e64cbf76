/**
 * The Asterisk REST Interface as data: resources, events and the frames of "REST over WebSocket".
 * Source: Asterisk 22, rest-api/api-docs/*.json and https://docs.asterisk.org. Names, codes and JSON are Asterisk's;
 * only what call control uses is here.
 */

/** ISO 8601 with milliseconds and a numeric zone: `2026-11-22T14:40:00.000+0000`. */
export type AriTimestamp = string;

export type ChannelState =
  | 'Down'
  | 'Rsrved'
  | 'OffHook'
  | 'Dialing'
  | 'Ring'
  | 'Ringing'
  | 'Up'
  | 'Busy'
  | 'Dialing Offhook'
  | 'Pre-ring'
  | 'Unknown';

export interface CallerId {
  name: string;
  number: string;
}

export interface DialplanCep {
  context: string;
  exten: string;
  priority: number;
  app_name: string;
  app_data: string;
}

export interface Channel {
  id: string;
  /** `PJSIP/demo-8001-0000000a`, `Snoop/<target>-00000001` */
  name: string;
  state: ChannelState;
  protocol_id?: string;
  caller: CallerId;
  connected: CallerId;
  accountcode: string;
  dialplan: DialplanCep;
  creationtime: AriTimestamp;
  language: string;
  channelvars?: Record<string, string>;
}

export type BridgeType = 'mixing' | 'holding' | 'dtmf_events' | 'proxy_media';

export interface Bridge {
  id: string;
  technology: string;
  bridge_type: BridgeType;
  bridge_class: string;
  creator: string;
  name: string;
  /** Channel ids. */
  channels: string[];
  creationtime: AriTimestamp;
}

export type PlaybackState = 'queued' | 'playing' | 'continuing' | 'done' | 'failed' | 'paused';

export interface Playback {
  id: string;
  media_uri: string;
  next_media_uri?: string;
  /** `channel:<id>` or `bridge:<id>` */
  target_uri: string;
  language: string;
  state: PlaybackState;
}

export type RecordingState = 'queued' | 'recording' | 'paused' | 'done' | 'failed' | 'canceled';

export interface LiveRecording {
  name: string;
  format: string;
  state: RecordingState;
  target_uri: string;
  /** Seconds. */
  duration?: number;
  talking_duration?: number;
  silence_duration?: number;
  /** Of our softswitch alone: how much of it was lost (a full disk, a standstill). */
  lost_duration?: number;
  cause?: string;
}

export interface StoredRecording {
  name: string;
  format: string;
}

export type EndpointState = 'unknown' | 'offline' | 'online';

export interface Endpoint {
  technology: string;
  resource: string;
  state?: EndpointState;
  channel_ids: string[];
}

export interface ContactInfo {
  uri: string;
  contact_status: 'Unreachable' | 'Reachable' | 'Unknown' | 'NonQualified' | 'Removed';
  aor: string;
  /** Microseconds, as text. */
  roundtrip_usec?: string;
}

/**
 * `GET /registrations`: where the engine is registered as a client (trunks with user name and password). Of our softswitch alone:
 * Asterisk tells it over AMI and its console only. `state` has the words of `pjsip show registrations`.
 */
export interface Registration {
  id: string;
  server_uri: string;
  client_uri: string;
  /** The endpoint its calls are; '' when none. */
  endpoint: string;
  state: 'Unregistered' | 'Registered' | 'Rejected';
  /** SIP status of the last answer; 408 = none came, 503 = nobody could be asked, 0 = not asked yet. */
  last_status: number;
  /** Seconds. */
  expires_in?: number;
}

/** `POST /endpoints/{tech}/{resource}/qualify`: what a configured contact said to OPTIONS just now. Of our softswitch alone. */
export interface ServerAnswer {
  uri: string;
  /**
   * `timeout`: it said nothing; `refused`: nobody listens there; `certificate`: not believed; `unresolved`: the name has no address;
   * `unreachable`: another reason for which it could not be asked.
   */
  outcome: 'answered' | 'timeout' | 'refused' | 'certificate' | 'unresolved' | 'unreachable';
  /** SIP status of the answer; 0 = none came, or the engine does not say. */
  status: number;
  roundtrip_usec: number;
}

/**
 * `GET /channels/{id}/rtp_statistics`. `rxploss` is what did not reach us, `txploss` what they say did not reach them. Jitter and
 * round trip in seconds, losses in packets; what RTCP has not told yet is 0. `local_` is what the engine receives, `remote_` what
 * they report. Beware: `txjitter` and `txmes` are local, `rxjitter` and `rxmes` remote (measured on Asterisk 22.10). `mes`, the
 * media experience score, 0 to 100, is the R of the E-model (`ast_rtp_convert_stats_json` in rtp_engine.c; missing in its docs).
 */
export interface RtpStatistics {
  txcount: number;
  rxcount: number;
  txjitter: number;
  rxjitter: number;
  txploss: number;
  rxploss: number;
  rtt?: number;
  maxrtt?: number;
  minrtt?: number;
  normdevrtt?: number;
  stdevrtt?: number;
  remote_maxjitter?: number;
  remote_minjitter?: number;
  remote_normdevjitter?: number;
  remote_stdevjitter?: number;
  local_maxjitter?: number;
  local_minjitter?: number;
  local_normdevjitter?: number;
  local_stdevjitter?: number;
  remote_maxrxploss?: number;
  remote_minrxploss?: number;
  remote_normdevrxploss?: number;
  remote_stdevrxploss?: number;
  local_maxrxploss?: number;
  local_minrxploss?: number;
  local_normdevrxploss?: number;
  local_stdevrxploss?: number;
  txmes?: number;
  rxmes?: number;
  remote_maxmes?: number;
  remote_minmes?: number;
  remote_normdevmes?: number;
  remote_stdevmes?: number;
  local_maxmes?: number;
  local_minmes?: number;
  local_normdevmes?: number;
  local_stdevmes?: number;
  local_ssrc: number;
  remote_ssrc: number;
  txoctetcount: number;
  rxoctetcount: number;
  channel_uniqueid: string;
}

export interface AsteriskInfo {
  build?: Record<string, string>;
  system: { version: string; entity_id: string };
  config?: { name: string; default_language: string };
  status?: { startup_time: AriTimestamp; last_reload_time: AriTimestamp };
}

export interface ConfigTuple {
  attribute: string;
  value: string;
}

export interface Application {
  name: string;
  channel_ids: string[];
  bridge_ids: string[];
  endpoint_ids: string[];
  device_names: string[];
}

interface EventBase {
  application: string;
  timestamp: AriTimestamp;
  asterisk_id?: string;
}

/** Dial status as Asterisk's Dial event reports it; empty while the attempt begins. */
export type DialStatus =
  | ''
  | 'RINGING'
  | 'PROGRESS'
  | 'PROCEEDING'
  | 'ANSWER'
  | 'BUSY'
  | 'NOANSWER'
  | 'CANCEL'
  | 'CONGESTION'
  | 'CHANUNAVAIL';

/** How a transfer goes, as its event says it; `channel_unavailable` of the request is `channel_declined` here. */
export type TransferState = 'channel_progress' | 'channel_answered' | 'channel_declined';

/** ReferTo: where a phone wants a call to go. */
export interface ReferTarget {
  requested_destination: {
    /** User part of Refer-To. */
    destination: string;
    /** Call-ID of the Replaces in it: an attended transfer. */
    protocol_id?: string;
    /** `from` and `to`, the tags of the Replaces. */
    additional_protocol_params?: { parameter_name: string; parameter_value: string }[];
  };
  /** The channel that is to be replaced, when it is one of this engine's. */
  destination_channel?: Channel;
  /** Who `destination_channel` talks to. */
  connected_channel?: Channel;
  bridge?: Bridge;
}

/** ReferredBy: the phone that wants it, and who it talks to. */
export interface ReferSource {
  source_channel: Channel;
  connected_channel?: Channel;
  bridge?: Bridge;
}

export type AriEvent = EventBase &
  (
    | { type: 'StasisStart'; args: string[]; channel: Channel; replace_channel?: Channel }
    | { type: 'StasisEnd'; channel: Channel }
    | { type: 'ChannelCreated'; channel: Channel }
    | { type: 'ChannelDestroyed'; channel: Channel; cause: number; cause_txt: string; tech_cause?: number }
    | { type: 'ChannelStateChange'; channel: Channel }
    | { type: 'ChannelHangupRequest'; channel: Channel; cause?: number; soft?: boolean; tech_cause?: number }
    | { type: 'ChannelDtmfReceived'; channel: Channel; digit: string; duration_ms: number }
    | { type: 'ChannelHold'; channel: Channel; musicclass?: string }
    | { type: 'ChannelUnhold'; channel: Channel }
    | { type: 'ChannelVarset'; channel?: Channel; variable: string; value: string }
    | { type: 'ChannelCallerId'; channel: Channel; caller_presentation: number; caller_presentation_txt: string }
    | { type: 'ChannelConnectedLine'; channel: Channel }
    | { type: 'ChannelTransfer'; state?: TransferState; refer_to: ReferTarget; referred_by: ReferSource }
    | { type: 'ChannelTalkingStarted'; channel: Channel }
    | { type: 'ChannelTalkingFinished'; channel: Channel; duration: number }
    | { type: 'ChannelEnteredBridge'; bridge: Bridge; channel?: Channel }
    | { type: 'ChannelLeftBridge'; bridge: Bridge; channel: Channel }
    | { type: 'BridgeCreated'; bridge: Bridge }
    | { type: 'BridgeDestroyed'; bridge: Bridge }
    | {
        type: 'Dial';
        caller?: Channel;
        peer: Channel;
        forwarded?: Channel;
        dialstring?: string;
        forward?: string;
        dialstatus: DialStatus;
      }
    | { type: 'PlaybackStarted'; playback: Playback }
    | { type: 'PlaybackContinuing'; playback: Playback }
    | { type: 'PlaybackFinished'; playback: Playback }
    | { type: 'RecordingStarted'; recording: LiveRecording }
    | { type: 'RecordingFinished'; recording: LiveRecording }
    | { type: 'RecordingFailed'; recording: LiveRecording }
    | { type: 'ContactStatusChange'; endpoint: Endpoint; contact_info: ContactInfo }
    | {
        type: 'PeerStatusChange';
        endpoint: Endpoint;
        peer: { peer_status: string; cause?: string; address?: string; port?: string; time?: string };
      }
    | { type: 'RegistrationStateChange'; registration: Registration }
    | { type: 'ApplicationReplaced' }
  );

export type AriEventType = AriEvent['type'];
export type AriEventOf<T extends AriEventType> = Extract<AriEvent, { type: T }>;

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request inside the event WebSocket (Asterisk ≥ 22.5, "REST over WebSocket"). `uri` has no leading `/ari/`: `channels/1234/answer`. */
export interface RestRequest {
  type: 'RESTRequest';
  transaction_id?: string;
  request_id: string;
  method: HttpMethod;
  uri: string;
  content_type?: string;
  query_strings?: { name: string; value: string }[];
  message_body?: string;
}

export interface RestResponse {
  type: 'RESTResponse';
  transaction_id?: string;
  request_id: string;
  status_code: number;
  reason_phrase: string;
  uri: string;
  content_type?: string;
  message_body?: string;
}

/**
 * ITU-T Q.850 cause values that Asterisk reports in `ChannelDestroyed.cause` and call control acts on.
 * Source: asterisk/causes.h.
 */
export const cause = {
  unallocated: 1,
  noRouteDestination: 3,
  normalClearing: 16,
  userBusy: 17,
  noUserResponse: 18,
  noAnswer: 19,
  subscriberAbsent: 20,
  callRejected: 21,
  answeredElsewhere: 26,
  destinationOutOfOrder: 27,
  invalidNumberFormat: 28,
  normalUnspecified: 31,
  congestion: 34,
  failure: 38,
  temporaryFailure: 41,
  switchCongestion: 42,
  /** `rtp_timeout`: a leg from which nothing is heard any more. */
  requestedChannelUnavailable: 44,
  outgoingCallBarred: 52,
  recoveryOnTimer: 102,
  interworking: 127,
} as const;
