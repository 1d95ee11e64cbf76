import { FakeEngine } from '@zuoxi/ari/fake';
import { silentLogger, systemClock } from '@zuoxi/kit';
import { describe, expect, it } from 'vitest';
import type { Input } from '../src/testing.ts';
import { CommandRunner, offersOf } from '../src/testing.ts';
import { ENGINE } from './call-centre.ts';
import { ANNOUNCEMENT_MS, Centre, GREETING_MS, portOf } from './centre-on-fake.ts';

describe('a call through the queue', () => {
  it('is answered, greeted, waits with music, is bridged and recorded, and ends with the customer', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.customerRings();
    expect(customer.isAnswered).toBe(true);
    expect(customer.hearsMusic).toBe(false);

    await centre.wait(GREETING_MS);
    expect(customer.hearsMusic).toBe(true);
    expect(centre.shown('a1')?.state).toBe('ringing');

    centre.phone(1).ring();
    await centre.wait(4000);
    centre.phone(1).answer();
    await centre.settle();
    expect(customer.hearsMusic).toBe(false);
    const [bridge] = await centre.fake.requests.bridges.list();
    expect(bridge?.channels).toEqual([customer.channelId, centre.phone(1).call.channelId]);
    const recording = centre.call.recording?.name ?? '';
    expect(await centre.fake.requests.recordings.getLive(recording)).toMatchObject({ state: 'recording' });

    await centre.wait(30_000);
    customer.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'customer', cause: 16 }]);
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toMatchObject([{ name: recording, durationMs: 30_000 }]);
    expect(await centre.fake.requests.recordings.listStored()).toEqual([{ name: recording, format: 'wav' }]);
    expect(centre.factTypes()).toEqual([
      'started',
      'enqueued',
      'offered',
      'offerEnded',
      'answered',
      'leftQueue',
      'recordingStarted',
      'ended',
      'recordingFinished',
    ]);
  });

  it('ends with the agent', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.wait(10_000);
    centre.phone(1).hangUp();
    await centre.isEmpty();
    expect(customer.endedBy).toBe(16);
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toMatchObject([{ durationMs: 10_000 }]);
  });

  it('ends by the button of the panel, on both phones', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    centre.control.order({ type: 'hangup', agentId: 'a1' });
    await centre.isEmpty();
    expect(customer.endedBy).toBe(16);
    expect(centre.endings).toHaveLength(1);
  });

  it('goes to the next agent when the first does not answer in the queue’s ring time', async () => {
    const centre = await Centre.open(2, { ringTimeoutS: 20 });
    await centre.customerWaits();
    centre.phone(1).ring();
    await centre.wait(20_000);
    expect(centre.phone(1).calls).toEqual([]);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: 'system:noAnswer' });
    centre.phone(2).answer();
    await centre.settle();
    expect(centre.call).toMatchObject({ phase: 'talking', agentId: 'a2' });
    expect(centre.facts.filter((fact) => fact.type === 'offerEnded')).toMatchObject([{ outcome: 'noAnswer' }, { outcome: 'answered' }]);
  });

  it('goes to the next agent, and nobody has missed it, when the page of the first could make no sound', async () => {
    const centre = await Centre.open(2, { ringTimeoutS: 20 });
    await centre.customerWaits();
    centre.phone(1).ring();
    centre.control.order({ type: 'ringsSilently', agentId: 'a1' });
    await centre.wait(19_000);
    expect(centre.phone(1).calls, 'it rings on, to be seen').toHaveLength(1);
    await centre.wait(1000);
    expect(centre.shown('a1')).toMatchObject({ state: 'idle' });
    centre.phone(2).answer();
    await centre.settle();
    expect(centre.call).toMatchObject({ phase: 'talking', agentId: 'a2' });
    expect(centre.facts.filter((fact) => fact.type === 'offerEnded')).toMatchObject([{ outcome: 'silent' }, { outcome: 'answered' }]);
  });

  it('refused by an agent whose page could make no sound was seen, and counts', async () => {
    const centre = await Centre.open(2);
    await centre.customerWaits();
    centre.phone(1).ring();
    centre.control.order({ type: 'ringsSilently', agentId: 'a1' });
    centre.phone(1).reject(21);
    await centre.settle();
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: 'system:rejected' });
    // Nothing rings there any more: the word comes too late, and changes nothing.
    centre.control.order({ type: 'ringsSilently', agentId: 'a1' });
    expect(centre.shown('a1')).toMatchObject({ state: 'busy' });
  });

  it.each([
    [17, 'rejected'],
    [21, 'rejected'],
    [38, 'unreachable'],
  ])('goes to the next agent when the first phone refuses with cause %i', async (cause, outcome) => {
    const centre = await Centre.open(2);
    await centre.customerWaits();
    centre.phone(1).reject(cause);
    await centre.settle();
    expect(centre.facts.filter((fact) => fact.type === 'offerEnded')).toMatchObject([{ outcome }]);
    expect(offersOf(centre.call)[0]?.agentId).toBe('a2');
    expect(centre.phone(2).calls).toHaveLength(1);
  });

  it('is not offered to a phone that has gone offline', async () => {
    const centre = await Centre.open(2);
    centre.phone(1).unregister();
    await centre.customerWaits();
    expect(offersOf(centre.call)[0]?.agentId).toBe('a2');
  });

  it('is told that the wait was too long, and released', async () => {
    const centre = await Centre.open(0, { maxWaitS: 30 });
    const customer = await centre.customerWaits();
    await centre.wait(30_000);
    expect(centre.call.phase).toBe('announcing');
    expect(customer.hearsMusic).toBe(false);
    await centre.wait(ANNOUNCEMENT_MS);
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'maxWait', endedBy: 'system' }]);
  });

  it('is put on hold by the desk phone: the customer hears music and comes back', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    const inBridge = async () => (await centre.fake.requests.bridges.list())[0]?.channels;
    centre.phone(1).hold();
    await centre.settle();
    expect(customer.hearsMusic).toBe(true);
    expect(await inBridge()).not.toContain(customer.channelId);
    centre.phone(1).unhold();
    await centre.settle();
    expect(customer.hearsMusic).toBe(false);
    expect(await inBridge()).toContain(customer.channelId);
  });
});

