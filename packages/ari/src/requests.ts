import { AriRequestError } from './errors.ts';
import { parseStorable } from './storable-json.ts';
import type {
  AsteriskInfo,
  Bridge,
  BridgeType,
  Channel,
  ConfigTuple,
  Endpoint,
  HttpMethod,
  LiveRecording,
  Playback,
  Registration,
  RestResponse,
  RtpStatistics,
  ServerAnswer,
  StoredRecording,
} from './types.ts';

export interface AriCall {
  method: HttpMethod;
  /** Without a leading slash: `channels/abc/answer`. */
  uri: string;
  query?: Record<string, string>;
  body?: unknown;
}

/** Whatever carries a request to an engine: the WebSocket client, the fake, HTTP. */
export interface AriTransport {
  call(request: AriCall): Promise<RestResponse>;
}

export interface OriginateOptions {
  channelId: string;
  /** Of a Local channel: its second half, which comes in as a call. */
  otherChannelId?: string;
  /** `PJSIP/demo-8001`, `PJSIP/13550602245@demo-trunk` or `Local/8701@zuoxi/n` */
  endpoint: string;
  app: string;
  appArgs?: string[];
  /** `"Name" <number>`, shown to the called party. */
  callerId?: string;
  /** Seconds of ringing before the engine gives up; -1 = never. */
  timeoutS?: number;
  /** Channel this one is made for. */
  originator?: string;
  /** Codecs in order of preference, `alaw,ulaw`; not together with `originator`, whose codec it would be. */
  formats?: readonly string[];
  variables?: Record<string, string>;
}

export interface RecordOptions {
  name: string;
  format?: 'wav';
  maxDurationSeconds?: number;
  maxSilenceSeconds?: number;
  ifExists?: 'fail' | 'overwrite' | 'append';
  beep?: boolean;
  terminateOn?: 'none' | 'any' | '*' | '#';
}

export interface MailboxCounts {
  newMessages: number;
  oldMessages: number;
}

export type HangupReason = 'normal' | 'busy' | 'congestion' | 'no_answer' | 'timeout' | 'rejected' | 'unallocated' | 'answered_elsewhere';

export type TransferProgress = 'channel_progress' | 'channel_answered' | 'channel_unavailable' | 'channel_declined';

const id = encodeURIComponent;

/** Every ARI request that call control makes, typed. All reject with `AriRequestError` when the engine does not answer 2xx. */
export class AriRequests {
  readonly #transport: AriTransport;

  constructor(transport: AriTransport) {
    this.#transport = transport;
  }

