import type { CallFact } from '@zuoxi/callcontrol';
import { describe, expect, it } from 'vitest';
import { foldCall } from '../src/modules/calls/fold-call.ts';
import { foldParties } from '../src/modules/calls/fold-parties.ts';
import { foldSegments } from '../src/modules/calls/fold-segments.ts';

type Told<T = CallFact> = T extends CallFact ? Omit<T, 'stream' | 'tenantId' | 'callId' | 'at'> : never;

/** Seconds after the beginning, and what happened then. */
function facts(...story: readonly [number, Told][]): CallFact[] {
  // Omit over a union loses the link between `type` and its fields; each literal above has both.
  return story.map(([seconds, told]) => ({ stream: 'call', tenantId: 't', callId: 'c', at: seconds * 1000, ...told }) as CallFact);
}

const begun: [number, Told][] = [
  [0, { type: 'started', callType: 'inbound', customerNumber: '1', calledNumber: '2', agentId: null, queueId: 'q' }],
  [10, { type: 'answered', agentId: 'anna' }],
];
const over = (at: number): [number, Told] => [at, { type: 'ended', reason: 'hangup', endedBy: 'customer', cause: 16 }];
const seen = (story: CallFact[]) => foldSegments(story).map(({ role, agentId, talkS, holdS }) => [role, agentId, talkS, holdS]);

describe('the segments of a call', () => {
  it('of one agent: his talk, and the music he left the customer with', () => {
    expect(seen(facts(...begun, [20, { type: 'held' }], [35, { type: 'resumed' }], over(60)))).toEqual([['agent', 'anna', 35, 15]]);
  });

  it('of a consult transfer: music while they consult, and each agent’s talk his own', () => {
    const story = facts(
      ...begun,
      [30, { type: 'held' }],
      [30, { type: 'consultStarted', agentId: 'anna', toAgentId: 'berta', number: '9402' }],
      [34, { type: 'consultAnswered', agentId: 'anna', toAgentId: 'berta', number: '9402' }],
      [50, { type: 'consultEnded', toAgentId: 'berta', number: '9402', outcome: 'transferred' }],
      [50, { type: 'resumed' }],
      [50, { type: 'transferred', agentId: 'anna', toAgentId: 'berta', number: '9402' }],
      over(110),
    );
    expect(seen(story)).toEqual([
      ['agent', 'anna', 20, 20],
      ['consulted', 'berta', 0, 0],
      ['agent', 'berta', 60, 0],
    ]);
    expect(foldCall(story)).toMatchObject({ talkS: 100, agentId: 'anna' });
  });

  it('of a transfer to a queue: nobody talks with them from there to the next answer, the greeting is no talk', () => {
    const story = facts(
      ...begun,
      [40, { type: 'transferred', agentId: 'anna', toAgentId: null, queueId: 'q2', number: '8702' }],
      [48, { type: 'enqueued', queueId: 'q2', priority: 0 }],
      [60, { type: 'leftQueue', queueId: 'q2', outcome: 'answered' }],
      [60, { type: 'answered', agentId: 'berta' }],
      over(90),
    );
    expect(seen(story)).toEqual([
      ['agent', 'anna', 30, 0],
      ['agent', 'berta', 30, 0],
    ]);
    expect(foldCall(story)).toMatchObject({ talkS: 60, waitS: 12, agentId: 'anna', queueId: 'q2' });
  });

  it('of a three-way call: both talk with the customer while all three do', () => {
    const story = facts(
      ...begun,
      [20, { type: 'held' }],
      [24, { type: 'consultAnswered', agentId: 'anna', toAgentId: 'berta', number: '9402' }],
      [30, { type: 'resumed' }],
      [30, { type: 'talkingWith', agentId: 'anna', with: 'all' }],
      [70, { type: 'customerLeft', endedBy: 'customer' }],
      [90, { type: 'consultEnded', toAgentId: 'berta', number: '9402', outcome: 'left' }],
      over(90),
    );
    expect(seen(story)).toEqual([
      ['agent', 'anna', 50, 10],
      ['consulted', 'berta', 40, 0],
    ]);
    // For the customer it was over when he left.
    expect(foldCall(story)).toMatchObject({ endedAt: 70_000, talkS: 60, endReason: 'hangup', endedBy: 'customer' });
  });

  it('of a blind transfer: nobody talks while it rings', () => {
    const story = facts(
      ...begun,
      [40, { type: 'transferAsked', agentId: 'anna', toAgentId: null, number: '13800138000' }],
      [50, { type: 'transferred', agentId: 'anna', toAgentId: null, number: '13800138000' }],
      over(80),
    );
    expect(foldSegments(story)).toMatchObject([
      { role: 'agent', agentId: 'anna', talkS: 30 },
      { role: 'agent', agentId: null, number: '13800138000', talkS: 30 },
    ]);
  });

  it('of an agent whose phone was lost, and who did not come back: the wait in the queue is nobody’s talk', () => {
    const story = facts(
      ...begun,
      [30, { type: 'agentLost', agentId: 'anna' }],
      [30, { type: 'held' }],
      [75, { type: 'agentGivenUp', agentId: 'anna' }],
      [75, { type: 'enqueued', queueId: 'q', priority: 0 }],
      [95, { type: 'answered', agentId: 'berta' }],
      [95, { type: 'leftQueue', queueId: 'q', outcome: 'answered' }],
      over(125),
    );
    expect(seen(story)).toEqual([
      ['agent', 'anna', 20, 45],
      ['agent', 'berta', 30, 0],
    ]);
    expect(foldCall(story)).toMatchObject({ talkS: 95, waitS: 20 });
  });

  it.each([
    ['the queue', { type: 'enqueued', queueId: 'q', priority: 0 } as const],
    ['the IVR', { type: 'flowNode', flowId: 'f', nodeId: 'n', kind: 'menu' } as const],
  ])('of an agent who left while a transfer rang in vain: what the customer does in %s then is nobody’s talk', (_where, sentOn) => {
    const story = facts(
      ...begun,
      [40, { type: 'transferAsked', agentId: 'anna', toAgentId: 'carla', number: '9403' }],
      [50, { type: 'transferFailed', agentId: 'anna', number: '9403', reason: 'noAnswer' }],
      [50, sentOn],
      [70, { type: 'answered', agentId: 'berta' }],
      over(100),
    );
    expect(seen(story)).toEqual([
      ['agent', 'anna', 30, 0],
      ['agent', 'berta', 30, 0],
    ]);
    expect(foldCall(story)).toMatchObject({ talkS: 70 });
  });

  it('of supervision: a supervisor talks with the customer only where he has barged in, and his own after he took over', () => {
    const story = facts(
      ...begun,
      [20, { type: 'supervisionStarted', supervisorId: 'susi', agentId: 'anna', mode: 'listen' }],
      [40, { type: 'supervisionChanged', supervisorId: 'susi', agentId: 'anna', mode: 'barge' }],
      [55, { type: 'supervisionEnded', supervisorId: 'susi', agentId: 'anna' }],
      [55, { type: 'takenOver', agentId: 'anna', toAgentId: 'susi' }],
      over(85),
    );
    expect(seen(story)).toEqual([
      ['agent', 'anna', 45, 0],
      ['supervisor', 'susi', 15, 0],
      ['agent', 'susi', 30, 0],
    ]);
  });

  it('the last disposition counts', () => {
    const disposed = (disposition: string): Told => ({ type: 'disposed', agentId: 'anna', disposition, note: '' });
    expect(foldCall(facts(...begun, [20, disposed('待跟进')], [30, disposed('已解决')], over(60)))).toMatchObject({
      disposition: '已解决',
    });
  });
});