describe('the customer hangs up', () => {
  it.each([
    ['in the greeting', 'abandonedInGreeting', 'customer', (centre: Centre) => centre.customerRings()],
    [
      'in the queue',
      'abandonedInQueue',
      'customer',
      (centre: Centre) => {
        centre.phone(1).unregister();
        return centre.customerWaits();
      },
    ],
    ['before the agent’s phone rings', 'abandonedWhileRinging', 'customer', (centre: Centre) => centre.customerWaits()],
    [
      'while the agent’s phone rings',
      'abandonedWhileRinging',
      'customer',
      async (centre: Centre) => {
        const leg = await centre.customerWaits();
        centre.phone(1).ring();
        return leg;
      },
    ],
    ['in the conversation', 'hangup', 'customer', (centre: Centre) => centre.conversation()],
    [
      'in the announcement',
      'maxWait',
      'system',
      async (centre: Centre) => {
        centre.phone(1).unregister();
        const leg = await centre.customerWaits();
        await centre.wait(120_000);
        return leg;
      },
    ],
  ])('%s: the call ends once, nothing is left', async (_when, reason, endedBy, arrive) => {
    const centre = await Centre.open(1);
    const leg = await arrive(centre);
    leg.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason, endedBy }]);
    expect(centre.phone(1).calls).toEqual([]);
  });

  it('in the same moment as the agent picks up', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.customerWaits();
    centre.phone(1).answer();
    customer.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
  });

  it('before call control has done anything', async () => {
    const centre = await Centre.open(1);
    centre.fake.ringIn({ endpoint: 'trunk-1', exten: '1000' }).hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'abandonedInGreeting' }]);
  });
});

describe('click-to-dial', () => {
  const dial = (centre: Centre, number: string) => centre.control.order({ type: 'dial', agentId: 'a1', callId: 'out', number });
  const trunk = (centre: Centre) => centre.fake.phone('trunk-1');

  it('rings the agent’s own phone, then the customer, and joins them', async () => {
    const centre = await Centre.open(1);
    dial(centre, '13550602245');
    await centre.settle();
    expect(trunk(centre).calls).toEqual([]);
    centre.phone(1).answer();
    await centre.settle();
    trunk(centre).ring();
    await centre.settle();
    expect(centre.factTypes()).toContain('ringing');

    trunk(centre).answer();
    await centre.settle();
    const [bridge] = await centre.fake.requests.bridges.list();
    expect(bridge?.channels).toHaveLength(2);
    await centre.wait(5000);
    trunk(centre).hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
  });

  it.each([
    [17, 'busy', 'customer'],
    [21, 'rejected', 'customer'],
    [1, 'noSuchNumber', 'carrier'],
    [34, 'failed', 'carrier'],
  ])('that the network refuses with cause %i ends as %s, and the agent’s phone is released', async (cause, reason, endedBy) => {
    const centre = await Centre.open(1);
    dial(centre, '13550602245');
    await centre.settle();
    centre.phone(1).answer();
    await centre.settle();
    trunk(centre).reject(cause);
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason, endedBy, cause }]);
  });

  it('that nobody answers ends as noAnswer after its time', async () => {
    const centre = await Centre.open(1);
    dial(centre, '13550602245');
    await centre.settle();
    centre.phone(1).answer();
    await centre.settle();
    trunk(centre).ring();
    await centre.wait(60_000);
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'noAnswer', cause: 19 }]);
  });

  it('that the agent’s own phone does not answer', async () => {
    const centre = await Centre.open(1);
    dial(centre, '13550602245');
    await centre.settle();
    centre.phone(1).ring();
    await centre.wait(30_000);
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'agentUnreachable' }]);
  });

  it('from a desk phone: it is answered when the other party answers', async () => {
    const centre = await Centre.open(1);
    const desk = centre.fake.ringIn({ endpoint: 'demo-8001', exten: '13550602245', callerNumber: '8001' });
    await centre.settle();
    trunk(centre).ring();
    await centre.settle();
    expect(desk.hearsRinging).toBe(true);
    expect(desk.isAnswered).toBe(false);
    trunk(centre).answer();
    await centre.settle();
    expect(desk.isAnswered).toBe(true);
    desk.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
  });
});

describe('what the engine refuses', () => {
  async function failuresOf(command: Parameters<CommandRunner['run']>[0]): Promise<Input[]> {
    const failures: Input[] = [];
    const fake = new FakeEngine();
    const options = { engine: portOf(ENGINE, fake), app: 'zuoxi', clock: systemClock, logger: silentLogger };
    const runner = new CommandRunner({ ...options, isUnderWay: () => true, onFailure: (input) => failures.push(input) });
    runner.run(command);
    await runner.settled();
    return failures;
  }

  it('a channel that has hung up is no news: its ChannelDestroyed is', async () => {
    expect(await failuresOf({ callId: 'c', engine: ENGINE, do: 'bridge', bridgeId: 'b', channelIds: ['gone'] })).toEqual([]);
  });

  it('a bridge that is gone ends the call: nobody would hear anybody', async () => {
    const failures = await failuresOf({ callId: 'c', engine: ENGINE, do: 'joinBridge', bridgeId: 'gone', channelId: 'x' });
    expect(failures).toEqual([{ type: 'bridgeFailed', callId: 'c' }]);
  });
});
