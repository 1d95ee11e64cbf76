import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AriClient, type AriEvent } from '@zuoxi/ari';
import { silentLogger, systemClock } from '@zuoxi/kit';
import { type Softswitch, startSoftswitch } from '@zuoxi/softswitch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asteriskAvailable } from '../../scripts/asterisk/install.ts';
import type { AsteriskInstance } from '../../scripts/asterisk/instance.ts';
import { startTestAsterisk } from '../support/asterisk.ts';

/** A real Asterisk plays the carrier: our softswitch registers with it, is called by it, and calls it. */
class Side {
  readonly client: AriClient;
  readonly events: AriEvent[] = [];
  readonly #waiters = new Set<() => void>();

  constructor(url: string) {
    this.client = new AriClient({ url, app: 'zuoxi', clock: systemClock, logger: silentLogger });
    this.client.on('event', (event) => {
      this.events.push(event);
      for (const waiter of [...this.#waiters]) waiter();
    });
  }

  async connect(): Promise<this> {
    const connected = new Promise<void>((resolve) => this.client.once('connected', () => resolve()));
    this.client.connect();
    await connected;
    return this;
  }

  sees(what: string, fits: (event: AriEvent) => boolean): Promise<AriEvent> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.events.find(fits);
        if (!found) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => reject(new Error(`never saw ${what}; saw ${this.events.map(({ type }) => type).join(', ')}`)), 10_000);
      this.#waiters.add(look);
      look();
    });
  }

  put(type: string, id: string, fields: Record<string, string>) {
    return this.client.requests.asterisk.putConfig('res_pjsip', type, id, fields);
  }
}

let asterisk: AsteriskInstance;
let softswitch: Softswitch;
let dataDir: string | undefined;
let carrier: Side;
let ours: Side;

beforeAll(async () => {
  if (!asteriskAvailable()) return;
  dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-trunk-'));
  asterisk = await startTestAsterisk({ app: 'zuoxi' });
  softswitch = await startSoftswitch({
    dataDir,
    ari: { user: 'zuoxi', password: 'x', port: 0 },
    bindAddress: '127.0.0.1',
    sipPort: 0,
    sipWsPort: 0,
    rtpPorts: [0, 0],
    logger: silentLogger,
  });
  carrier = await new Side(asterisk.ariUrl).connect();
  ours = await new Side(`http://zuoxi:x@127.0.0.1:${softswitch.ariPort}/ari`).connect();
  await carrier.put('auth', '4008001234', { auth_type: 'userpass', username: '4008001234', password: 'secret' });
  await carrier.put('aor', '4008001234', { max_contacts: '1', remove_existing: 'yes', qualify_frequency: '5' });
  await carrier.put('endpoint', '4008001234', {
    context: 'zuoxi',
    auth: '4008001234',
    aors: '4008001234',
    disallow: 'all',
    allow: 'alaw',
    trust_id_inbound: 'yes',
  });
  await ours.put('auth', 'line', { auth_type: 'userpass', username: '4008001234', password: 'secret' });
  await ours.put('endpoint', 'line', {
    context: 'trunk',
    aors: 'line',
    allow: 'alaw',
    outbound_auth: 'line',
    from_user: '4008001234',
    send_pai: 'yes',
  });
  await ours.put('aor', 'line', { contact: `sip:127.0.0.1:${asterisk.sipPort}`, qualify_frequency: '5' });
  await ours.put('registration', 'line', {
    server_uri: `sip:127.0.0.1:${asterisk.sipPort}`,
    client_uri: `sip:4008001234@127.0.0.1`,
    outbound_auth: 'line',
    endpoint: 'line',
    expiration: '120',
  });
}, 120_000);

afterAll(async () => {
  carrier?.client.close();
  ours?.client.close();
  await softswitch?.stop();
  await asterisk?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

describe.skipIf(!asteriskAvailable())('a trunk to a real Asterisk', () => {
  it('registers with user name and password, and is seen there', async () => {
    await ours.sees('the registration', (event) => event.type === 'RegistrationStateChange' && event.registration.state === 'Registered');
    await carrier.sees(
      'our contact',
      (event) => event.type === 'PeerStatusChange' && event.endpoint.resource === '4008001234' && event.peer.peer_status === 'Reachable',
    );
    await ours.sees(
      'its answer to OPTIONS',
      (event) => event.type === 'ContactStatusChange' && event.contact_info.contact_status === 'Reachable',
    );
  });

  it('is called back by its carrier', async () => {
    await carrier.client.requests.channels.originate({
      channelId: 'in',
      endpoint: 'PJSIP/4008001234',
      app: 'zuoxi',
      callerId: '"Li" <110>',
    });
    const start = await ours.sees('the call', (event) => event.type === 'StasisStart');
    if (start.type !== 'StasisStart') throw new Error('unreachable');
    expect(start.channel.name).toMatch(/^PJSIP\/line-/);
    expect(start.channel.caller).toEqual({ name: 'Li', number: '110' });
    await ours.client.requests.channels.answer(start.channel.id);
    await carrier.sees('the answer', (event) => event.type === 'StasisStart' && event.channel.id === 'in');
    await carrier.client.requests.channels.hangup('in');
    await ours.sees('the end', (event) => event.type === 'ChannelDestroyed' && event.channel.id === start.channel.id);
  });

  it('calls out: signs in for the call, and its caller is believed', async () => {
    await ours.client.requests.channels.originate({
      channelId: 'out',
      endpoint: 'PJSIP/8700@line',
      app: 'zuoxi',
      callerId: '"Shop" <02088886666>',
    });
    const start = await carrier.sees('the call', (event) => event.type === 'StasisStart' && event.channel.dialplan.exten === '8700');
    if (start.type !== 'StasisStart') throw new Error('unreachable');
    expect(start.channel.caller).toEqual({ name: 'Shop', number: '02088886666' });
    await carrier.client.requests.channels.answer(start.channel.id);
    await ours.sees('the answer', (event) => event.type === 'StasisStart' && event.channel.id === 'out');
    await ours.client.requests.channels.hangup('out');
    await carrier.sees('the end', (event) => event.type === 'ChannelDestroyed' && event.channel.id === start.channel.id);
  });

  it('registers by SHA-256 where the carrier wants that (RFC 8760)', async () => {
    const account = { auth_type: 'digest', username: 'modern', password: 'secret' };
    await carrier.put('auth', 'modern', { ...account, supported_algorithms_uas: 'SHA-256' });
    await carrier.put('aor', 'modern', { max_contacts: '1' });
    await carrier.put('endpoint', 'modern', { context: 'zuoxi', auth: 'modern', aors: 'modern', disallow: 'all', allow: 'alaw' });
    await ours.put('auth', 'modern', { auth_type: 'userpass', username: 'modern', password: 'secret' });
    await ours.put('registration', 'modern', {
      server_uri: `sip:127.0.0.1:${asterisk.sipPort}`,
      client_uri: 'sip:modern@127.0.0.1',
      outbound_auth: 'modern',
    });
    await ours.sees(
      'the registration',
      (event) =>
        event.type === 'RegistrationStateChange' && event.registration.id === 'modern' && event.registration.state === 'Registered',
    );
  });

  it('is gone there when it is deleted here', async () => {
    await ours.client.requests.asterisk.deleteConfig('res_pjsip', 'registration', 'line');
    await carrier.sees(
      'that we are gone',
      (event) =>
        event.type === 'ContactStatusChange' && event.endpoint.resource === '4008001234' && event.contact_info.contact_status === 'Removed',
    );
  });
});
