import { type CallerId, type ChannelState, causeText } from '@zuoxi/ari';
import type { AriEventBody } from './applications.ts';
import { AriError } from './ari-error.ts';
import { closingQuality } from './call-quality.ts';
import { techCauseOf } from './causes.ts';
import type { Channel } from './channel.ts';
import { writeVariable } from './channel-variables.ts';
import type { SwitchContext } from './context.ts';
import { unwatchLeg } from './leg-events.ts';

export interface HangupRequest {
  /** As in ChannelHangupRequest. */
  cause?: number;
  soft?: boolean;
}

/**
 * All channels, and their way through life. Who closes whom:
 *
 *   what ends                       | what ends with it
 *   --------------------------------+----------------------------------------------------------------------
 *   remote BYE, CANCEL, final error | the channel
 *   DELETE /channels/{id}           | the channel; BYE, CANCEL or a final response goes out
 *   media time-out of an Up channel | the channel; BYE goes out
 *   ICE or DTLS failed, the media   | the channel; BYE, CANCEL or a final response goes out
 *   worker died                     |
 *   no ACK of our 200               | the channel; BYE goes out
 *   WebSocket of a browser          | its contact; the channel lives, media decides
 *   half of a Local channel         | the other half
 *   ARI application's WebSocket     | nothing
 *   channel                         | its media leg, playbacks, live recordings, snoops of it; it leaves its bridge;
 *                                   | the transfers its phone asked for are reported as failed
 *   session timer without a refresh | the channel; BYE goes out
 *   INVITE with Replaces            | the channel whose dialog it names, unless it is in a bridge (that place is taken)
 *   bridge                          | playbacks and recordings on the bridge; its channels live on
 *   endpoint deleted                | its contacts; its channels live on
 *   process                         | all channels, with BYE
 */
export class ChannelTable {
  readonly #context: () => SwitchContext;
  readonly #channels = new Map<string, Channel>();
  #serial = 0;
  #snoopSerial = 0;

  constructor(context: () => SwitchContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#channels.size;
  }

  list(): Channel[] {
    return [...this.#channels.values()];
  }

  find(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  /** Throws 404. */
  get(id: string): Channel {
    const channel = this.#channels.get(id);
    if (!channel) throw new AriError(404, 'Channel not found');
    return channel;
  }

  /** Throws 404, or 409 when it is not in an application. */
  inStasis(id: string): Channel {
    const channel = this.get(id);
    if (channel.app === undefined) throw new AriError(409, 'Channel not in Stasis application');
    return channel;
  }

  /** As `inStasis`, and 412 for an outgoing call that was not answered (channel_state_invalid in resource_channels.c). */
  operable(id: string): Channel {
    const channel = this.inStasis(id);
    if (channel.state === 'Down' || channel.state === 'Rsrved' || channel.state === 'Ringing') {
      throw new AriError(412, 'Channel in invalid state');
    }
    return channel;
  }

  nextName(endpoint: string): string {
    return `PJSIP/${endpoint}-${(this.#serial++).toString(16).padStart(8, '0')}`;
  }

  nextSnoopName(target: string): string {
    return `Snoop/${target}-${(this.#snoopSerial++).toString(16).padStart(8, '0')}`;
  }

  nextLocalName(exten: string, context: string): string {
    return `Local/${exten}@${context}-${(this.#serial++).toString(16).padStart(8, '0')}`;
  }

  publish(channel: Channel, event: AriEventBody): void {
    this.#context().apps.publish(event, {
      channels: [channel.id],
      bridges: channel.bridge ? [channel.bridge.id] : [],
      endpoints: channel.endpoint === '' ? [] : [`PJSIP/${channel.endpoint}`],
      apps: channel.app === undefined ? [] : [channel.app],
    });
  }

  add(channel: Channel): void {
    this.#channels.set(channel.id, channel);
    this.publish(channel, { type: 'ChannelCreated', channel: channel.toJson() });
    this.#context().subscriptions.changed(channel.endpoint, 'call');
  }