describe('who has missed a call', () => {
  const parties = (story: CallFact[], folded: Partial<Parameters<typeof foldParties>[0]> = {}) =>
    foldParties({ type: 'inbound', agentId: null, answer: 'noAnswer', customerNumber: '1', ...folded }, story, (extension) =>
      extension === '8001' ? 'anna' : undefined,
    ).map(({ accountId, role, missed }) => [accountId, role, missed]);
  const offered = (agentId: string): Told => ({ type: 'offered', agentId, because: 'ringAll', candidates: [], passedOver: [] });
  const offerEnded = (agentId: string, outcome: 'answered' | 'elsewhere' | 'noAnswer' | 'callerGone'): Told => ({
    type: 'offerEnded',
    agentId,
    outcome,
  });
  const [started] = begun;
  if (!started) throw new Error('no beginning');

  it('is not whoever’s phone fell silent because a colleague was quicker', () => {
    const story = facts(
      started,
      [5, offered('anna')],
      [5, offered('berta')],
      [9, offerEnded('anna', 'answered')],
      [9, offerEnded('berta', 'elsewhere')],
      [9, { type: 'answered', agentId: 'anna' }],
      over(60),
    );
    expect(parties(story, { agentId: 'anna', answer: 'answered' })).toEqual([
      ['anna', 'agent', false],
      ['berta', 'agent', false],
    ]);
  });

  it('is who let it ring, even if a colleague was quicker the second time, and whose phone rang when the caller gave up', () => {
    const story = facts(
      started,
      [5, offered('anna')],
      [25, offerEnded('anna', 'noAnswer')],
      [26, offered('anna')],
      [26, offered('berta')],
      [30, offerEnded('anna', 'elsewhere')],
      [30, offerEnded('berta', 'callerGone')],
      over(30),
    );
    expect(parties(story)).toEqual([
      ['anna', 'agent', true],
      ['berta', 'agent', true],
    ]);
  });

  it('is not who has dialled a queue and hung up', () => {
    const own: [number, Told] = [
      0,
      { type: 'started', callType: 'internal', customerNumber: '8001', calledNumber: '8701', agentId: null, queueId: 'q' },
    ];
    const story = facts(own, [5, offered('berta')], [9, offerEnded('berta', 'callerGone')], over(9));
    expect(parties(story, { type: 'internal', agentId: 'berta', customerNumber: '8001' })).toEqual([
      ['anna', 'caller', false],
      ['berta', 'agent', true],
    ]);
  });
});
