import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { House, NOTHING_OPEN } from './house.ts';

const SIPP = '/usr/bin/sipp';
const REGISTER = `<?xml version="1.0"?><scenario name="register">
<send retrans="500"><![CDATA[
REGISTER sip:127.0.0.1 SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]
Max-Forwards: 70
From: <sip:demo-8001@127.0.0.1>;tag=[call_number]
To: <sip:demo-8001@127.0.0.1>
Call-ID: [call_id]
CSeq: 1 REGISTER
Contact: <sip:demo-8001@[local_ip]:[local_port]>
Expires: 300
Content-Length: 0

]]></send>
<recv response="401" auth="true"/>
<send retrans="500"><![CDATA[
REGISTER sip:127.0.0.1 SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]
Max-Forwards: 70
From: <sip:demo-8001@127.0.0.1>;tag=[call_number]
To: <sip:demo-8001@127.0.0.1>
Call-ID: [call_id]
CSeq: 2 REGISTER
Contact: <sip:demo-8001@[local_ip]:[local_port]>
[authentication username=demo-8001 password=pw-demo-8001]
Expires: 300
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>`;

function sipp(args: string[], cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(SIPP, [...args, '-nostdin', '-timeout', '20s', '-timeout_error'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.on('close', (code) => resolve({ code, output: output.slice(-2000) }));
  });
}

test.skipIf(!existsSync(SIPP))(
  '20 calls of a real SIPp are answered, bridged with a SIPp that registered, and ended by either side',
  async () => {
    const house = await House.open();
    const dir = await mkdtemp(join(tmpdir(), 'zuoxi-sipp-'));
    try {
      await house.trunk('demo-trunk');
      const port = 20_000 + Math.floor(Math.random() * 20_000);
      await house.extension('demo-8001');
      await writeFile(join(dir, 'register.xml'), REGISTER);
      const server = `127.0.0.1:${house.softswitch.sipPort}`;
      const registered = await sipp([server, '-sf', 'register.xml', '-m', '1', '-i', '127.0.0.1', '-p', String(port)], dir);
      expect(registered, registered.output).toMatchObject({ code: 0 });

      const { channels, bridges } = house.ari.requests;
      let started = 0;
      house.ari.on('event', (event) => {
        if (event.type !== 'StasisStart' || event.args[0] === 'agent') return;
        const { id } = event.channel;
        void (async () => {
          started++;
          await channels.ring(id);
          await channels.answer(id);
          await bridges.create(`b-${id}`);
          await bridges.addChannel(`b-${id}`, [id]);
          await channels.originate({ channelId: `a-${id}`, endpoint: 'PJSIP/demo-8001', app: 'zuoxi', appArgs: ['agent'], originator: id });
        })();
      });
      house.ari.on('event', (event) => {
        if (event.type === 'StasisStart' && event.args[0] === 'agent')
          void bridges.addChannel(`b-${event.channel.id.slice(2)}`, [event.channel.id]);
        // Either side ends: the other follows.
        if (event.type === 'ChannelDestroyed') {
          const id = event.channel.id.startsWith('a-') ? event.channel.id.slice(2) : event.channel.id;
          void channels.hangup(id).catch(() => {});
          void channels.hangup(`a-${id}`).catch(() => {});
          void bridges.destroy(`b-${id}`).catch(() => {});
        }
      });
      const phone = sipp(['-sn', 'uas', '-m', '20', '-i', '127.0.0.1', '-p', String(port)], dir);
      const carrier = await sipp([server, '-sn', 'uac', '-m', '20', '-r', '20', '-d', '300', '-s', '8002', '-i', '127.0.0.1'], dir);
      expect(carrier, carrier.output).toMatchObject({ code: 0 });
      expect(await phone).toMatchObject({ code: 0 });
      expect(started).toBe(20);
      expect(await house.isQuiet()).toEqual(NOTHING_OPEN);
    } finally {
      await house.close();
      await rm(dir, { recursive: true, force: true });
    }
  },
  40_000,
);
