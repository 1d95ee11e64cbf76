import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeUdpPort } from './free-port.ts';

/** SIPp as a carrier that answers every call with one and the same failure. */
export class SippRefusingCarrier {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#process = child;
    this.#folder = folder;
    this.port = port;
  }

  /** @param answer status and phrase: `503 Service Unavailable` */
  static async open(answer: string): Promise<SippRefusingCarrier> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-refusing-'));
    const port = await freeUdpPort();
    const scenario = join(folder, 'refuse.xml');
    await writeFile(scenario, refusal(answer));
    const args = ['-sf', scenario, '-i', '127.0.0.1', '-p', `${port}`, '-nostdin'];
    const child = spawn('/usr/bin/sipp', args, { cwd: folder, stdio: 'ignore' });
    return new SippRefusingCarrier(child, folder, port);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const refusal = (answer: string) => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="carrier without a free line">
  <recv request="INVITE"/>
  <send retrans="500"><![CDATA[
      SIP/2.0 ${answer}
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]f[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0
  ]]></send>
  <recv request="ACK"/>
</scenario>`;
