import { AriClient, AriFiles, type RestResponse } from '@zuoxi/ari';
import { type ConformancePhone, type EngineUnderTest, EventLog } from '@zuoxi/ari/conformance';
import { silentLogger, systemClock } from '@zuoxi/kit';
import { SipConformancePhone } from './sip-phone.ts';

export const APP = 'conformance';

export interface RunningEngine {
  name: string;
  ariUrl: string;
  sipPort: number;
  sounds: EngineUnderTest['sounds'];
  /** The dialplan context from which calls enter the application. */
  context: string;
  stop(): Promise<void>;
}

/** An engine under test over its real WebSocket, with real SIP phones on UDP. */
export async function engineOverAri(engine: RunningEngine): Promise<EngineUnderTest> {
  const files = new AriFiles(engine.ariUrl);
  const { host, username, password } = new URL(engine.ariUrl);
  const events = new EventLog(pass);
  let client = await connect(engine.ariUrl, events);
  const phones = new Map<string, SipConformancePhone>();
  return {
    name: engine.name,
    app: APP,
    sounds: engine.sounds,
    events,
    get requests() {
      return client.requests;
    },
    get transport() {
      return client;
    },
    pass,
    exchange: (text) => exchange(`ws://${host}/ari/events?app=${APP}-frames&api_key=${username}:${password}`, text),
    async storedFile(name) {
      const chunks: Buffer[] = [];
      for await (const chunk of await files.storedRecording(name)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    async reconnect() {
      const gone = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
      client.close();
      await gone;
      client = await connect(engine.ariUrl, events);
    },
    async phone(name): Promise<ConformancePhone> {
      const known = phones.get(name);
      if (known) return known;
      const { asterisk } = client.requests;
      await asterisk.putConfig('res_pjsip', 'auth', name, { auth_type: 'userpass', username: name, password: `pw-${name}` });
      await asterisk.putConfig('res_pjsip', 'aor', name, { max_contacts: '1', remove_existing: 'yes' });
      await asterisk.putConfig('res_pjsip', 'endpoint', name, { auth: name, aors: name, allow: 'alaw', context: engine.context });
      const phone = await SipConformancePhone.open(name, `pw-${name}`, engine.sipPort);
      phones.set(name, phone);
      return phone;
    },
    forgetCalls() {
      for (const phone of phones.values()) phone.forgetCalls();
    },
    async close() {
      for (const phone of phones.values()) phone.close();
      client.close();
      await engine.stop();
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
