import type { CallDetail, CallRecord, Page, PanelState, Queue, Recording } from '@zuoxi/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { hireWithPhone } from '../support/hire.ts';
import { Installation } from '../support/installation.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import type { ToneCall, TonePhone } from '../support/tone-phone.ts';

const HZ = { customer: 500, anna: 900, berta: 1300, susi: 1700 } as const;
type Who = keyof typeof HZ;
const TONES = Object.values(HZ);
const CALLED = '02088887785';
const CALLER = '13900000095';

describe.skipIf(!sippInstalled).each(engines.filter(({ available }) => available))(
  'kill -9 of the server while three talk and a supervisor listens, on $engine',
  { timeout: 120_000 },
  ({ engine }) => {
    let house: Installation | undefined;
    const phones: TonePhone[] = [];
    let customer: RtpProbe | undefined;

    afterEach(async () => {
      for (const phone of phones.splice(0)) phone.close();
      customer?.close();
      await house?.remove();
    });

    it('nobody hears it, and whoever could hear whom, and do what, can as before', async () => {
      const running = await Installation.start({ engine });
      house = running;
      const admin = await running.signIn('admin');
      const users = new Map<Who, ApiUser>();
      const ids: string[] = [];
      const hired = async (name: Exclude<Who, 'customer'>, extension: string, role: 'agent' | 'supervisor') => {
        const { id, phone } = await hireWithPhone(admin, running.sipPort, { name, extension, role, frequency: HZ[name] });
        phones.push(phone);
        ids.push(id);
        users.set(name, await running.signIn(name));
        return phone;
      };
      const anna = await hired('anna', '9501', 'agent');
      const berta = await hired('berta', '9502', 'supervisor');
      const susi = await hired('susi', '9503', 'supervisor');
      const limits = { strategy: 'longestIdle', ringTimeoutS: 20, maxWaitS: 60, wrapUpS: 0, serviceLevelS: 20 };
      const { body } = await admin.request('POST', '/api/queues', {
        number: '8785',
        name: '三方',
        ...limits,
        recordingEnabled: true,
        memberIds: ids,
      });
      const queue = body as Queue;
      await admin.request('POST', '/api/inbound-routes', {
        calledNumber: CALLED,
        destination: { kind: 'queue', queueId: queue.id },
        description: '',
      });
      const orders = async (name: Who, path: string, input: object) => {
        const answer = await users.get(name)?.request('POST', path, input);
        expect(answer?.status, JSON.stringify(answer?.body)).toBe(204);
      };
      for (const name of ['berta', 'susi'] as const) {
        await orders(name, '/api/panel/queue-states', { queueIds: [queue.id], ready: false, reason: '休息' });
      }
      const lines = new Map<Who, ToneCall>();
      const hear = async (expected: Partial<Record<Who, Who[]>>) => {
        const wanted = Object.entries(expected).map(([who, whom]) => [who, TONES.filter((hz) => whom.some((one) => HZ[one] === hz))]);
        let heard: unknown;
        await eventually('everybody hears whom he should', () => {
          heard = wanted.map(([who]) => [who, (who === 'customer' ? customer : lines.get(who as Who)?.probe)?.which(TONES)]);
          return JSON.stringify(heard) === JSON.stringify(wanted);
        }).catch((error: Error) => {
          throw new Error(`${error.message}: ${JSON.stringify(wanted)}, but ${JSON.stringify(heard)}`);
        });
      };

      customer = await RtpProbe.open(HZ.customer);
      const call = { sipPort: running.sipPort, calledNumber: CALLED, callerNumber: CALLER, rtpPort: customer.port };
      const sipp = await SippCaller.ring([call], { talkMs: 80_000 });
      lines.set('anna', await anna.picksUp());
      await hear({ customer: ['anna'], anna: ['customer'] });
      await orders('anna', '/api/panel/consult', { number: '9502' });
      lines.set('berta', await berta.picksUp());
      await hear({ anna: ['berta'], berta: ['anna'] });
      await orders('anna', '/api/panel/consult/with', { with: 'all' });
      await orders('susi', `/api/agents/${ids[0]}/supervise`, { mode: 'listen' });
      lines.set('susi', await susi.picksUp());
      const everybody = {
        customer: ['anna', 'berta'],
        anna: ['customer', 'berta'],
        berta: ['customer', 'anna'],
        susi: ['customer', 'anna', 'berta'],
      } satisfies Partial<Record<Who, Who[]>>;
      await hear(everybody);

      const ears = [customer, ...[...lines.values()].map((line) => line.probe)];
      for (const ear of ears) ear.forget();
      await running.killServer();
      await eventually('sound came meanwhile', () => ears.every((ear) => ear.received > 100));
      expect(ears.map((ear) => ear.lost)).toEqual(ears.map(() => 0));
      await hear(everybody);

      const panel = await eventually('the panel shows it', async () => {
        const state = await users.get('anna')?.get<PanelState>('/api/panel');
        return state?.call ? state : undefined;
      });
      expect(panel.call).toMatchObject({ customerNumber: CALLER, consult: { with: 'all', name: 'berta', state: 'talking' } });
      expect(panel.agent.supervisors).toMatchObject([{ name: 'susi', mode: 'listen' }]);
      await orders('susi', `/api/agents/${ids[0]}/supervise`, { mode: 'whisper' });
      await hear({ customer: ['anna', 'berta'], anna: ['customer', 'berta', 'susi'], berta: ['customer', 'anna'] });
      await lines.get('anna')?.hangsUp();
      await hear({ customer: ['berta'], berta: ['customer'] });
      await lines.get('berta')?.hangsUp();
      await sipp.ended;

      const record = await eventually('one call record', async () => {
        const { rows } = await admin.get<Page<CallRecord>>(`/api/calls?number=${CALLER}`);
        return rows[0] ? await admin.get<CallDetail>(`/api/calls/${rows[0].id}`) : undefined;
      });
      expect(record.segments.map(({ role, agentName }) => `${role} ${agentName}`)).toEqual([
        'agent anna',
        'consulted berta',
        'supervisor susi',
        'agent berta',
      ]);
      const recordings = await eventually('one recording', async () => {
        const { rows } = await admin.get<Page<Recording>>(`/api/recordings?number=${CALLER}`);
        return rows.length > 0 && rows.every((row) => row.state !== 'recording') ? rows : undefined;
      });
      expect(recordings.map((row) => row.state)).toEqual(['ready']);
      await running.expectPromiseOne();
    });
  },
);
