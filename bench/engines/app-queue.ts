import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { findOrInstallAsterisk } from '../../scripts/asterisk/install.ts';
import { AsteriskInstance } from '../../scripts/asterisk/instance.ts';
import { freeTcpPort } from '../../tests/support/free-port.ts';
import { ENGINE_CORE, pinned } from '../harness/cores.ts';
import { type Acd, type AcdKind, ALL_AGENTS, firstAgentOf, QUEUE_SIZES } from '../load/acd.ts';
import { connectAri } from '../load/ari-connection.ts';
import { freeUdpPort } from '../load/sipp.ts';
import { asterisk } from './asterisk.ts';

const PASSWORD = 'bench';

const QUEUES = QUEUE_SIZES.map(
  (_, queue) => `
[q${queue}]
strategy=leastrecent
timeout=20
retry=1
autofill=yes
ringinuse=no
wrapuptime=0
joinempty=yes
leavewhenempty=no
announce-frequency=0
`,
).join('');

/** app_queue as its sample configuration has it, with the shortest retry there is; agents are members who are paused and unpaused over AMI. */
export const appQueue: AcdKind = { ...asterisk, name: 'Asterisk app_queue, retry=1', startAcd };

async function startAcd(phonesAt: number): Promise<Acd> {
  const { command, args } = pinned(ENGINE_CORE, 'env', []);
  const amiPort = await freeTcpPort();
  const instance = await AsteriskInstance.start({
    installation: await findOrInstallAsterisk((line) => console.log(line)),
    httpPort: await freeTcpPort(),
    sipPort: await freeUdpPort(),
    rtpPorts: [10_000, 14_999],
    additions: {
      'queues.conf': QUEUES,
      'manager.conf': `\n[general](+)\nenabled=yes\nport=${amiPort}\nbindaddr=127.0.0.1\n\n[bench]\nsecret=${PASSWORD}\nread=agent\nwrite=all\neventfilter=!.*\n`,
      'extensions.conf': `\n[acd]\nexten => _X,1,Answer()\n same => n,Queue(q\${EXTEN})\n same => n,Hangup()\n`,
    },
    prefix: [command, ...args],
  });
  try {
    const manager = await Manager.open(amiPort);
    const client = await connectAri({ ariUrl: instance.ariUrl, app: 'zuoxi' });
    const { requests } = client;
    await requests.asterisk.putConfig('res_pjsip', 'aor', 'phones', { contact: `sip:127.0.0.1:${phonesAt}` });
    await requests.asterisk.putConfig('res_pjsip', 'endpoint', 'phones', {
      aors: 'phones',
      allow: 'alaw',
      direct_media: 'no',
      context: 'acd',
    });
    await requests.asterisk.putConfig('res_pjsip', 'endpoint', 'callers', { allow: 'alaw', direct_media: 'no', context: 'acd' });
    await requests.asterisk.putConfig('res_pjsip', 'identify', 'callers', { endpoint: 'callers', match: '127.0.0.1' });
    client.close();
    for (let agent = 0; agent < ALL_AGENTS; agent++)
      await manager.ask({ Action: 'QueueAdd', ...memberOf(agent, phonesAt), Paused: 'true' });
    return {
      sipPort: instance.sipPort,
      pids: () => [instance.pid],
      ready: (agent) => void manager.ask({ Action: 'QueuePause', Interface: memberOf(agent, phonesAt).Interface, Paused: 'false' }),
      notReady: async (agent) =>
        void (await manager.ask({ Action: 'QueuePause', Interface: memberOf(agent, phonesAt).Interface, Paused: 'true' })),
      waiting: (queue) => manager.waiting(`q${queue}`),
      async stop() {
        manager.close();
        await instance.stop();
      },
    };
  } catch (error) {
    await instance.stop();
    throw error;
  }
}

/** A device state of its own that nobody sets is "unknown", which app_queue takes for available. */
const memberOf = (agent: number, phonesAt: number) => {
  const queue = QUEUE_SIZES.findLastIndex((_, index) => agent >= firstAgentOf(index));
  return { Queue: `q${queue}`, Interface: `PJSIP/phones/sip:a${agent}@127.0.0.1:${phonesAt}`, StateInterface: `Custom:a${agent}` };
};

/** The Asterisk Manager Interface, as much of it as is needed: an action, and what answers it. */
class Manager {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, (answer: string) => void>();
  #text = '';
  #actions = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#onData(chunk));
  }

  static async open(port: number): Promise<Manager> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const manager = new Manager(socket);
    await manager.ask({ Action: 'Login', Username: 'bench', Secret: PASSWORD, Events: 'off' });
    return manager;
  }

  /** Rejects when the action is refused. */
  async ask(action: Record<string, string>): Promise<string> {
    const answer = await this.#send(action);
    if (!answer.includes('Response: Success')) throw new Error(`${JSON.stringify(action)}: ${answer}`);
    return answer;
  }

  async waiting(queue: string): Promise<number> {
    const answer = await this.#send({ Action: 'Command', Command: `queue show ${queue}` });
    return (answer.match(/\(wait: /g) ?? []).length;
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(action: Record<string, string>): Promise<string> {
    const id = String(++this.#actions);
    const answer = new Promise<string>((resolve) => this.#waiting.set(id, resolve));
    const lines = Object.entries({ ...action, ActionID: id }).map(([name, value]) => `${name}: ${value}`);
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    return answer;
  }

  #onData(chunk: string): void {
    this.#text += chunk;
    const messages = this.#text.split('\r\n\r\n');
    this.#text = messages.pop() ?? '';
    for (const message of messages) {
      const id = /ActionID: (\d+)/.exec(message)?.[1] ?? '';
      this.#waiting.get(id)?.(message);
      this.#waiting.delete(id);
    }
  }
}
