import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AriClient, AriFiles, type RestResponse } from '@zuoxi/ari';
import { type ConformancePhone, type EngineUnderTest, EventLog } from '@zuoxi/ari/conformance';
import { silentLogger, systemClock } from '@zuoxi/kit';
import { startSoftswitch } from '../../packages/softswitch/src/index.ts';
import { silentWav } from '../../packages/softswitch/test/media/tone-detector.ts';
import { SipConformancePhone } from './sip-phone.ts';

const APP = 'conformance';
const SOUNDS = { short: 'sound:conformance/short', long: 'sound:silence/20' } as const;
const SHORT_MS = 400;

/** The softswitch as an engine under test: over its real WebSocket and real SIP phones on UDP, on ports the system chooses. */
export async function softswitchEngineUnderTest(): Promise<EngineUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zuoxi-conformance-'));
  const softswitch = await startSoftswitch({
    dataDir,
    ari: { user: 'zuoxi', password: 'secret', port: 0 },
    bindAddress: '127.0.0.1',
    sipPort: 0,
    sipWsPort: 0,
    rtpPorts: [0, 0],
    app: APP,
    logger: silentLogger,
  });
  const host = `127.0.0.1:${softswitch.ariPort}`;
  const url = `http://zuoxi:secret@${host}/ari`;
  const files = new AriFiles(url);
  await files.putSound('conformance/short', silentWav(SHORT_MS));

  const events = new EventLog(pass);
  let client = await connect(url, events);
  const phones = new Map<string, SipConformancePhone>();
  return {
    name: 'softswitch',
    app: APP,
    sounds: SOUNDS,
    events,
    get requests() {
      return client.requests;
    },
    get transport() {
      return client;
    },
    pass,
    exchange: (text) => exchange(`ws://${host}/ari/events?app=${APP}-frames&api_key=zuoxi:secret`, text),
    async storedFile(name) {
      const chunks: Buffer[] = [];
      for await (const chunk of await files.storedRecording(name)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    async reconnect() {
      const gone = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
      client.close();
      await gone;
      client = await connect(url, events);
    },
    async phone(name): Promise<ConformancePhone> {
      const known = phones.get(name);
      if (known) return known;
      const { asterisk } = client.requests;
      await asterisk.putConfig('res_pjsip', 'auth', name, { auth_type: 'userpass', username: name, password: `pw-${name}` });
      await asterisk.putConfig('res_pjsip', 'aor', name, { max_contacts: '1', remove_existing: 'yes' });
      await asterisk.putConfig('res_pjsip', 'endpoint', name, { auth: name, aors: name, allow: 'alaw', context: 'conformance' });
      const phone = await SipConformancePhone.open(name, `pw-${name}`, softswitch.sipPort);
      phones.set(name, phone);
      return phone;
    },
    async close() {
      for (const phone of phones.values()) phone.close();
      client.close();
      await softswitch.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function connect(url: string, events: EventLog): Promise<AriClient> {
  const client = new AriClient({ url, app: APP, clock: systemClock, logger: silentLogger });
  client.on('event', (event) => events.add(event));
  const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
  client.connect();
  await connected;
  return client;
}

/** One frame on a WebSocket of its own. */
async function exchange(url: string, text: string): Promise<RestResponse> {
  const socket = new WebSocket(url);
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${text}`)), 4_000);
      socket.addEventListener('error', () => reject(new Error('the WebSocket failed')));
      socket.addEventListener('open', () => socket.send(text));
      socket.addEventListener('message', ({ data }) => {
        const message: RestResponse | { type: 'event' } = JSON.parse(String(data));
        if (message.type !== 'RESTResponse') return;
        clearTimeout(timer);
        resolve(message);
      });
    });
  } finally {
    socket.close();
  }
}