  setState(channel: Channel, state: ChannelState): void {
    if (channel.state === state || channel.ending) return;
    channel.state = state;
    if (state === 'Up') channel.leg?.expectMedia();
    this.publish(channel, { type: 'ChannelStateChange', channel: channel.toJson() });
    this.#context().subscriptions.changed(channel.endpoint, 'call');
  }

  /** `replaced`: the channel whose place it takes (INVITE with Replaces). */
  enterApp(channel: Channel, app: string, args: readonly string[], replaced?: Channel): void {
    if (channel.ending) return;
    channel.app = app;
    channel.dialplan = { ...channel.dialplan, app_name: 'Stasis', app_data: [app, ...args].join(',') };
    this.#context().apps.subscribe(app, 'channels', channel.id);
    const replace = replaced ? { replace_channel: replaced.toJson() } : {};
    this.publish(channel, { type: 'StasisStart', args: [...args], channel: channel.toJson(), ...replace });
  }

  /** An outgoing call is shown its own number as caller and as connected line (resource_channels.c). */
  setParties(channel: Channel, party: CallerId): void {
    channel.caller = { ...party };
    const presentation = { caller_presentation: 0, caller_presentation_txt: 'Presentation Allowed, Not Screened' };
    this.publish(channel, { type: 'ChannelCallerId', ...presentation, channel: channel.toJson() });
    channel.connected = { ...party };
    this.publish(channel, { type: 'ChannelConnectedLine', channel: channel.toJson() });
  }

  setVariable(channel: Channel, variable: string, value: string, announce: boolean): void {
    const isVariable = writeVariable(channel, variable, value);
    if (announce && isVariable) this.publish(channel, { type: 'ChannelVarset', variable, value, channel: channel.toJson() });
  }

  /** Asked for from our side: the network end is told, then the channel ends. */
  hangup(channel: Channel, code: number, request: HangupRequest | undefined): Promise<void> {
    if (channel.ending) return Promise.resolve();
    channel.driver.hangup(code);
    return this.end(channel, code, request, techCauseOf(code));
  }

  /** The network end is gone. Idempotent; events come in Asterisk's order, the last one when recordings are whole. */
  end(channel: Channel, code: number, request: HangupRequest | undefined, finalTechCause?: number): Promise<void> {
    if (channel.ending) return Promise.resolve();
    channel.ending = true;
    if (!channel.leg || channel.snoopTarget !== undefined) return this.#end(channel, code, request, finalTechCause);
    return closingQuality(this.#context(), channel).then((variables) => {
      for (const [variable, value] of variables) this.setVariable(channel, variable, value, true);
      return this.#end(channel, code, request, finalTechCause);
    });
  }

  #end(channel: Channel, code: number, request: HangupRequest | undefined, finalTechCause?: number): Promise<void> {
    if (request) {
      const { techCause } = channel;
      const tech = techCause === undefined ? {} : { tech_cause: techCause };
      this.publish(channel, { type: 'ChannelHangupRequest', ...request, ...tech, channel: channel.toJson() });
      channel.driver.onHangupRequest?.(code);
    }
    channel.techCause ??= finalTechCause;
    const tasks = channel.abandonTasks();
    if (tasks) return tasks.then(() => this.#finish(channel, code));
    this.#finish(channel, code);
    return Promise.resolve();
  }

  #finish(channel: Channel, code: number): void {
    if (channel.ended) return;
    channel.ended = true;
    const context = this.#context();
    context.bridges.leave(channel);
    if (channel.app !== undefined) this.publish(channel, { type: 'StasisEnd', channel: channel.toJson() });
    for (const transfer of [...channel.transfers]) transfer.abandon();
    this.#channels.delete(channel.id);
    this.publish(channel, {
      type: 'ChannelDestroyed',
      cause: code,
      cause_txt: causeText(code),
      ...(channel.techCause === undefined ? {} : { tech_cause: channel.techCause }),
      channel: channel.toJson(),
    });
    context.apps.forget('channels', channel.id);
    context.subscriptions.changed(channel.endpoint, 'call');
    for (const other of this.list()) if (other.snoopTarget === channel.id) void this.end(other, 0, undefined);
    if (channel.leg) unwatchLeg(context, channel.leg);
    void channel.leg?.close().catch(() => {});
    channel.leg = undefined;
  }
}
