import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const sippInstalled = existsSync('/usr/bin/sipp');

export interface SippCall {
  sipPort: number;
  calledNumber: string;
  callerNumber: string;
  /** Where the caller's audio lives (RtpProbe). */
  rtpPort: number;
  codec?: { payloadType: number; name: string };
}

/**
 * SIPp as the carrier: rings in, waits for the answer, keeps the call until told, hangs up. Audio is not SIPp's affair:
 * its SDP points to a probe of ours.
 */
export class SippCaller {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly ended: Promise<number>;
  #output = '';

  private constructor(child: ChildProcess, folder: string) {
    this.#process = child;
    this.#folder = folder;
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    });
    this.ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  }

  /** All calls start within a second; they end when `hangUp` is called, or when the other side does. */
  static async ring(calls: readonly SippCall[], options: { talkMs: number; expectStatus?: number }): Promise<SippCaller> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-sipp-'));
    const [first] = calls;
    if (!first) throw new Error('no calls');
    const codec = first.codec ?? { payloadType: 8, name: 'PCMA/8000' };
    await writeFile(
      join(folder, 'scenario.xml'),
      options.expectStatus ? refusedScenario(options.expectStatus, codec) : callScenario(options.talkMs, codec),
    );
    const rows = calls.map((call) => `${call.calledNumber};${call.callerNumber};${call.rtpPort}`);
    await writeFile(join(folder, 'calls.csv'), `SEQUENTIAL\n${rows.join('\n')}\n`);
    const args = [
      '-sf',
      join(folder, 'scenario.xml'),
      '-inf',
      join(folder, 'calls.csv'),
      '-i',
      '127.0.0.1',
      '-m',
      `${calls.length}`,
      '-l',
      `${calls.length}`,
      '-r',
      '20',
    ];
    const limits = [
      '-timeout',
      `${Math.ceil(options.talkMs / 1000) + 60}`,
      '-timeout_error',
      '-nostdin',
      '-trace_err',
      '-error_file',
      join(folder, 'errors.log'),
    ];
    const child = spawn('/usr/bin/sipp', [...args, ...limits, `127.0.0.1:${first.sipPort}`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new SippCaller(child, folder);
  }

  /** Waits for the end of all calls; throws with SIPp's own words when one failed. */
  async finish(): Promise<void> {
    const code = await this.ended;
    const errors = await readFile(join(this.#folder, 'errors.log'), 'utf8').catch(() => '');
    await rm(this.#folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`SIPp ended with ${code}:\n${errors.slice(-3000)}\n${this.#output.slice(-1500)}`);
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}

const sdp = (codec: { payloadType: number; name: string }) => `v=0
      o=carrier 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [local_ip]
      t=0 0
      m=audio [field2] RTP/AVP ${codec.payloadType} 101
      a=rtpmap:${codec.payloadType} ${codec.name}
      a=rtpmap:101 telephone-event/8000
      a=ptime:20
      a=sendrecv`;

const invite = (codec: { payloadType: number; name: string }) => `
  <send retrans="500"><![CDATA[
      INVITE sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field1]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:[field0]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:[field1]@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      ${sdp(codec)}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>`;

const ack = `
  <send><![CDATA[
      ACK [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field1]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:[field0]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0
  ]]></send>`;

function callScenario(talkMs: number, codec: { payloadType: number; name: string }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="carrier rings in">${invite(codec)}
  <recv response="200" rrs="true"/>${ack}
  <pause milliseconds="${talkMs}"/>
  <send retrans="500"><![CDATA[
      BYE [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field1]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:[field0]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 2 BYE
      Max-Forwards: 70
      Content-Length: 0
  ]]></send>
  <recv response="200"/>
</scenario>`;
}

function refusedScenario(status: number, codec: { payloadType: number; name: string }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="carrier is refused">${invite(codec)}
  <recv response="${status}"/>
  <send><![CDATA[
      ACK sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
      [last_Via:]
      [last_From:]
      [last_To:]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0
  ]]></send>
</scenario>`;
}
