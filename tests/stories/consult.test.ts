import type { Account, AgentStatus, CallDetail, CallRecord, Page, PanelState, PanelTargets, RecentCall, Recording } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { type ToneCall, TonePhone } from '../support/tone-phone.ts';

const HZ = { customer: 500, anna: 900, berta: 1300, clara: 1700 } as const;
type Who = keyof typeof HZ;
const TONES = Object.values(HZ);
const CALLED = '02088887783';

/** PAN-2 … PAN-5 with desk phones, by the screen's orders and by the phones' own keys: who hears whom is told by tones. */
describe.skipIf(!sippInstalled).each(engines.filter(({ available }) => available))('on $engine', { timeout: 120_000 }, ({ engine }) => {
  let house: House;
  const phones = new Map<Who, TonePhone>();
  const accounts = new Map<Who, Account>();
  const users = new Map<Who, ApiUser>();
  let customer: RtpProbe;
  let sipp: SippCaller;
  let serial = 0;

  beforeAll(async () => {
    house = await (await House.start(engine)).greetBriefly();
    for (const [name, extension, role] of [
      ['anna', '9401', 'agent'],
      ['berta', '9402', 'supervisor'],
      ['clara', '9403', 'agent'],
    ] as const) {
      const { account, sipSecret } = await house.hireAgent(name, extension, role);
      const user = account.extension?.sipUser ?? '';
      phones.set(name, await TonePhone.register({ user, password: sipSecret, sipPort: house.sipPort, frequency: HZ[name] }));
      accounts.set(name, account);
    }
    await house.openQueue('8783', CALLED, [idOf('anna'), idOf('berta')], { name: '售前' });
    await house.openQueue('8784', '02088887784', [idOf('anna'), idOf('clara')], { name: '售后' });
    for (const name of ['anna', 'berta', 'clara'] as const) users.set(name, await house.signIn(name));
    // Calls of the queues are for anna.
    await ready('berta', false);
    await eventually('all phones are online', async () => {
      const rows = await house.admin.get<AgentStatus[]>('/api/agents');
      return ['9401', '9402', '9403'].every((extension) => rows.find((row) => row.extension === extension)?.phoneOnline);
    });
  }, 60_000);
  afterAll(async () => {
    for (const phone of phones.values()) phone.close();
    await house?.stop();
  });

  const idOf = (name: Who) => accounts.get(name)?.id ?? '';
  const phoneOf = (name: Who): TonePhone => phones.get(name) ?? (undefined as never);
  const userOf = (name: Who): ApiUser => users.get(name) ?? (undefined as never);
  const panelOf = (name: Who) => userOf(name).get<PanelState>('/api/panel');
  const stateOf = async (name: Who) => (await panelOf(name)).agent.state;
  /** Picks up, and the house knows it: its 200 is on the wire before the engine's event has come to call control. */
  const picksUp = async (name: Who): Promise<ToneCall> => {
    const line = await phoneOf(name).picksUp();
    await eventually(`${name} talks`, async () => (await stateOf(name)) === 'talking');
    return line;
  };
  const orders = async (name: Who, order: string, body?: object, status = 204) => {
    const answer = await userOf(name).request('POST', `/api/panel/${order}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    return answer.body;
  };
  const ready = async (name: Who, isReady: boolean) => {
    const queueIds = (await panelOf(name)).agent.queues.map((queue) => queue.queueId);
    await orders(name, 'queue-states', { queueIds, ready: isReady, ...(isReady ? {} : { reason: '休息' }) });
  };
  /** `expected`: who hears whom, of those who are named. */
  const hear = async (ears: Partial<Record<Who, { probe: RtpProbe } | RtpProbe>>, expected: Partial<Record<Who, Who[]>>) => {
    const wanted = Object.fromEntries(
      Object.entries(expected).map(([who, whom]) => [who, TONES.filter((hz) => whom.some((one) => HZ[one] === hz))]),
    );
    let heard = {};
    await eventually('everybody hears whom he should', () => {
      heard = Object.fromEntries(
        Object.keys(wanted).map((who) => {
          const ear = ears[who as Who];
          return [who, (ear && 'probe' in ear ? ear.probe : ear)?.which(TONES)];
        }),
      );
      return JSON.stringify(heard) === JSON.stringify(wanted);
    }).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(wanted)}, but ${JSON.stringify(heard)}`);
    });
  };
  /** A customer talks with anna; gives her line. */
  const conversation = async (talkMs = 60_000): Promise<{ anna: ToneCall; number: string }> => {
    const number = `1390000090${++serial}`;
    customer = await RtpProbe.open(HZ.customer);
    sipp = await SippCaller.ring([{ sipPort: house.sipPort, calledNumber: CALLED, callerNumber: number, rtpPort: customer.port }], {
      talkMs,
    });
    const anna = await picksUp('anna');
    await hear({ anna, customer }, { anna: ['customer'], customer: ['anna'] });
    return { anna, number };
  };
  const recordOf = (number: string) =>
    eventually('the call record', async () => {
      const { rows } = await house.admin.get<Page<CallRecord>>(`/api/calls?number=${number}`);
      expect(rows.length).toBeLessThanOrEqual(1);
      return rows[0] ? await house.admin.get<CallDetail>(`/api/calls/${rows[0].id}`) : undefined;
    });
  /** One call, one recording, nothing left. */
  const isOneCall = async (number: string) => {
    await sipp.ended;
    customer.close();
    const record = await recordOf(number);
    const recordings = await eventually('the recording', async () => {
      const { rows } = await house.admin.get<Page<Recording>>(`/api/recordings?number=${number}`);
      return rows.length > 0 && rows.every((row) => row.state !== 'recording') ? rows : undefined;
    });
    expect(recordings.map((row) => row.state)).toEqual(['ready']);
    return record;
  };

  it('the lists of whom a call may be taken to have just those of PAN-2 and PAN-5', async () => {
    const { anna, number } = await conversation();
    const extensions = (list: PanelTargets['consult']) => list.map((target) => target.extension);
    let targets = await userOf('anna').get<PanelTargets>('/api/panel/targets');
    expect(extensions(targets.consult)).toEqual(['9402']);
    expect(extensions(targets.transfer.supervisors)).toEqual(['9402']);
    expect(extensions(targets.transfer.members)).toEqual([]);
    expect(extensions(targets.transfer.others)).toEqual(['9403']);
    // On a call he cannot be asked; he can be seen.
    await orders('clara', 'dial', { number: '9402' }, 200);
    // Whose phone is called first: she talks when berta does.
    const clara = await phoneOf('clara').picksUp();
    const berta = await picksUp('berta');
    targets = await userOf('anna').get<PanelTargets>('/api/panel/targets');
    expect(extensions(targets.consult)).toEqual([]);
    expect(targets.transfer.supervisors).toMatchObject([{ extension: '9402', state: 'talking' }]);
    expect(await orders('anna', 'consult', { number: '9402' }, 409)).toMatchObject({ code: 'panel.targetBusy' });
    await clara.hangsUp();
    await berta.isHungUp();
    await anna.hangsUp();
    await isOneCall(number);
  });

  it('consult, to and fro, three-way, and whoever asked leaves: one call, each with his own segment', async () => {
    const { anna, number } = await conversation();
    await orders('anna', 'consult', { number: '9402' });
    expect((await panelOf('anna')).call?.consult).toMatchObject({ number: '9402', name: 'berta', state: 'ringing' });
    expect(await orders('anna', 'consult/transfer', {}, 409)).toMatchObject({ code: 'panel.consultNotAnswered' });
    const berta = await picksUp('berta');
    // The customer hears music, and none of them.
    await hear({ anna, berta, customer }, { anna: ['berta'], berta: ['anna'], customer: [] });
    expect((await panelOf('berta')).call).toMatchObject({ role: 'consulted', by: 'anna', customerNumber: number });
    await orders('anna', 'consult/with', { with: 'customer' });
    await hear({ anna, berta, customer }, { anna: ['customer'], customer: ['anna'], berta: [] });
    await orders('anna', 'consult/with', { with: 'all' });
    await hear({ anna, berta, customer }, { anna: ['customer', 'berta'], berta: ['customer', 'anna'], customer: ['anna', 'berta'] });
    await anna.hangsUp();
    await hear({ berta, customer }, { berta: ['customer'], customer: ['berta'] });
    expect(await stateOf('anna')).toBe('idle');
    await orders('berta', 'hangup');
    await berta.isHungUp();

    const record = await isOneCall(number);
    expect(record.segments.map(({ role, agentName }) => [role, agentName])).toEqual([
      ['agent', 'anna'],
      ['consulted', 'berta'],
      ['agent', 'berta'],
    ]);
    const [first, asked, second] = record.segments;
    expect(first?.holdS ?? 0).toBeGreaterThan(0);
    // Anna’s talk ends where Berta’s begins; together with the music they are the call.
    expect((first?.talkS ?? 0) + (first?.holdS ?? 0) + (second?.talkS ?? 0)).toBeCloseTo(record.talkS, 0);
    expect(asked?.talkS ?? 0).toBeLessThan(record.talkS);
  });

  it('consult transfer from the screen; the customer may hang up on the other two', async () => {
    const { anna, number } = await conversation(15_000);
    await orders('anna', 'consult', { number: '9402' });
    const berta = await picksUp('berta');
    await orders('anna', 'consult/transfer', {});
    await anna.isHungUp();
    await hear({ berta, customer }, { berta: ['customer'], customer: ['berta'] });
    // She asks clara, and the customer goes while all three talk.
    await orders('berta', 'consult', { number: '9403' });
    const clara = await picksUp('clara');
    await orders('berta', 'consult/with', { with: 'all' });
    await hear({ berta, clara, customer }, { berta: ['customer', 'clara'], clara: ['customer', 'berta'], customer: ['berta', 'clara'] });
    await sipp.finish();
    await hear({ berta, clara }, { berta: ['clara'], clara: ['berta'] });
    await clara.hangsUp();
    await berta.isHungUp();
    const record = await isOneCall(number);
    expect(record).toMatchObject({ endedBy: 'customer', endReason: 'hangup' });
    expect(record.segments.map(({ agentName }) => agentName)).toEqual(['anna', 'berta', 'berta', 'clara']);
  });

  it('blind transfer from the screen, cancelled once, then taken', async () => {
    const { anna, number } = await conversation();
    await orders('anna', 'transfer', { number: '9403' });
    const unanswered = await phoneOf('clara').rings();
    expect((await panelOf('anna')).call?.transfer).toMatchObject({ number: '9403', name: 'clara' });
    await orders('anna', 'transfer/cancel');
    await unanswered.isCancelled();
    await hear({ anna, customer }, { anna: ['customer'], customer: ['anna'] });
    await orders('anna', 'transfer', { number: '9403' });
    const clara = await picksUp('clara');
    await anna.isHungUp();
    await hear({ clara, customer }, { clara: ['customer'], customer: ['clara'] });
    await clara.hangsUp();
    const record = await isOneCall(number);
    expect(record.segments.map(({ role, agentName }) => [role, agentName])).toEqual([
      ['agent', 'anna'],
      ['agent', 'clara'],
    ]);
    // What was passed on to her is hers, too.
    expect((await userOf('clara').get<Page<CallRecord>>(`/api/calls?number=${number}`)).rows).toHaveLength(1);
    expect((await userOf('clara').get<RecentCall[]>('/api/panel/recent-calls'))[0]).toMatchObject({ number, missed: false });
  });

  it('transfer to a queue: the agent is done at once, the customer waits there, and is answered', async () => {
    const { anna, number } = await conversation();
    const { queues } = await userOf('anna').get<PanelTargets>('/api/panel/targets');
    expect(queues[0], 'that of the call first').toMatchObject({ number: '8783', name: '售前', isOpen: true });
    expect(queues.map((queue) => queue.number)).toContain('8784');
    const refused = await orders('anna', 'consult', { number: '8784' }, 400);
    expect(refused).toMatchObject({ code: 'panel.numberInvalid', message: expect.stringContaining('8784') });
    await orders('anna', 'transfer', { number: '8784' });
    await anna.isHungUp();
    const clara = await picksUp('clara');
    await hear({ clara, customer }, { clara: ['customer'], customer: ['clara'] });
    expect((await panelOf('clara')).call).toMatchObject({ role: 'agent', queueNumber: '8784', customerNumber: number });
    await clara.hangsUp();
    await sipp.ended;
    customer.close();
    const record = await recordOf(number);
    expect(record).toMatchObject({ answer: 'answered', queueName: '售后' });
    expect(record.segments.map(({ role, agentName }) => [role, agentName])).toEqual([
      ['agent', 'anna'],
      ['agent', 'clara'],
    ]);
    expect(record.events.find(({ type }) => type === 'transferred')?.detail).toMatchObject({ queueName: '售后' });
    const recordings = await eventually('both recordings', async () => {
      const { rows } = await house.admin.get<Page<Recording>>(`/api/recordings?number=${number}`);
      return rows.length === 2 && rows.every((row) => row.state !== 'recording') ? rows : undefined;
    });
    expect(recordings.map((row) => row.state)).toEqual(['ready', 'ready']);
  });

  it('with the keys of the phone: hold, a second line, and the transfer of one line to the other (REFER with Replaces)', async () => {
    const { anna, number } = await conversation();
    await anna.holds();
    await eventually('the screen shows it, too', async () => (await panelOf('anna')).call?.phase === 'held');
    const second = await phoneOf('anna').calls('9402');
    const berta = await picksUp('berta');
    await second.isAnswered();
    await hear({ anna: second, berta, customer }, { anna: ['berta'], berta: ['anna'], customer: [] });
    expect((await panelOf('anna')).call?.consult).toMatchObject({ number: '9402', state: 'talking' });
    expect(await anna.transfers('9402', second)).toBe(202);
    await hear({ berta, customer }, { berta: ['customer'], customer: ['berta'] });
    expect(await stateOf('anna')).toBe('idle');
    await berta.hangsUp();
    const record = await isOneCall(number);
    expect(record.segments.map(({ role, agentName }) => [role, agentName])).toEqual([
      ['agent', 'anna'],
      ['consulted', 'berta'],
      ['agent', 'berta'],
    ]);
  });

  it('nothing of all that is left in the engine', () => house.expectNothingLeft());
});
