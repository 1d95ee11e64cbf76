import { describe, expect, it } from 'vitest';
import { ANNOUNCEMENT_MS, Centre, GREETING_MS } from './centre-on-fake.ts';

describe('the connection to the engine breaks and comes back', () => {
  it('a conversation goes on', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    await centre.wait(2000);
    await centre.reconnect();
    expect(centre.call.phase).toBe('talking');
    expect(customer.isAnswered).toBe(true);
    customer.hangUp();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
  });

  it('a call whose customer hung up meanwhile ends as interrupted and its agent is released', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    customer.hangUp();
    await centre.reconnect();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'interrupted', endedBy: 'system' }]);
  });

  it('all calls of an engine that was restarted end as interrupted', async () => {
    const centre = await Centre.open(1);
    await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    centre.fake.restart();
    await centre.reconnect();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'interrupted' }]);
  });

  it('a caller nobody heard of is taken over and greeted', async () => {
    const centre = await Centre.open(1);
    centre.fake.disconnect();
    const customer = await centre.customerRings();
    expect(customer.isAnswered).toBe(false);
    await centre.reconnect();
    expect(customer.isAnswered).toBe(true);
    expect(centre.call).toMatchObject({ phase: 'greeting', calledNumber: '1000', customerNumber: '13550602245' });
  });

  it('a caller whose arrival alone was lost is found within 10 s, and only once', async () => {
    const centre = await Centre.open(1);
    const customer = centre.ringsUnheard();
    expect(centre.control.world.calls.size).toBe(0);
    await centre.wait(10_000);
    expect(customer.isAnswered).toBe(true);
    await centre.wait(20_000);
    expect(centre.control.world.calls.size).toBe(1);
  });

  it('an agent who picked up meanwhile is connected', async () => {
    const centre = await Centre.open(1);
    await centre.customerWaits();
    centre.phone(1).ring();
    centre.fake.disconnect();
    centre.phone(1).answer();
    await centre.reconnect();
    expect(centre.call).toMatchObject({ phase: 'talking', agentId: 'a1' });
  });

  it('after a minute its calls are over and the agents are free, and nothing of them happens when it is back', async () => {
    const centre = await Centre.open(2);
    const talking = await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    // Ordered in the moment in which the engine is gone: the phone must not ring a minute later.
    centre.control.order({ type: 'dial', callId: 'ordered', agentId: 'a2', number: '013800000000' });
    await centre.wait(59_000);
    expect(centre.endings).toEqual([]);
    await centre.wait(1500);
    expect(centre.endings).toMatchObject([
      { reason: 'interrupted', endedBy: 'system' },
      { reason: 'interrupted', endedBy: 'system' },
    ]);
    expect(centre.control.world.calls.size).toBe(0);
    expect(['ringing', 'talking']).not.toContain(centre.shown('a1')?.state);

    await centre.reconnect();
    await centre.settle();
    expect(talking.isAnswered).toBe(false);
    expect(centre.phone(2).calls).toEqual([]);
    expect(centre.endings).toHaveLength(2);
    expect(centre.control.world.calls.size).toBe(0);
  });

  it('no agent becomes not ready because the engine was away', async () => {
    const centre = await Centre.open(1);
    centre.phone(1).unregister();
    const customer = await centre.customerWaits();
    centre.phone(1).register();
    centre.fake.disconnect();
    await centre.wait(8000);
    expect(centre.shown('a1')?.state).toBe('ringing');
    expect(centre.phone(1).calls).toEqual([]);

    await centre.reconnect();
    centre.phone(1).answer();
    await centre.settle();
    expect(centre.call.phase).toBe('talking');
    expect(customer.hearsMusic).toBe(false);
    expect(centre.facts.filter((fact) => fact.type === 'notReady')).toEqual([]);
  });

  it('nor because it was away for longer than a phone rings; the time to pick up begins when the phone does ring', async () => {
    const centre = await Centre.open(1);
    centre.phone(1).unregister();
    await centre.customerWaits();
    centre.phone(1).register();
    centre.fake.disconnect();
    await centre.wait(20_000);
    // Whatever people do meanwhile sets no deadline going.
    centre.control.order({ type: 'signIn', agentId: 'a1' });
    await centre.wait(25_000);
    expect(centre.shown('a1')?.state).toBe('ringing');

    await centre.reconnect();
    expect(centre.phone(1).calls).toHaveLength(1);
    await centre.wait(15_000);
    expect(centre.shown('a1')?.state).toBe('ringing');
    await centre.wait(15_000);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: 'system:noAnswer' });
    expect(centre.facts.filter((fact) => fact.type === 'offered')).toHaveLength(1);
  });

  it('a caller whose longest wait ended meanwhile is told so afterwards', async () => {
    const centre = await Centre.open(0, { maxWaitS: 30 });
    const customer = await centre.customerWaits();
    centre.fake.disconnect();
    await centre.wait(40_000);
    expect(centre.call.phase).toBe('queued');
    await centre.reconnect();
    await centre.wait(500);
    expect(centre.call.phase).toBe('announcing');
    expect(customer.hearsMusic).toBe(false);
  });

  it('a caller whose greeting ended unheard goes on into the queue', async () => {
    const centre = await Centre.open(1);
    await centre.customerRings();
    centre.fake.disconnect();
    await centre.wait(GREETING_MS + 3000);
    expect(centre.call.phase).toBe('greeting');
    await centre.reconnect();
    expect(centre.call.phase).toBe('ringing');
    expect(centre.phone(1).calls).toHaveLength(1);
  });

  it('a caller who still hears the greeting hears it to its end', async () => {
    const centre = await Centre.open(1);
    await centre.customerRings();
    centre.fake.disconnect();
    await centre.wait(1000);
    await centre.reconnect();
    expect(centre.call.phase).toBe('greeting');
    await centre.wait(GREETING_MS);
    expect(centre.call.phase).toBe('ringing');
  });

  it('a caller who hung up in the greeting meanwhile is not offered to anybody', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.customerRings();
    centre.fake.disconnect();
    customer.hangUp();
    await centre.wait(1000);
    await centre.reconnect();
    await centre.wait(10_000);
    await centre.isEmpty();
    expect(centre.factTypes()).toEqual(['started', 'ended']);
  });

  it('a caller whose announcement ended unheard is released', async () => {
    const centre = await Centre.open(0, { maxWaitS: 30 });
    await centre.customerWaits();
    await centre.wait(30_000);
    expect(centre.call.phase).toBe('announcing');
    centre.fake.disconnect();
    await centre.wait(ANNOUNCEMENT_MS + 1000);
    await centre.reconnect();
    await centre.isEmpty();
    expect(centre.endings).toMatchObject([{ reason: 'maxWait', endedBy: 'system' }]);
  });

  it('a recording that ended unheard is taken as finished, once', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    const { name } = centre.call.recording ?? {};
    await centre.wait(6000);
    centre.fake.disconnect();
    customer.hangUp();
    await centre.wait(1000);
    await centre.reconnect();
    await centre.wait(30_000);
    await centre.isEmpty();
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toMatchObject([{ name, durationMs: 0 }]);
    expect(centre.control.world.recordings.size).toBe(0);
  });

  it('a recording whose end alone was lost is found within 10 s of the end of its call', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.recordingEndsUnheard();
    await centre.wait(20_000);
    expect(centre.control.world.recordings.size).toBe(1);
    customer.hangUp();
    await centre.wait(10_000);
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toHaveLength(1);
    expect(centre.control.world.recordings.size).toBe(0);
  });

  it('a recording that goes on is left alone', async () => {
    const centre = await Centre.open(1);
    const customer = await centre.conversation();
    await centre.wait(6000);
    centre.fake.disconnect();
    await centre.wait(1000);
    await centre.reconnect();
    await centre.wait(13_000);
    customer.hangUp();
    await centre.isEmpty();
    expect(centre.facts.filter((fact) => fact.type === 'recordingFinished')).toMatchObject([{ durationMs: 20_000 }]);
  });

  it('a caller who came in just before it broke is answered afterwards', async () => {
    const centre = await Centre.open(1);
    const customer = centre.fake.ringIn({ endpoint: 'trunk-1', exten: '1000' });
    centre.fake.disconnect();
    await centre.wait(1000);
    expect(customer.isAnswered).toBe(false);
    await centre.reconnect();
    expect(customer.isAnswered).toBe(true);
    await centre.wait(GREETING_MS);
    expect(centre.call.phase).toBe('ringing');
  });
});
