import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeUdpPort } from './free-port.ts';

interface AgentPhone {
  user: string;
  password: string;
}

/** SIPp as desk phones: registers each with digest, answers every call after a moment, and sends back what it hears. */
export class SippAgents {
  readonly #process: ChildProcess;
  readonly #folder: string;
  #output = '';

  private constructor(child: ChildProcess, folder: string) {
    this.#process = child;
    this.#folder = folder;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
  }

  /** Answers without having registered: a carrier. Returns the port it listens at, too. */
  static async carrier(): Promise<{ carrier: SippAgents; port: number }> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-carrier-'));
    const port = await freeUdpPort();
    return { carrier: await SippAgents.#answer(folder, port), port };
  }

  static async register(phones: readonly AgentPhone[], registrar: number): Promise<SippAgents> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-agents-'));
    const port = await freeUdpPort();
    await writeFile(join(folder, 'register.xml'), REGISTER);
    await writeFile(join(folder, 'options.xml'), OPTIONS);
    const rows = phones.map((phone) => `${phone.user};[authentication username=${phone.user} password=${phone.password}]`);
    await writeFile(join(folder, 'agents.csv'), `SEQUENTIAL\n${rows.join('\n')}\n`);
    const common = ['-i', '127.0.0.1', '-p', `${port}`, '-nostdin'];
    const count = `${phones.length}`;
    const registering = spawn(
      '/usr/bin/sipp',
      [
        '-sf',
        join(folder, 'register.xml'),
        '-inf',
        join(folder, 'agents.csv'),
        '-m',
        count,
        '-r',
        '50',
        '-oocsf',
        join(folder, 'options.xml'),
        '-timeout',
        '30',
        '-timeout_error',
        ...common,
        `127.0.0.1:${registrar}`,
      ],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let errors = '';
    registering.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const code = await new Promise((resolve) => registering.once('exit', resolve));
    if (code !== 0) throw new Error(`SIPp could not register the agents: ${errors}`);
    return SippAgents.#answer(folder, port);
  }

  static async #answer(folder: string, port: number): Promise<SippAgents> {
    await writeFile(join(folder, 'answer.xml'), ANSWER);
    const media = ['-mi', '127.0.0.1', '-mp', `${await freeUdpPort()}`, '-rtp_echo'];
    const args = ['-sf', join(folder, 'answer.xml'), '-i', '127.0.0.1', '-p', `${port}`, '-nostdin', ...media];
    const child = spawn('/usr/bin/sipp', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    return new SippAgents(child, folder);
  }

  get errors(): string {
    return this.#output;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const REGISTER_MESSAGE = (cseq: number, authorization: string) => `
      REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field0]@zuoxi>;tag=[pid]r[call_number]
      To: <sip:[field0]@zuoxi>
      Call-ID: [call_id]
      CSeq: ${cseq} REGISTER
      Contact: <sip:[field0]@[local_ip]:[local_port]>
      Max-Forwards: 70
      Expires: 300${authorization}
      Content-Length: 0
`;

const REGISTER = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="desk phones register">
  <send retrans="500"><![CDATA[${REGISTER_MESSAGE(1, '')}]]></send>
  <recv response="401" auth="true"/>
  <send retrans="500"><![CDATA[${REGISTER_MESSAGE(2, '\n      [field1]')}]]></send>
  <recv response="200"/>
  <pause milliseconds="500"/>
</scenario>`;

/** Asterisk asks a phone at once whether it is really there. */
const OPTIONS = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="desk phones are there">
  <recv request="OPTIONS"/>
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]o[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0
  ]]></send>
</scenario>`;

const ANSWER = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="desk phones answer">
  <recv request="OPTIONS" optional="true" next="1"/>
  <recv request="INVITE" rrs="true"/>
  <send><![CDATA[
      SIP/2.0 180 Ringing
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]a[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>
      Content-Length: 0
  ]]></send>
  <pause milliseconds="300"/>
  <send retrans="500"><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]a[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=phone 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 8
      a=rtpmap:8 PCMA/8000
      a=sendrecv
  ]]></send>
  <recv request="ACK"/>
  <recv request="BYE"/>
  <label id="1"/>
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0
  ]]></send>
</scenario>`;
