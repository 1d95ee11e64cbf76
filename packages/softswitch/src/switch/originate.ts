import type { Channel as AriChannel, CallerId } from '@zuoxi/ari';
import type { CodecName, MediaLeg } from '../media/api.ts';
import { AriError } from './ari-error.ts';
import { Channel } from './channel.ts';
import { writeVariable } from './channel-variables.ts';
import type { SwitchContext } from './context.ts';
import { codecsNamed, parseCallerId } from './identity.ts';
import { watchLeg } from './leg-events.ts';
import { isLocal, originateLocal } from './local-call.ts';
import { mediaOptionsOf } from './media-options.ts';
import { OutboundCall } from './outbound-call.ts';
import type { Target } from './outbound-fork.ts';
import { listOf } from './pjsip-config.ts';
import { isTaken, release, reserve } from './reserved-ids.ts';
import { trunkTargets } from './trunk-targets.ts';

export interface OriginateRequest {
  endpoint: string;
  channelId: string;
  /** Of a Local channel: its second half. */
  otherChannelId: string;
  app: string;
  appArgs: readonly string[];
  callerId: string;
  /** Seconds; -1 = never, 0 or undefined = 30 as in Asterisk. */
  timeout: number;
  originator: string;
  formats: string;
  variables: Readonly<Record<string, string>>;
}

/** `PJSIP/<endpoint>` or `PJSIP/<number>@<endpoint>`. Throws 400. */
function parseEndpoint(text: string): { endpoint: string; number: string } {
  if (text === '') throw new AriError(400, 'Endpoint must be specified');
  const slash = text.indexOf('/');
  const device = slash < 0 ? '' : text.slice(slash + 1);
  if (slash <= 0 || device === '') throw new AriError(400, 'Invalid endpoint specified');
  // Asterisk's words for a technology it has no channel driver for.
  if (text.slice(0, slash).toUpperCase() !== 'PJSIP') throw new AriError(500, 'Allocation failed');
  const at = device.lastIndexOf('@');
  return at < 0 ? { endpoint: device, number: '' } : { endpoint: device.slice(at + 1), number: device.slice(0, at) };
}

/** Where that endpoint can be reached now; empty when nowhere. */
async function targetsOf(context: SwitchContext, endpoint: string, number: string): Promise<Target[]> {
  const { config, stack } = context;
  const aors = listOf(config.get('endpoint', endpoint)?.get('aors'));
  if (number === '') {
    const bindings = aors.flatMap((aor) => stack.registrar.contacts(aor));
    if (bindings.length > 0) return bindings.map(({ uri, flow }) => ({ uri, flow, symmetric: true }));
  }
  return trunkTargets(context, endpoint, number);
}

/** Variables named `PJSIP_HEADER(add,X-Name)` become headers of the invitation; names SIP itself uses are not open to it. */
function extraHeaders(variables: Readonly<Record<string, string>>): [string, string][] {
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(variables)) {
    const header = /^PJSIP_HEADER\(add,\s*([A-Za-z0-9-]{1,64})\s*\)$/.exec(name)?.[1]?.toLowerCase();
    if (
      header &&
      (header.startsWith('x-') || header === 'alert-info' || header === 'call-info' || header === 'referred-by' || header === 'privacy')
    )
      headers.push([header, value]);
  }
  return headers;
}

/** RFC 3261 section 16.6 step 3, as far as a call of ours continues one that came: its hops are counted on. */
function hopsLeft(originator: Channel | undefined): number {
  const text = originator?.inviteHeaders?.get('max-forwards') ?? '';
  return /^\d{1,3}$/.test(text) ? Math.min(Number(text) - 1, 70) : 70;
}

function wantedCodecs(request: OriginateRequest, originator: Channel | undefined): CodecName[] {
  const spoken = originator?.leg?.codec;
  return spoken ? [spoken] : codecsNamed(request.formats);
}

export interface Origination {
  channel: Channel;
  call: OutboundCall;
}

