import { describe, expect, it } from 'vitest';
import { CallCentre, ENGINE } from './call-centre.ts';

/** What the network says before the answer (RFC 3960), as orders to the engine. */

const OUT = 'out-c';
const EARLY = `${OUT}-early`;

/** The agent's phone was picked up, and the customer is dialled. */
function dials(): CallCentre {
  const centre = new CallCentre(2);
  for (const agentId of ['a1', 'a2']) centre.agentIsReady(agentId);
  centre.take({ type: 'dial', callId: 'out', agentId: 'a1', number: '13800138000' });
  centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-a1' });
  return centre;
}

function dialsOnPhone(): CallCentre {
  const centre = new CallCentre(1);
  centre.agentIsReady('a1');
  centre.take({
    type: 'callArrived',
    engine: ENGINE,
    callId: 'out',
    channelId: 'phone-1',
    endpoint: 'demo-8001',
    calledNumber: '13800138000',
    callerNumber: '8001',
    callerName: '',
  });
  return centre;
}

const progresses = (centre: CallCentre, channelId = OUT) => centre.take({ type: 'channelProgress', channelId });
const rings = (centre: CallCentre, channelId = OUT) => centre.take({ type: 'channelRinging', channelId });
const speaks = (centre: CallCentre, channelId = OUT) => centre.take({ type: 'channelTalks', channelId, on: true });

const falls = (centre: CallCentre, channelId = OUT) => centre.take({ type: 'channelTalks', channelId, on: false });

/** What was ordered since. */
function orders(centre: CallCentre, act: () => unknown) {
  const before = centre.commands.length;
  act();
  return centre.commands.slice(before).map(({ callId: _call, engine: _engine, ...order }) => order);
}

const JOINED = { do: 'bridge', bridgeId: EARLY, channelIds: ['out-a1', OUT] };
const APART = { do: 'destroyBridge', bridgeId: EARLY };
const RINGBACK = { do: 'play', channelId: 'out-a1', playbackId: 'out-ringback', media: ['tone:ring;tonezone=cn'] };
const NO_RINGBACK = { do: 'stopPlayback', playbackId: 'out-ringback' };

describe('a number dialled in the console', () => {
  it('is dialled so that it can be heard before it is answered; a phone of the house is not', () => {
    const centre = dials();
    expect(centre.commands.map((command) => command.do === 'originate' && (command.early ?? false))).toEqual([false, true]);
  });

  it('with progress alone: the agent hears the network from its first syllable, and no ringback', () => {
    const centre = dials();
    expect(orders(centre, () => progresses(centre))).toEqual([JOINED]);
    expect(orders(centre, () => speaks(centre))).toEqual([]);
    expect(orders(centre, () => rings(centre))).toEqual([]);
  });

  it('that only rings: our ringback, until the network makes a sound of its own', () => {
    const centre = dials();
    expect(orders(centre, () => rings(centre))).toEqual([RINGBACK]);
    expect(orders(centre, () => progresses(centre))).toEqual([]);
    expect(orders(centre, () => speaks(centre))).toEqual([NO_RINGBACK, JOINED]);
    expect(orders(centre, () => speaks(centre))).toEqual([]);
  });

  it('whose network opens the path and says nothing on it: our ringback as soon as it rings', () => {
    const centre = dials();
    progresses(centre);
    expect(orders(centre, () => rings(centre))).toEqual([APART, RINGBACK]);
    expect(orders(centre, () => rings(centre))).toEqual([]);
  });

  it('whose network sets up a path and then says nothing, not even that it rings: our ringback after 4 s', () => {
    const centre = dials();
    progresses(centre);
    expect(orders(centre, () => centre.wait(3_900))).toEqual([]);
    expect(orders(centre, () => centre.wait(200))).toEqual([APART, RINGBACK]);
    expect(orders(centre, () => speaks(centre))).toEqual([NO_RINGBACK, JOINED]);
  });

  it('that rings after it was heard: the network as long as it makes a sound, our ringback where it ceases to', () => {
    const centre = dials();
    progresses(centre);
    speaks(centre);
    expect(orders(centre, () => rings(centre))).toEqual([]);
    // The pause between two rings of the network.
    falls(centre);
    expect(orders(centre, () => centre.wait(3_500))).toEqual([]);
    speaks(centre);
    falls(centre);
    expect(orders(centre, () => centre.wait(4_100))).toEqual([APART, RINGBACK]);
    expect(orders(centre, () => speaks(centre))).toEqual([NO_RINGBACK, JOINED]);
  });

  it('that had said something, was silent, and rings only then: our ringback at once', () => {
    const centre = dials();
    progresses(centre);
    speaks(centre);
    falls(centre);
    expect(orders(centre, () => centre.wait(10_000))).toEqual([]);
    expect(orders(centre, () => rings(centre))).toEqual([APART, RINGBACK]);
  });

  it('that is answered: what was joined for listening is taken apart, and they talk', () => {
    const centre = dials();
    progresses(centre);
    speaks(centre);
    const answered = orders(centre, () => centre.take({ type: 'channelAnswered', engine: ENGINE, channelId: OUT }));
    expect(answered).toMatchObject([APART, { do: 'stopPlayback' }, { do: 'bridge', channelIds: [OUT, 'out-a1'] }, { do: 'record' }]);
    // An engine may say it twice.
    expect(orders(centre, () => centre.take({ type: 'channelAnswered', engine: ENGINE, channelId: OUT }))).toEqual([]);
    expect(orders(centre, () => speaks(centre))).toEqual([]);
  });

  it.each([
    ['by the network', (centre: CallCentre) => centre.take({ type: 'channelGone', channelId: OUT, cause: 17 })],
    ['by the agent', (centre: CallCentre) => centre.take({ type: 'hangup', agentId: 'a1' })],
  ])('that is ended %s while it is heard leaves no bridge behind', (_who, end) => {
    const centre = dials();
    progresses(centre);
    expect(orders(centre, () => end(centre))).toContainEqual(APART);
    expect(centre.world.calls.size).toBe(0);
  });

  it('over the next trunk: what is heard begins anew', () => {
    const centre = dials();
    const routes = ['1', '2'].map((trunkId) => ({ trunkId, dialString: `PJSIP/1380@trunk-${trunkId}`, callerId: '' }));
    const target = { kind: 'outside', number: '1380', permissionClass: 'national', routes } as const;
    centre.directory.outsideTarget = () => target;
    centre.take({ type: 'hangup', agentId: 'a1' });
    centre.take({ type: 'dial', callId: 'two', agentId: 'a1', number: '13800138000' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'two-a1' });
    progresses(centre, 'two-c');
    const next = orders(centre, () => centre.take({ type: 'channelGone', channelId: 'two-c', cause: 34 }));
    expect(next).toMatchObject([
      { do: 'destroyBridge', bridgeId: 'two-c-early' },
      { do: 'originate', channelId: 'two-c2', early: true },
    ]);
    const joined = { do: 'bridge', bridgeId: 'two-c2-early', channelIds: ['two-a1', 'two-c2'] };
    expect(orders(centre, () => progresses(centre, 'two-c2'))).toEqual([joined]);
  });
});

