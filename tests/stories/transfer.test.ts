import type { AgentStatus, CallDetail, CallRecord, Page, Recording } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SipConformancePhone } from '../conformance/sip-phone.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const CUSTOMER_HZ = 500;
const CALLED = '02088887777';

describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: House;
  let colleague: SippAgents;
  let phone: SipConformancePhone;

  beforeAll(async () => {
    if (available && sippInstalled) house = await (await House.start(engine)).greetBriefly();
  });
  afterAll(async () => {
    phone?.close();
    await colleague?.close();
    await house?.stop();
  });

  const onBoard = async (extension: string) =>
    (await house.admin.get<AgentStatus[]>('/api/agents')).find((row) => row.extension === extension);

  describe.skipIf(!available || !sippInstalled)('an agent transfers a caller on the desk phone', { timeout: 90_000 }, () => {
    it('the caller talks with the colleague, on one call record and one recording, and the agent is free', async () => {
      const first = await house.hireAgent('first', '9201');
      const second = await house.hireAgent('second', '9202');
      await house.openQueue('8777', CALLED, [first.account.id]);
      // Who is in no queue is not on the board.
      await house.openQueue('8778', '02088887778', [second.account.id]);
      phone = await SipConformancePhone.open(first.account.extension?.sipUser ?? '', first.sipSecret, house.sipPort);
      await phone.register();
      // The colleague's phone sends back what it hears; the first agent's says nothing.
      colleague = await SippAgents.register([{ user: second.account.extension?.sipUser ?? '', password: second.sipSecret }], house.sipPort);
      for (const name of ['first', 'second']) await house.signIn(name);
      await eventually('both phones are online', async () => (await onBoard('9201'))?.phoneOnline && (await onBoard('9202'))?.phoneOnline);

      const probe = await RtpProbe.open(CUSTOMER_HZ);
      const caller = { sipPort: house.sipPort, calledNumber: CALLED, callerNumber: '13900000077', rtpPort: probe.port };
      const sipp = await SippCaller.ring([caller], { talkMs: 25_000 });
      const call = await eventually('the phone rings', () => phone.isCalled(), 20_000);
      await call.answers();
      await eventually('they talk', async () => (await onBoard('9201'))?.state === 'talking');
      // A note of the music near that tone may still be among what came last.
      await eventually('the caller does not hear themselves', () => !probe.hears(CUSTOMER_HZ));

      expect(await call.transfers('9202')).toBe(202);
      expect(await call.hearsOfTransfer()).toBe(100);
      expect(await call.hearsOfTransfer()).toBe(200);
      await call.isHungUp();
      await eventually('the caller talks with the colleague', () => probe.hears(CUSTOMER_HZ));
      expect(await onBoard('9201')).toMatchObject({ state: 'idle' });
      expect(await onBoard('9202')).toMatchObject({ state: 'talking', withNumber: '13900000077' });
      await sipp.finish();
      probe.close();
      await house.expectNothingLeft();

      const calls = await eventually('the call record', async () => {
        const page = await house.admin.get<Page<CallRecord>>('/api/calls?number=13900000077');
        return page.rows.length > 0 ? page.rows : undefined;
      });
      expect(calls).toMatchObject([{ answer: 'answered', endedBy: 'customer', endReason: 'hangup' }]);
      const { events } = await house.admin.get<CallDetail>(`/api/calls/${calls[0]?.id}`);
      expect(events.find((event) => event.type === 'transferred')?.detail).toMatchObject({ number: '9202', toAgentId: second.account.id });
      const recordings = await eventually('the recording', async () => {
        const page = await house.admin.get<Page<Recording>>('/api/recordings?number=13900000077');
        return page.rows.some((row) => row.state !== 'recording') ? page.rows : undefined;
      });
      expect(recordings.map((row) => row.state)).toEqual(['ready']);
    });
  });
});
