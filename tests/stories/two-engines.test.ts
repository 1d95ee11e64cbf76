import type { AgentStatus, CallRecord, Page, Recording } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../apps/server/src/demo.ts';
import { asteriskAvailable } from '../../scripts/asterisk/install.ts';
import { startEngine, type TestEngine } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { freeTcpPort } from '../support/free-port.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { ApiUser, startTestServer, type TestServer } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const CUSTOMER_HZ = 500;
const OPTIONS = [
  'OPTIONS sip:demo.invalid SIP/2.0',
  'Via: SIP/2.0/WS browser.invalid;branch=z9hG4bKtwo',
  'From: <sip:demo-8002@demo.invalid>;tag=1',
  'To: <sip:demo.invalid>',
  'Call-ID: two-engines',
  'CSeq: 1 OPTIONS',
  'Max-Forwards: 70',
  'Content-Length: 0',
  '\r\n',
].join('\r\n');

/** Both engines at once under one server: `ZUOXI_ARI_URLS` with two. */
describe.skipIf(!asteriskAvailable() || !sippInstalled)(
  'the softswitch and an Asterisk under one call control',
  { timeout: 120_000 },
  () => {
    const engines: TestEngine[] = [];
    const phones: SippAgents[] = [];
    let server: TestServer;
    let admin: ApiUser;

    beforeAll(async () => {
      const httpPort = await freeTcpPort();
      engines.push(await startEngine('softswitch', { httpPort }), await startEngine('asterisk', { httpPort }));
      server = await startTestServer({
        demo: true,
        httpPort,
        ariUrls: engines.map((engine) => engine.ariUrl),
        sipWebSocketUrls: engines.map((engine) => engine.sipWebSocketUrl),
      });
      admin = await ApiUser.signIn(server.url, demo.summary.tenant, demo.summary.administrator, demo.summary.password);
      await eventually('both engines are ready', async () =>
        (await (await fetch(`${server.url}/metrics`)).text()).includes('zuoxi_engines 2'),
      );
    });
    afterAll(async () => {
      for (const phone of phones) await phone.close();
      await server?.stop();
      await engines[1]?.stop();
    });

    it('a caller of each is answered by the agent whose phone is there, and both recordings are complete', async () => {
      // 刘洋 at the softswitch, 赵磊 at Asterisk; both take 售前咨询.
      const agents = ['demo-8011', 'demo-8013'];
      for (const [index, user] of agents.entries()) {
        phones.push(await SippAgents.register([{ user, password: demo.summary.sipPassword }], engines[index]?.sipPort ?? 0));
      }
      for (const name of ['liuyang', 'zhaolei']) await ApiUser.signIn(server.url, demo.summary.tenant, name, demo.summary.password);
      await eventually('both phones are online', async () => {
        const rows = await admin.get<AgentStatus[]>('/api/agents');
        return rows.filter((row) => row.phoneOnline).length === 2;
      });

      const probes = await Promise.all(engines.map(() => RtpProbe.open(CUSTOMER_HZ)));
      const callers = await Promise.all(
        engines.map((engine, index) =>
          SippCaller.ring(
            [
              {
                sipPort: engine.sipPort,
                calledNumber: '02088880001',
                callerNumber: `1390000003${index}`,
                rtpPort: probes[index]?.port ?? 0,
              },
            ],
            // The greeting takes eight of them, and what is left must be a conversation on a busy machine, too.
            { talkMs: 26_000 },
          ),
        ),
      );
      await eventually('each customer hears himself back', () => probes.every((probe) => probe.hears(CUSTOMER_HZ)), 30_000);
      for (const caller of callers) await caller.finish();
      for (const probe of probes) probe.close();

      const calls = await eventually('two call records', async () => {
        const page = await admin.get<Page<CallRecord>>('/api/calls');
        return page.total === 2 ? page.rows : undefined;
      });
      const ways = calls.map(({ customerNumber, extension, answer, endReason }) => [customerNumber, extension, answer, endReason]).sort();
      expect(ways).toEqual([
        ['13900000030', '8011', 'answered', 'hangup'],
        ['13900000031', '8013', 'answered', 'hangup'],
      ]);
      const recordings = await eventually('two recordings, fetched and checked', async () => {
        const page = await admin.get<Page<Recording>>('/api/recordings');
        return page.rows.every((row) => row.state !== 'recording') && page.total === 2 ? page.rows : undefined;
      });
      expect(recordings.map((row) => row.state)).toEqual(['ready', 'ready']);
    });

    it('one of them is stopped: the other takes calls, and browsers phone through it', async () => {
      await engines[0]?.stop();
      await eventually('one engine is left', async () => (await (await fetch(`${server.url}/metrics`)).text()).includes('zuoxi_engines 1'));
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);

      const wangli = await ApiUser.signIn(server.url, demo.summary.tenant, 'wangli', demo.summary.password);
      const init: unknown = { protocols: 'sip', headers: { cookie: wangli.cookie } };
      // Node's WebSocket takes headers (undici's WebSocketInit); the type is that of browsers, which have none.
      const browser = new WebSocket(`${server.url.replace('http', 'ws')}/sip`, init as string);
      const answered = new Promise<string>((resolve, reject) => {
        browser.addEventListener('error', () => reject(new Error('the WebSocket failed')));
        browser.addEventListener('open', () => browser.send(OPTIONS));
        browser.addEventListener('message', ({ data }) => resolve(String(data)));
      });
      expect(await answered).toMatch(/^SIP\/2\.0 401 /);
      browser.close();

      const probe = await RtpProbe.open(CUSTOMER_HZ);
      const call = { sipPort: engines[1]?.sipPort ?? 0, calledNumber: '02088880001', callerNumber: '13900000032', rtpPort: probe.port };
      const caller = await SippCaller.ring([call], { talkMs: 30_000 });
      await eventually('the customer hears himself back', () => probe.hears(CUSTOMER_HZ), 30_000);
      caller.kill();
      probe.close();
    });
  },
);
