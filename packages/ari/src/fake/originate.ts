import type { CallerId, Channel } from '../types.ts';
import { createChannel, endChannel, enterStasis, getChannel, parseCallerId, setState, writeVariable } from './channel.ts';
import { channelJson, type FakeChannel, type FakeCore, FakeError } from './core.ts';
import { isOnline } from './endpoints.ts';
import { FakeLeg, legOf } from './leg.ts';

export interface OriginateInit {
  id: string;
  endpoint: string;
  /** Of a Local channel. */
  otherId: string;
  app: string;
  appArgs: readonly string[];
  callerId: string;
  timeoutS: number;
  originator: string;
  variables: Readonly<Record<string, string>>;
}

/** `PJSIP/<resource>` or `PJSIP/<number>@<resource>`. */
function resourceOf(endpoint: string): string {
  const device = endpoint.slice(endpoint.indexOf('/') + 1);
  return device.slice(device.lastIndexOf('@') + 1);
}

/** The order of the checks is that of ari_channels_handle_originate_with_id. */
export function originate(core: FakeCore, init: OriginateInit): Channel {
  const callerId = init.callerId === '' ? { name: '', number: '' } : parseCallerId(init.callerId);
  if (/^Local\//i.test(init.endpoint) && init.app !== '') return originateLocal(core, init, callerId);
  const channel = channelTo(core, init, callerId);
  channel.dialplan = { ...channel.dialplan, app_name: 'AppDial2', app_data: '(Outgoing Line)' };
  const leg = new FakeLeg(core, channel, { dialString: dialStringOf(init), app: init.app, appArgs: init.appArgs });
  const answer = channelJson(core, channel);
  if (init.timeoutS !== -1) ringsFor(core, channel, init.timeoutS > 0 ? init.timeoutS : 30);
  leg.publishDial('');
  return answer;
}

/** core_local.c: two halves; the second comes in as a call, the first enters the application when that is answered. */
function originateLocal(core: FakeCore, init: OriginateInit, party: CallerId): Channel {
  const [, exten, context] = /^Local\/([^@/]+)@([^/]+)(?:\/n)?$/i.exec(init.endpoint) ?? [];
  if (exten === undefined || context === undefined) throw new FakeError(400, 'Invalid endpoint specified');
  const otherId = init.otherId || core.uniqueId();
  if (otherId === init.id || core.channels.has(init.id) || core.channels.has(otherId))
    throw new FakeError(409, 'Channel with given unique ID already exists');
  const name = `Local/${exten}@${context}-${core.nameSuffix()}`;
  const both = { endpoint: '', caller: party, connected: party };
  const one = createChannel(core, { ...both, id: init.id, name: `${name};1`, state: 'Down', exten: 's' });
  const two = createChannel(core, { ...both, id: otherId, name: `${name};2`, state: 'Ring', exten });
  one.onEnded = (cause) => endChannel(core, two, cause, { cause });
  two.onEnded = (cause) => endChannel(core, one, cause, { cause });
  one.heardBy = two;
  two.heardBy = one;
  two.onAnswered = () => {
    one.ringTimer?.cancel();
    setState(core, one, 'Up');
    enterStasis(core, one, init.app, init.appArgs);
  };
  const answer = channelJson(core, one);
  if (init.timeoutS !== -1) ringsFor(core, one, init.timeoutS > 0 ? init.timeoutS : 30);
  enterStasis(core, two, core.app, []);
  return answer;
}

/** It enters the application at once; nobody is called before `dial` (ast_ari_channels_create). */
export function create(core: FakeCore, init: Omit<OriginateInit, 'callerId' | 'timeoutS' | 'otherId'>): Channel {
  const channel = channelTo(core, init, { name: '', number: '' });
  const answer = channelJson(core, channel);
  created.set(channel, dialStringOf(init));
  enterStasis(core, channel, init.app, init.appArgs);
  return answer;
}

const created = new WeakMap<FakeChannel, string>();

/** Calls whom a created channel is for (ast_ari_channels_dial). */
export function dial(core: FakeCore, channel: FakeChannel, timeoutS: number): void {
  if (channel.state !== 'Down') throw new FakeError(409, "Channel is not in the 'Down' state");
  const dialString = created.get(channel);
  if (dialString === undefined || legOf(channel)) throw new FakeError(409, 'Dialing a channel not created by ARI');
  const leg = new FakeLeg(core, channel, { dialString, app: undefined, appArgs: [] });
  if (timeoutS > 0) ringsFor(core, channel, timeoutS);
  leg.publishDial('');
}

const dialStringOf = ({ endpoint }: Pick<OriginateInit, 'endpoint'>): string => endpoint.slice(endpoint.indexOf('/') + 1);

/** handle_timeout_trip in main/dial.c: no ChannelHangupRequest, cause 19. */
function ringsFor(core: FakeCore, channel: FakeChannel, seconds: number): void {
  channel.ringTimer = core.clock.setTimer(seconds * 1000, () => endChannel(core, channel, 19, undefined));
}

function channelTo(core: FakeCore, init: Omit<OriginateInit, 'callerId' | 'timeoutS' | 'otherId'>, party: CallerId): FakeChannel {
  if (init.endpoint === '') throw new FakeError(400, 'Endpoint must be specified');
  const slash = init.endpoint.indexOf('/');
  if (slash <= 0 || slash === init.endpoint.length - 1) throw new FakeError(400, 'Invalid endpoint specified');
  if (init.app === '') throw new FakeError(400, 'Application or extension must be specified');
  if (init.originator !== '' && !core.channels.has(init.originator)) {
    throw new FakeError(400, 'Provided originator channel was not found');
  }
  const resource = resourceOf(init.endpoint);
  // chan_pjsip finds no contact to send to, ast_request fails and ARI says what it says for all of that.
  if (!init.endpoint.toUpperCase().startsWith('PJSIP/') || !isOnline(core, resource)) throw new FakeError(500, 'Allocation failed');
  if (core.channels.has(init.id)) throw new FakeError(409, 'Channel with given unique ID already exists');
  const channel = createChannel(core, {
    id: init.id,
    name: `PJSIP/${resource}-${core.nameSuffix()}`,
    endpoint: resource,
    state: 'Down',
    caller: party,
    connected: party,
    exten: 's',
  });
  for (const [name, value] of Object.entries(init.variables)) writeVariable(channel, name, value);
  return channel;
}

export interface SnoopInit {
  target: string;
  id: string;
  spy: string;
  whisper: string;
  app: string;
  appArgs: readonly string[];
}

const DIRECTIONS = ['', 'none', 'in', 'out', 'both'];
const isNone = (direction: string): boolean => direction === '' || direction === 'none';

/** The order of the checks is that of ari_channels_handle_snoop_channel. */
export function snoop(core: FakeCore, init: SnoopInit): Channel {
  if (!DIRECTIONS.includes(init.spy)) throw new FakeError(400, 'Invalid direction specified for spy');
  if (!DIRECTIONS.includes(init.whisper)) throw new FakeError(400, 'Invalid direction specified for whisper');
  if (isNone(init.spy) && isNone(init.whisper)) throw new FakeError(400, 'Direction must be specified for at least spy or whisper');
  if (init.app === '') throw new FakeError(400, 'Application name is required');
  const target = getChannel(core, init.target);
  if (core.channels.has(init.id)) throw new FakeError(500, 'Snoop channel could not be created');
  const channel = createChannel(core, {
    id: init.id,
    name: `Snoop/${target.id}-${core.nameSuffix()}`,
    endpoint: '',
    state: 'Up',
    caller: { name: '', number: '' },
    connected: { name: '', number: '' },
    exten: 's',
    snoopOf: target.id,
  });
  const answer = channelJson(core, channel);
  enterStasis(core, channel, init.app, init.appArgs);
  return answer;
}
