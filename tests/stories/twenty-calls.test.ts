import type { CallRecord, Page, Recording } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { SippAgents } from '../support/sipp-agents.ts';

const CALLS = 20;
const TALK_MS = 20_000;
/** Frequencies far enough apart to be told from one another, all within the telephone band. */
const frequencyOf = (index: number) => 400 + index * 120;

describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: House;
  let agents: SippAgents;

  beforeAll(async () => {
    if (available) house = await House.start(engine);
  });
  afterAll(async () => {
    await agents?.close();
    await house?.stop();
  });

  describe.skipIf(!sippInstalled || !available)('twenty customers ring at once and twenty agents answer', { timeout: 180_000 }, () => {
    it('each talks to one agent, nothing is lost inside, everything is recorded, and nothing is left afterwards', async () => {
      // An administrator hires twenty agents and opens a queue for them; they register and sign in.
      const hired = [];
      for (let n = 0; n < CALLS; n++) hired.push(await house.hireAgent(`agent${n}`, `${9100 + n}`));
      await house.openQueue(
        '8799',
        '02088889999',
        hired.map(({ account }) => account.id),
      );
      agents = await SippAgents.register(
        hired.map(({ account, sipSecret }) => ({ user: account.extension?.sipUser ?? '', password: sipSecret })),
        house.sipPort,
      );
      for (const { account } of hired) await house.signIn(account.name);

      const probes = await Promise.all(hired.map((_, index) => RtpProbe.open(frequencyOf(index))));
      const callers = probes.map((probe, index) => ({
        sipPort: house.sipPort,
        calledNumber: '02088889999',
        callerNumber: `139000000${String(index).padStart(2, '0')}`,
        rtpPort: probe.port,
      }));
      const sipp = await SippCaller.ring(callers, { talkMs: TALK_MS });
      const { world } = house.server.modules.engine.callControl;
      await eventually(
        'all twenty talk',
        () => [...world.calls.values()].filter((call) => call.state.phase === 'talking').length === CALLS,
        30_000,
      );

      // The agents' phones send back what they hear: each customer must hear his own tone, and only that.
      for (const probe of probes) probe.forget();
      await eventually('each customer hears his own tone back', () => probes.every((probe) => probe.hears(probe.frequency)), 20_000);
      for (const [index, probe] of probes.entries()) {
        const others = probes.filter((other) => other !== probe && probe.hears(other.frequency));
        expect(
          others.map((other) => other.frequency),
          `customer ${index} hears others`,
        ).toEqual([]);
      }
      expect(new Set([...world.calls.values()].map((call) => call.agentId)).size).toBe(CALLS);
      await eventually('a few hundred packets have come back', () => probes.every((probe) => probe.received > 250), 20_000);
      expect(probes.map((probe) => probe.lost)).toEqual(probes.map(() => 0));

      await sipp.finish();
      expect(agents.errors).toBe('');
      for (const probe of probes) probe.close();
      await house.expectNothingLeft({ withTimers: true });

      const calls = await eventually('twenty call records', async () => {
        const page = await house.admin.get<Page<CallRecord>>('/api/calls?pageSize=50');
        return page.rows.length === CALLS ? page.rows : undefined;
      });
      expect(calls.every((call) => call.answer === 'answered' && call.endReason === 'hangup' && call.endedBy === 'customer')).toBe(true);
      expect(new Set(calls.map((call) => call.agentId)).size).toBe(CALLS);
      const recordings = await eventually(
        'twenty recordings, fetched and checked',
        async () => {
          const page = await house.admin.get<Page<Recording>>('/api/recordings?pageSize=50');
          return page.rows.length === CALLS && page.rows.every((row) => row.state !== 'recording') ? page.rows : undefined;
        },
        40_000,
      );
      expect(recordings.map((row) => row.state)).toEqual(recordings.map(() => 'ready'));
    });
  });
});
