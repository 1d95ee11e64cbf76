import { type CallerId, cause } from '@zuoxi/ari';
import type { Timer } from '@zuoxi/kit';
import type { LegOptions, MediaLeg } from '../media/api.ts';
import { AriError } from './ari-error.ts';
import { Channel, type ChannelDriver } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { codecsNamed, parseCallerId } from './identity.ts';
import { watchLeg } from './leg-events.ts';
import { isTaken, release, reserve } from './reserved-ids.ts';

export interface LocalRequest {
  /** `Local/8701@zuoxi/n` */
  endpoint: string;
  channelId: string;
  otherChannelId: string;
  app: string;
  appArgs: readonly string[];
  callerId: string;
  timeout: number;
  formats: string;
}

const LOCAL = /^Local\/([^@/]{1,80})@([A-Za-z0-9_-]{1,80})(?:\/n)?$/i;

export const isLocal = (endpoint: string): boolean => /^Local\//i.test(endpoint);

/**
 * A call of the switch to itself (core_local.c): what one channel says, the other one hears. The second comes in as a call to the
 * number; the first enters the application when that is answered. Both have a leg with a port of its own, so that their sound goes the
 * way of any other call.
 *
 *   two: Ring ──answer──▶ Up ──▶ ended
 *   one: Down ──two rings──▶ Ringing ──two is answered──▶ Up ──▶ ended, with the other
 */
export async function originateLocal(context: SwitchContext, request: LocalRequest): Promise<Channel> {
  const [, exten, dialplan] = LOCAL.exec(request.endpoint) ?? [];
  if (exten === undefined || dialplan === undefined) throw new AriError(400, 'Invalid endpoint specified');
  const ids = [request.channelId, request.otherChannelId || context.ids.uuid()] as const;
  if (ids[0] === ids[1] || ids.some((id) => isTaken(context, id))) throw new AriError(409, 'Channel with given unique ID already exists');
  if (!context.apps.isServing(context.defaultApp)) throw new AriError(500, 'Allocation failed');
  for (const id of ids) reserve(context, id);
  try {
    const legs = await joinedLegs(context, request.formats);
    return new LocalCall(context, request, { exten, context: dialplan }, ids, legs).begin();
  } finally {
    for (const id of ids) release(context, id);
  }
}

/** Two legs that hear each other, over the way between any two: an offer, an answer, RTP. */
async function joinedLegs({ media, ownAddress, logger }: SwitchContext, formats: string): Promise<readonly [MediaLeg, MediaLeg]> {
  const named = codecsNamed(formats);
  const options: LegOptions = { kind: 'rtp', codecs: named.length > 0 ? named : ['PCMA'], advertisedAddress: ownAddress };
  const legs: MediaLeg[] = [];
  try {
    const one = await media.createLeg(options);
    legs.push(one);
    const two = await media.createLeg({ ...options, near: one.id });
    legs.push(two);
    const { answer } = await two.acceptOffer(await one.createOffer(), ownAddress);
    await one.acceptAnswer(answer, ownAddress);
    return [one, two];
  } catch (error) {
    for (const leg of legs) void leg.close().catch(() => {});
    logger.warn({ err: error }, 'a call to ourselves could not be made');
    throw new AriError(500, 'Allocation failed');
  }
}

class LocalCall {
  readonly #context: SwitchContext;
  readonly #request: LocalRequest;
  readonly #one: Channel;
  readonly #two: Channel;
  #timer: Timer | undefined;

  constructor(
    context: SwitchContext,
    request: LocalRequest,
    called: { exten: string; context: string },
    [oneId, twoId]: readonly [string, string],
    [oneLeg, twoLeg]: readonly [MediaLeg, MediaLeg],
  ) {
    this.#context = context;
    this.#request = request;
    const party: CallerId = request.callerId === '' ? { name: '', number: '' } : parseCallerId(request.callerId);
    const name = context.channels.nextLocalName(called.exten, called.context);
    const make = (init: Pick<Channel, 'id' | 'state' | 'dialplan'> & { half: 1 | 2; leg: MediaLeg; driver: ChannelDriver }) => {
      const { half, leg, ...rest } = init;
      const channel = new Channel({
        ...rest,
        name: `${name};${half}`,
        endpoint: '',
        protocolId: '',
        caller: { ...party },
        connected: { ...party },
        createdAt: context.clock.now(),
      });
      channel.leg = leg;
      watchLeg(context, channel, leg);
      return channel;
    };
    const nothing = { app_name: '', app_data: '' };
    this.#one = make({
      id: oneId,
      half: 1,
      leg: oneLeg,
      state: 'Down',
      dialplan: { context: 'default', exten: 's', priority: 1, app_name: 'AppDial2', app_data: '(Outgoing Line)' },
      driver: { answer: async () => {}, ring: () => {}, progress: () => {}, hangup: (code) => this.#endOther(this.#two, code) },
    });
    this.#one.isOutgoing = true;
    this.#two = make({
      id: twoId,
      half: 2,
      leg: twoLeg,
      state: 'Ring',
      dialplan: { ...called, priority: 1, ...nothing },
      driver: {
        answer: async () => this.#answer(),
        ring: () => this.#context.channels.setState(this.#one, 'Ringing'),
        progress: () => this.#dial('PROGRESS'),
        hangup: (code) => this.#endOther(this.#one, code),
      },
    });
  }

  begin(): Channel {
    const { apps, channels, clock, defaultApp } = this.#context;
    channels.add(this.#one);
    channels.add(this.#two);
    apps.subscribe(this.#request.app, 'channels', this.#one.id);
    this.#dial('');
    channels.enterApp(this.#two, defaultApp, []);
    const { timeout } = this.#request;
    if (timeout !== -1) this.#timer = clock.setTimer((timeout > 0 ? timeout : 30) * 1000, () => this.#giveUp());
    return this.#one;
  }

  #dial(dialstatus: '' | 'PROGRESS' | 'ANSWER'): void {
    const dialstring = this.#request.endpoint.slice(this.#request.endpoint.indexOf('/') + 1);
    this.#context.channels.publish(this.#one, { type: 'Dial', dialstatus, forward: '', dialstring, peer: this.#one.toJson() });
  }

  #answer(): void {
    if (this.#two.state === 'Up' || this.#two.ending || this.#one.ending) return;
    this.#timer?.cancel();
    const { channels } = this.#context;
    channels.setState(this.#two, 'Up');
    channels.setState(this.#one, 'Up');
    this.#dial('ANSWER');
    channels.enterApp(this.#one, this.#request.app, this.#request.appArgs);
  }

  #giveUp(): void {
    const { channels } = this.#context;
    if (this.#one.state !== 'Up') void channels.hangup(this.#one, cause.noAnswer, undefined);
  }

  #endOther(other: Channel, code: number): void {
    this.#timer?.cancel();
    void this.#context.channels.end(other, code, { cause: code });
  }
}
