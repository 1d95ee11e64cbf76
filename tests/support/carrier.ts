import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AriClient, type AriEvent, type AriEventOf } from '@zuoxi/ari';
import { silentLogger, systemClock } from '@zuoxi/kit';
import { type Softswitch, type SoftswitchOptions, startSoftswitch } from '@zuoxi/softswitch';
import { eventually } from './eventually.ts';

const APP = 'carrier';

/** A carrier that wants user name and password: a second softswitch, told over ARI what to do. */
export class Carrier {
  readonly #softswitch: Softswitch;
  readonly #client: AriClient;
  readonly #folder: string;
  readonly #events: AriEvent[] = [];

  private constructor(softswitch: Softswitch, client: AriClient, folder: string) {
    this.#softswitch = softswitch;
    this.#client = client;
    this.#folder = folder;
    client.on('event', (event) => this.#events.push(event));
  }

  static async open(certificate?: NonNullable<SoftswitchOptions['certificate']>): Promise<Carrier> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-carrier-'));
    const softswitch = await startSoftswitch({
      dataDir: folder,
      ari: { user: 'zuoxi', password: 'x', port: 0 },
      bindAddress: '127.0.0.1',
      sipPort: 0,
      sipWsPort: 0,
      ...(certificate ? { certificate, sipTlsPort: 0 } : {}),
      rtpPorts: [0, 0],
      app: APP,
      logger: silentLogger,
    });
    const url = `http://zuoxi:x@127.0.0.1:${softswitch.ariPort}/ari`;
    const client = new AriClient({ url, app: APP, clock: systemClock, logger: silentLogger });
    const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
    const carrier = new Carrier(softswitch, client, folder);
    client.connect();
    await connected;
    return carrier;
  }

  get sipPort(): number {
    return this.#softswitch.sipPort;
  }

  get sipTlsPort(): number {
    return this.#softswitch.sipTlsPort;
  }

  async sells(username: string, password: string): Promise<void> {
    const { asterisk } = this.#client.requests;
    await asterisk.putConfig('res_pjsip', 'auth', username, { auth_type: 'userpass', username, password });
    await asterisk.putConfig('res_pjsip', 'aor', username, { max_contacts: '1', remove_existing: 'yes' });
    await asterisk.putConfig('res_pjsip', 'endpoint', username, {
      context: 'zuoxi',
      auth: username,
      aors: username,
      disallow: 'all',
      allow: 'alaw',
      trust_id_inbound: 'yes',
    });
  }

  async hasRegistered(username: string): Promise<boolean> {
    return (await this.#client.requests.endpoints.get('PJSIP', username)).state === 'online';
  }

  /** A customer calls the number of that account. Gives the id of the call. */
  async calls(username: string, customer: string): Promise<string> {
    const channelId = `in-${customer}`;
    await this.#client.requests.channels.originate({
      channelId,
      endpoint: `PJSIP/${username}`,
      app: APP,
      callerId: `"" <${customer}>`,
    });
    return channelId;
  }

  /** Waits until that call of ours was answered. */
  async isAnswered(channelId: string): Promise<void> {
    await this.sees('StasisStart', `the answer to ${channelId}`, ({ channel }) => channel.id === channelId);
  }

  async hangsUp(channelId: string): Promise<void> {
    await this.#client.requests.channels.hangup(channelId);
  }

  /** Waits for a call to that number, which must have signed in, and answers it. */
  async answers(number: string): Promise<AriEventOf<'StasisStart'>['channel']> {
    const { channel } = await this.sees('StasisStart', `a call to ${number}`, (event) => event.channel.dialplan.exten === number);
    await this.#client.requests.channels.answer(channel.id);
    return channel;
  }

  async isHungUp(channelId: string): Promise<void> {
    await this.sees('ChannelDestroyed', `the end of ${channelId}`, ({ channel }) => channel.id === channelId);
  }

  sees<T extends AriEvent['type']>(type: T, what: string, fits: (event: AriEventOf<T>) => boolean): Promise<AriEventOf<T>> {
    const isOfType = (event: AriEvent): event is AriEventOf<T> => event.type === type;
    return eventually(what, () => this.#events.filter(isOfType).find(fits), 30_000);
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.#softswitch.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