/** Makes the channel of an outgoing call; nothing is sent yet. Throws 400, 409 or 500 as Asterisk does. */
export async function prepareCall(
  context: SwitchContext,
  request: OriginateRequest,
  onAnswer: (channel: Channel) => void,
): Promise<Origination> {
  const { config, channels, clock, media } = context;
  const { endpoint, number } = parseEndpoint(request.endpoint);
  if (request.channelId.length > 149) throw new AriError(400, 'Uniqueid length exceeds maximum of 149');
  if (request.originator !== '' && request.formats !== '') throw new AriError(400, "Originator and formats can't both be specified");
  const originator = request.originator === '' ? undefined : channels.find(request.originator);
  if (request.originator !== '' && !originator) throw new AriError(400, 'Provided originator channel was not found');
  if (isTaken(context, request.channelId)) throw new AriError(409, 'Channel with given unique ID already exists');
  const settings = config.get('endpoint', endpoint);
  reserve(context, request.channelId);
  let leg: MediaLeg | undefined;
  try {
    const targets = settings ? await targetsOf(context, endpoint, number) : [];
    if (!settings || targets.length === 0) throw new AriError(500, 'Allocation failed');
    leg = await media.createLeg({
      ...mediaOptionsOf(settings, wantedCodecs(request, originator)),
      // Contacts of one phone are reached the same way; its first one decides.
      advertisedAddress: targets[0]?.flow.localHost,
      ...(originator?.leg ? { near: originator.leg.id } : {}),
    });
    const callerId: CallerId = request.callerId === '' ? { name: '', number: '' } : parseCallerId(request.callerId);
    const configured = settings.get('callerid');
    const driver = { answer: async () => {}, ring: () => {}, progress: () => {}, hangup: () => {} };
    const channel = new Channel({
      id: request.channelId,
      name: channels.nextName(endpoint),
      endpoint,
      state: 'Down',
      protocolId: '',
      caller: configured ? parseCallerId(configured) : { name: '', number: '' },
      connected: { name: '', number: '' },
      dialplan: {
        context: settings.get('context') || 'default',
        exten: 's',
        priority: 1,
        app_name: '',
        app_data: '',
      },
      createdAt: clock.now(),
      driver,
    });
    channel.leg = leg;
    channel.isOutgoing = true;
    channel.accountcode = settings.get('accountcode') ?? '';
    for (const [name, value] of Object.entries(request.variables)) writeVariable(channel, name, value);
    const call = new OutboundCall({
      context,
      channel,
      leg,
      targets,
      dialString: number === '' ? endpoint : `${number}@${endpoint}`,
      from: () => (request.callerId === '' ? channel.connected : callerId),
      headers: extraHeaders(request.variables),
      maxForwards: hopsLeft(originator),
      onAnswer: () => onAnswer(channel),
    });
    channel.protocolId = call.callId;
    channel.driver = call;
    watchLeg(context, channel, leg);
    channels.add(channel);
    if (request.callerId !== '') channels.setParties(channel, callerId);
    return { channel, call };
  } catch (error) {
    void leg?.close().catch(() => {});
    if (error instanceof AriError) throw error;
    context.logger.warn({ err: error, endpoint }, 'a call could not be made');
    throw new AriError(500, 'Allocation failed');
  } finally {
    release(context, request.channelId);
  }
}

/** POST /channels: dials, and enters the application when answered. */
export async function originate(context: SwitchContext, request: OriginateRequest): Promise<Channel> {
  if (!isLocal(request.endpoint)) parseEndpoint(request.endpoint);
  if (request.app === '') throw new AriError(400, 'Application or extension must be specified');
  if (isLocal(request.endpoint)) return originateLocal(context, request);
  const { channel, call } = await prepareCall(context, request, (answered) =>
    context.channels.enterApp(answered, request.app, request.appArgs),
  );
  channel.dialplan = { ...channel.dialplan, app_name: 'AppDial2', app_data: '(Outgoing Line)' };
  context.apps.subscribe(request.app, 'channels', channel.id);
  const seconds = request.timeout > 0 ? request.timeout : 30;
  void call.dial(request.timeout === -1 ? undefined : seconds * 1000);
  return channel;
}

const created = new WeakMap<Channel, OutboundCall>();

/** POST /channels/create: enters the application at once; `dial` sends the invitation. */
export async function createChannel(context: SwitchContext, request: OriginateRequest): Promise<AriChannel> {
  parseEndpoint(request.endpoint);
  if (request.app === '') throw new AriError(400, 'Application must be specified');
  const { channel, call } = await prepareCall(context, request, () => {});
  created.set(channel, call);
  const json = channel.toJson();
  context.channels.enterApp(channel, request.app, request.appArgs);
  return json;
}

export function dialCreated(channel: Channel, timeoutSeconds: number): void {
  const call = created.get(channel);
  if (!call || channel.state !== 'Down') throw new AriError(409, "Channel is not in the 'Down' state");
  void call.dial(timeoutSeconds > 0 ? timeoutSeconds * 1000 : undefined);
}