  readonly channels = {
    list: () => this.#json<Channel[]>('GET', 'channels'),
    get: (channelId: string) => this.#json<Channel>('GET', `channels/${id(channelId)}`),
    originate: (options: OriginateOptions) =>
      this.#json<Channel>(
        'POST',
        `channels/${id(options.channelId)}`,
        {
          endpoint: options.endpoint,
          app: options.app,
          ...(options.otherChannelId ? { otherChannelId: options.otherChannelId } : {}),
          ...(options.appArgs ? { appArgs: options.appArgs.join(',') } : {}),
          ...(options.callerId ? { callerId: options.callerId } : {}),
          ...(options.timeoutS === undefined ? {} : { timeout: String(options.timeoutS) }),
          ...(options.originator ? { originator: options.originator } : {}),
          ...(options.formats?.length ? { formats: options.formats.join(',') } : {}),
        },
        options.variables ? { variables: options.variables } : undefined,
      ),
    /** Makes the channel and puts it into the application; nobody is called before `dial`. Its caller ID are variables. */
    create: (options: Omit<OriginateOptions, 'callerId' | 'timeoutS' | 'otherChannelId'>) =>
      this.#json<Channel>(
        'POST',
        'channels/create',
        {
          channelId: options.channelId,
          endpoint: options.endpoint,
          app: options.app,
          ...(options.appArgs ? { appArgs: options.appArgs.join(',') } : {}),
          ...(options.originator ? { originator: options.originator } : {}),
          ...(options.formats?.length ? { formats: options.formats.join(',') } : {}),
        },
        options.variables ? { variables: options.variables } : undefined,
      ),
    /** Calls whom a created channel is for. `timeoutS`: seconds of ringing. */
    dial: (channelId: string, timeoutS: number) => this.#none('POST', `channels/${id(channelId)}/dial`, { timeout: String(timeoutS) }),
    hangup: (channelId: string, reason: HangupReason = 'normal') => this.#none('DELETE', `channels/${id(channelId)}`, { reason }),
    answer: (channelId: string) => this.#none('POST', `channels/${id(channelId)}/answer`),
    ring: (channelId: string) => this.#none('POST', `channels/${id(channelId)}/ring`),
    /** A caller who was not answered hears us from now on (183 with a session description). */
    progress: (channelId: string) => this.#none('POST', `channels/${id(channelId)}/progress`),
    ringStop: (channelId: string) => this.#none('DELETE', `channels/${id(channelId)}/ring`),
    hold: (channelId: string) => this.#none('POST', `channels/${id(channelId)}/hold`),
    unhold: (channelId: string) => this.#none('DELETE', `channels/${id(channelId)}/hold`),
    mute: (channelId: string, direction: 'in' | 'out' | 'both') => this.#none('POST', `channels/${id(channelId)}/mute`, { direction }),
    unmute: (channelId: string, direction: 'in' | 'out' | 'both') => this.#none('DELETE', `channels/${id(channelId)}/mute`, { direction }),
    startMoh: (channelId: string, mohClass?: string) =>
      this.#none('POST', `channels/${id(channelId)}/moh`, mohClass ? { mohClass } : undefined),
    stopMoh: (channelId: string) => this.#none('DELETE', `channels/${id(channelId)}/moh`),
    dtmf: (channelId: string, dtmf: string) => this.#none('POST', `channels/${id(channelId)}/dtmf`, { dtmf }),
    play: (channelId: string, playbackId: string, media: string[], language?: string) =>
      this.#json<Playback>('POST', `channels/${id(channelId)}/play/${id(playbackId)}`, {
        media: media.join(','),
        ...(language ? { lang: language } : {}),
      }),
    record: (channelId: string, options: RecordOptions) =>
      this.#json<LiveRecording>('POST', `channels/${id(channelId)}/record`, recordQuery(options)),
    snoop: (
      channelId: string,
      snoopId: string,
      options: { app: string; spy: 'none' | 'in' | 'out' | 'both'; whisper?: 'none' | 'in' | 'out' | 'both'; appArgs?: string[] },
    ) =>
      this.#json<Channel>('POST', `channels/${id(channelId)}/snoop/${id(snoopId)}`, {
        app: options.app,
        spy: options.spy,
        whisper: options.whisper ?? 'none',
        ...(options.appArgs ? { appArgs: options.appArgs.join(',') } : {}),
      }),
    getVariable: async (channelId: string, variable: string) =>
      (await this.#json<{ value: string }>('GET', `channels/${id(channelId)}/variable`, { variable })).value,
    setVariable: (channelId: string, variable: string, value: string) =>
      this.#none('POST', `channels/${id(channelId)}/variable`, { variable, value }),
    /** Tells the phone that asked for a transfer how it goes. */
    transferProgress: (channelId: string, states: TransferProgress) =>
      this.#none('POST', `channels/${id(channelId)}/transfer_progress`, { states }),
    rtpStatistics: (channelId: string) => this.#json<RtpStatistics>('GET', `channels/${id(channelId)}/rtp_statistics`),
  };

  readonly bridges = {
    list: () => this.#json<Bridge[]>('GET', 'bridges'),
    /**
     * `proxy_media`: all sound passes the engine's core. Asterisk otherwise lets two RTP streams exchange packets below it, and when a
     * snoop comes while the second channel joins, one direction sometimes (1 of about 40 recordings) stays there: it is heard, and recorded as silence.
     */
    create: (bridgeId: string, name?: string, type: readonly BridgeType[] = ['mixing', 'proxy_media']) =>
      this.#json<Bridge>('POST', `bridges/${id(bridgeId)}`, { type: type.join(), ...(name ? { name } : {}) }),
    get: (bridgeId: string) => this.#json<Bridge>('GET', `bridges/${id(bridgeId)}`),
    destroy: (bridgeId: string) => this.#none('DELETE', `bridges/${id(bridgeId)}`),
    addChannel: (bridgeId: string, channelIds: string[]) =>
      this.#none('POST', `bridges/${id(bridgeId)}/addChannel`, { channel: channelIds.join(',') }),
    removeChannel: (bridgeId: string, channelIds: string[]) =>
      this.#none('POST', `bridges/${id(bridgeId)}/removeChannel`, { channel: channelIds.join(',') }),
  };

  readonly playbacks = {
    get: (playbackId: string) => this.#json<Playback>('GET', `playbacks/${id(playbackId)}`),
    stop: (playbackId: string) => this.#none('DELETE', `playbacks/${id(playbackId)}`),
    control: (playbackId: string, operation: 'restart' | 'pause' | 'unpause' | 'reverse' | 'forward') =>
      this.#none('POST', `playbacks/${id(playbackId)}/control`, { operation }),
  };

  readonly recordings = {
    stop: (name: string) => this.#none('POST', `recordings/live/${id(name)}/stop`),
    pause: (name: string) => this.#none('POST', `recordings/live/${id(name)}/pause`),
    unpause: (name: string) => this.#none('DELETE', `recordings/live/${id(name)}/pause`),
    getLive: (name: string) => this.#json<LiveRecording>('GET', `recordings/live/${id(name)}`),
    listStored: () => this.#json<StoredRecording[]>('GET', 'recordings/stored'),
    deleteStored: (name: string) => this.#none('DELETE', `recordings/stored/${id(name)}`),
  };

  readonly endpoints = {
    list: () => this.#json<Endpoint[]>('GET', 'endpoints'),
    get: (technology: string, resource: string) => this.#json<Endpoint>('GET', `endpoints/${id(technology)}/${id(resource)}`),
    /** Of our softswitch alone; Asterisk answers 404. */
    qualify: (technology: string, resource: string) =>
      this.#json<ServerAnswer[]>('POST', `endpoints/${id(technology)}/${id(resource)}/qualify`),
  };

  /** Of our softswitch alone; Asterisk answers 404. */
  readonly registrations = {
    list: () => this.#json<Registration[]>('GET', 'registrations'),
    get: (registrationId: string) => this.#json<Registration>('GET', `registrations/${id(registrationId)}`),
  };

  /** How many messages wait for a phone (res_ari_mailboxes). */
  readonly mailboxes = {
    put: (name: string, { newMessages, oldMessages }: MailboxCounts) =>
      this.#none('PUT', `mailboxes/${id(name)}`, { newMessages: String(newMessages), oldMessages: String(oldMessages) }),
  };

  readonly asterisk = {
    info: () => this.#json<AsteriskInfo>('GET', 'asterisk/info'),
    ping: () => this.#json<{ ping: string; timestamp: string; asterisk_id: string }>('GET', 'asterisk/ping'),
    /** A global variable; '' = it has no value. */
    getVariable: async (variable: string) => (await this.#json<{ value: string }>('GET', 'asterisk/variable', { variable })).value,
    setVariable: (variable: string, value: string) => this.#none('POST', 'asterisk/variable', { variable, value }),
    /** Has a module read its configuration file again; of Asterisk alone. */
    reloadModule: (name: string) => this.#none('PUT', `asterisk/modules/${id(name)}`),
    /** Creates or replaces a sorcery object, e.g. `res_pjsip`, `endpoint`, `demo-8001`. */
    putConfig: (configClass: string, objectType: string, objectId: string, fields: Record<string, string>) =>
      this.#json<ConfigTuple[]>('PUT', `asterisk/config/dynamic/${id(configClass)}/${id(objectType)}/${id(objectId)}`, undefined, {
        fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })),
      }),
    deleteConfig: (configClass: string, objectType: string, objectId: string) =>
      this.#none('DELETE', `asterisk/config/dynamic/${id(configClass)}/${id(objectType)}/${id(objectId)}`),
  };

  async #send(method: HttpMethod, uri: string, query?: Record<string, string>, body?: unknown): Promise<RestResponse> {
    const response = await this.#transport.call({ method, uri, ...(query ? { query } : {}), ...(body === undefined ? {} : { body }) });
    if (response.status_code < 200 || response.status_code > 299) {
      throw new AriRequestError(method, uri, response.status_code, errorText(response));
    }
    return response;
  }

  async #json<T>(method: HttpMethod, uri: string, query?: Record<string, string>, body?: unknown): Promise<T> {
    const response = await this.#send(method, uri, query, body);
    // The conformance suite proves for every engine that the body has this shape.
    return parseStorable<T>(response.message_body ?? 'null');
  }

  async #none(method: HttpMethod, uri: string, query?: Record<string, string>): Promise<void> {
    await this.#send(method, uri, query);
  }
}

function recordQuery(options: RecordOptions): Record<string, string> {
  const query: Record<string, string> = { name: options.name, format: options.format ?? 'wav', ifExists: options.ifExists ?? 'overwrite' };
  if (options.maxDurationSeconds !== undefined) query.maxDurationSeconds = String(options.maxDurationSeconds);
  if (options.maxSilenceSeconds !== undefined) query.maxSilenceSeconds = String(options.maxSilenceSeconds);
  if (options.beep !== undefined) query.beep = String(options.beep);
  if (options.terminateOn !== undefined) query.terminateOn = options.terminateOn;
  return query;
}

function errorText(response: RestResponse): string {
  try {
    const body = parseStorable<unknown>(response.message_body ?? '');
    if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
  } catch {
    // an empty or non-JSON body has nothing to add to the reason phrase
  }
  return response.reason_phrase;
}