describe('a number dialled on the desk phone', () => {
  it('is told to listen (183) as soon as the network says something, and rings by itself otherwise', () => {
    const centre = dialsOnPhone();
    expect(orders(centre, () => rings(centre))).toEqual([{ do: 'ring', channelId: 'phone-1' }]);
    const heard = [
      { do: 'progress', channelId: 'phone-1' },
      { do: 'bridge', bridgeId: EARLY, channelIds: ['phone-1', OUT] },
    ];
    expect(orders(centre, () => speaks(centre))).toEqual(heard);
    expect(orders(dialsOnPhone(), () => {})).toEqual([]);
    const silent = dialsOnPhone();
    expect(orders(silent, () => progresses(silent))).toEqual(heard);
  });
});

describe('a desk phone that was told to listen (183)', () => {
  const TONE = { do: 'play', channelId: 'phone-1', playbackId: `${EARLY}-ringback`, media: ['tone:ring;tonezone=cn'] };

  it.each([
    ['rings after it', (centre: CallCentre) => rings(centre)],
    ['says nothing', (centre: CallCentre) => centre.wait(4_100)],
  ])('hears our ringback where the network %s, until it is answered', (_what, happens) => {
    const centre = dialsOnPhone();
    progresses(centre);
    expect(orders(centre, () => happens(centre))).toEqual([APART, TONE]);
    const answered = orders(centre, () => centre.take({ type: 'channelAnswered', engine: ENGINE, channelId: OUT }));
    expect(answered.slice(0, 2)).toEqual([
      { do: 'stopPlayback', playbackId: `${EARLY}-ringback` },
      { do: 'answer', channelId: 'phone-1' },
    ]);
  });
});

describe('who waits for an outside number in a conversation', () => {
  const OUTSIDE = '13900139000';

  function talks(): { centre: CallCentre; callId: string } {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const callId = centre.customerWaits();
    centre.offeredAgentAnswers(callId);
    return { centre, callId };
  }

  it('the customer who is transferred hears the network instead of our ringback', () => {
    const { centre, callId } = talks();
    const rung = orders(centre, () => centre.take({ type: 'transfer', agentId: 'a1', number: OUTSIDE }));
    const leg = rung.flatMap((order) => (order.do === 'originate' ? [order] : []))[0];
    expect(leg?.early).toBe(true);
    const channelId = leg?.channelId ?? '';
    const customer = centre.call(callId)?.customerChannelId;
    expect(orders(centre, () => speaks(centre, channelId))).toEqual([
      { do: 'stopPlayback', playbackId: `${channelId}-ringback` },
      { do: 'bridge', bridgeId: `${channelId}-early`, channelIds: [customer, channelId] },
    ]);
    const cancelled = orders(centre, () => centre.take({ type: 'cancelTransfer', agentId: 'a1' }));
    expect(cancelled[0]).toEqual({ do: 'destroyBridge', bridgeId: `${channelId}-early` });
  });

  it('the agent who consults hears it, and the consulted one when they answer', () => {
    const { centre } = talks();
    const rung = orders(centre, () => centre.take({ type: 'consult', agentId: 'a1', number: OUTSIDE }));
    const channelId = rung.flatMap((order) => (order.do === 'originate' ? [order.channelId] : []))[0] ?? '';
    expect(orders(centre, () => speaks(centre, channelId)).map((order) => order.do)).toEqual(['stopPlayback', 'bridge']);
    const answered = orders(centre, () => centre.take({ type: 'channelAnswered', engine: ENGINE, channelId }));
    expect(answered.map((order) => order.do)).toEqual(['destroyBridge', 'stopPlayback', 'joinBridge', 'joinBridge']);
  });
});
