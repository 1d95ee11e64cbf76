import { AriClient, type AriEvent, AriRequestError, type AriRequests, type Channel } from '@zuoxi/ari';
import { silentLogger, systemClock } from '@zuoxi/kit';

const APP = 'zuoxi';
const LEG = 'leg';
/** Dialled, it answers, and that is all: for those who want a call of one leg. */
export const ALONE = 'alone';

/**
 * The smallest call control: whoever dials a phone by its name is connected with it; other numbers are refused. The callee is
 * shown what the engine believes of the caller, as call control does it.
 */
export class Switchboard {
  readonly #client: AriClient;
  readonly #phones = new Set<string>();
  /** Channel id of a leg → of its caller, and back. */
  readonly #other = new Map<string, string>();
  #serial = 0;
  /** Channels of calls that came in, in their order. */
  readonly arrived: Channel[] = [];

  private constructor(url: string) {
    this.#client = new AriClient({ url, app: APP, clock: systemClock, logger: silentLogger });
    this.#client.on('event', (event) => this.#onEvent(event));
  }

  static async open(url: string): Promise<Switchboard> {
    const board = new Switchboard(url);
    const connected = new Promise<void>((resolve) => board.#client.once('connected', () => resolve()));
    board.#client.connect();
    await connected;
    return board;
  }

  get requests(): AriRequests {
    return this.#client.requests;
  }

  close(): void {
    this.#client.close();
  }

  /** An account whose password is `pw-<name>`, and which may be dialled. */
  async account(name: string, fields: Record<string, string> = {}): Promise<void> {
    const { asterisk } = this.requests;
    await asterisk.putConfig('res_pjsip', 'auth', name, { auth_type: 'userpass', username: name, password: `pw-${name}` });
    await asterisk.putConfig('res_pjsip', 'aor', name, { max_contacts: '5', remove_existing: 'yes' });
    await asterisk.putConfig('res_pjsip', 'endpoint', name, {
      auth: name,
      aors: name,
      allow: 'alaw',
      context: 'zuoxi',
      direct_media: 'no',
      ...fields,
    });
    this.#phones.add(name);
  }

  /** A carrier at this address; it may be dialled when it has a contact. */
  async trunk(name: string, address: string, fields: Record<string, string> = {}, contact?: string): Promise<void> {
    const { asterisk } = this.requests;
    await asterisk.putConfig('res_pjsip', 'aor', name, contact === undefined ? {} : { contact });
    await asterisk.putConfig('res_pjsip', 'endpoint', name, { aors: name, allow: 'alaw', context: 'zuoxi', direct_media: 'no', ...fields });
    await asterisk.putConfig('res_pjsip', 'identify', name, { endpoint: name, match: address });
    if (contact !== undefined) this.#phones.add(name);
  }

  #onEvent(event: AriEvent): void {
    if (event.type === 'StasisStart') {
      const { channel, args } = event;
      if (args[0] === LEG) void this.#connect(channel.id);
      else if (!event.replace_channel) this.#callIn(channel);
    } else if (event.type === 'ChannelDestroyed') {
      const other = this.#other.get(event.channel.id);
      this.#other.delete(event.channel.id);
      if (other !== undefined) this.#ask(this.requests.channels.hangup(other));
    }
  }

  #callIn(channel: Channel): void {
    this.arrived.push(channel);
    const { exten } = channel.dialplan;
    if (exten === ALONE) {
      this.#ask(this.requests.channels.answer(channel.id));
      return;
    }
    if (!this.#phones.has(exten)) {
      this.#ask(this.requests.channels.hangup(channel.id, 'unallocated'));
      return;
    }
    const channelId = `leg-${++this.#serial}`;
    this.#other.set(channelId, channel.id);
    this.#other.set(channel.id, channelId);
    const { name, number } = channel.caller;
    const originate = this.requests.channels.originate({
      channelId,
      endpoint: `PJSIP/${exten}`,
      app: APP,
      appArgs: [LEG],
      callerId: `"${name}" <${number}>`,
      originator: channel.id,
    });
    originate.catch(() => this.#ask(this.requests.channels.hangup(channel.id, 'congestion')));
  }

  async #connect(legId: string): Promise<void> {
    const callerId = this.#other.get(legId);
    if (callerId === undefined) return;
    const { channels, bridges } = this.requests;
    const bridgeId = `bridge-${legId}`;
    try {
      await channels.answer(callerId);
      await bridges.create(bridgeId);
      await bridges.addChannel(bridgeId, [callerId, legId]);
    } catch (error) {
      if (!(error instanceof AriRequestError)) throw error;
      // One of them has hung up meanwhile: ChannelDestroyed ends the other.
    }
  }

  #ask(request: Promise<unknown>): void {
    // What has ended by itself meanwhile is not found; an engine that died is seen elsewhere.
    request.catch(() => {});
  }
}
