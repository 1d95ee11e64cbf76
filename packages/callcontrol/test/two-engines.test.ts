import { FakeEngine } from '@zuoxi/ari/fake';
import { ManualClock, sequentialIds, silentLogger } from '@zuoxi/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '../src/testing.ts';
import { CallControl, emptyWorld } from '../src/testing.ts';
import { NO_SERVICES, TestDirectory } from './call-centre.ts';
import { GREETING_MS, portOf } from './centre-on-fake.ts';

const SOUNDS = { 'sound:greeting': GREETING_MS, 'sound:max-wait': 2000 };

describe('two engines', () => {
  const clock = () => new ManualClock();
  let time: ManualClock;
  let engines: Record<'north' | 'south', FakeEngine>;
  let control: CallControl;
  let facts: Fact[];

  beforeEach(async () => {
    time = clock();
    facts = [];
    engines = { north: new FakeEngine({ clock: time, sounds: SOUNDS }), south: new FakeEngine({ clock: time, sounds: SOUNDS }) };
    control = new CallControl({
      engines: [portOf('north', engines.north), portOf('south', engines.south)],
      app: 'zuoxi',
      directory: new TestDirectory(2),
      services: NO_SERVICES,
      clock: time,
      ids: sequentialIds('call'),
      logger: silentLogger,
      world: emptyWorld(),
    });
    control.on('facts', (news) => facts.push(...news));
    for (const id of ['north', 'south'] as const) {
      engines[id].on('event', (event) => control.onAriEvent(id, event));
      engines[id].on('disconnected', () => control.onDisconnected(id));
      engines[id].phone('trunk-1').register();
      await control.recover(id);
    }
    // a1's phone is registered with the one in the north, a2's with the one in the south.
    engines.north.phone('demo-8001').register();
    engines.south.phone('demo-8002').register();
    for (const agentId of ['a1', 'a2']) control.order({ type: 'signIn', agentId });
  });

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      await control.settled();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function customerWaits(engine: 'north' | 'south') {
    const leg = engines[engine].ringIn({ endpoint: 'trunk-1', exten: '1000', callerNumber: '13550602245' });
    await settle();
    time.advance(GREETING_MS);
    await settle();
    return leg;
  }

  const offered = () => facts.flatMap((fact) => (fact.type === 'offered' ? [fact.agentId] : []));

  it('each caller is given to an agent whose phone is at the engine he came in by', async () => {
    await customerWaits('south');
    await customerWaits('north');
    expect(offered()).toEqual(['a2', 'a1']);
    engines.south.phone('demo-8002').answer();
    engines.north.phone('demo-8001').answer();
    await settle();
    expect([...control.world.calls.values()].map((call) => [call.engine, call.state.phase])).toEqual([
      ['south', 'talking'],
      ['north', 'talking'],
    ]);
  });

  it('a caller waits for the agents of his engine, and does not keep a later caller of the other one waiting', async () => {
    await customerWaits('north');
    await customerWaits('north');
    await customerWaits('south');
    expect(offered()).toEqual(['a1', 'a2']);
  });

  it('one goes away: its calls keep their deadlines, those of the other one go on', async () => {
    const south = await customerWaits('south');
    await customerWaits('north');
    engines.south.phone('demo-8002').answer();
    await settle();
    engines.north.disconnect();
    // Longer than the north's agent had to pick up, and longer than the south's customer talks.
    time.advance(30_000);
    await settle();
    expect(facts.filter((fact) => fact.type === 'offerEnded' && fact.outcome === 'noAnswer')).toEqual([]);
    south.hangUp();
    await settle();
    expect(facts.filter((fact) => fact.type === 'ended')).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
    expect([...control.world.calls.values()].map((call) => call.engine)).toEqual(['north']);
  });

  it('one is started again: only its calls are over', async () => {
    await customerWaits('south');
    await customerWaits('north');
    engines.south.phone('demo-8002').answer();
    engines.north.phone('demo-8001').answer();
    await settle();
    time.advance(10_000);
    engines.north.disconnect();
    engines.north.restart();
    engines.north.connect();
    await control.recover('north');
    await settle();
    expect(facts.filter((fact) => fact.type === 'ended')).toMatchObject([{ reason: 'interrupted', endedBy: 'system' }]);
    expect([...control.world.calls.values()].map((call) => call.engine)).toEqual(['south']);
  });

  it('one is taken out of the settings: calls it had are ended when another one is there', async () => {
    await customerWaits('south');
    const later = new CallControl({
      engines: [portOf('north', engines.north)],
      app: 'zuoxi',
      directory: new TestDirectory(2),
      services: NO_SERVICES,
      clock: time,
      ids: sequentialIds('later'),
      logger: silentLogger,
      world: control.world,
    });
    const ended: Fact[] = [];
    later.on('facts', (news) => ended.push(...news.filter((fact) => fact.type === 'ended')));
    time.advance(10_000);
    await later.recover('north');
    expect(ended).toMatchObject([{ reason: 'interrupted' }]);
    later.stop();
  });
});
