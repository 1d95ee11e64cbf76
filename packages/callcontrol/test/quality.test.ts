import { describe, expect, it } from 'vitest';
import { CallCentre } from './call-centre.ts';

const quality = {
  received: { packets: 500, lost: 5, jitterMs: 3, mos: 4.2 },
  sent: { packets: 500, lost: 0, jitterMs: 2, mos: 4.3 },
  roundTripMs: 12,
};

function conversation() {
  const centre = new CallCentre(1);
  centre.agentIsReady('a1');
  const callId = centre.customerWaits();
  const agentChannel = centre.call(callId)?.offers[0]?.channelId ?? '';
  centre.offeredAgentAnswers(callId);
  return { centre, callId, agentChannel, told: () => centre.callFacts(callId).filter((fact) => fact.type === 'quality') };
}

describe('how a call sounded', () => {
  it('is told of both legs: of the one that hung up before the end, of the other one after it', () => {
    const { centre, callId, agentChannel, told } = conversation();
    centre.take({ type: 'legQuality', quality: { channelId: `in-${callId}`, ...quality } });
    centre.customerHangsUp(callId);
    centre.take({ type: 'legQuality', quality: { channelId: agentChannel, ...quality } });
    centre.take({ type: 'channelGone', channelId: agentChannel, cause: 16 });
    expect(told()).toMatchObject([
      { party: 'customer', agentId: null, quality },
      { party: 'agent', agentId: 'a1', quality },
    ]);
    expect(centre.world.endingLegs.size).toBe(0);
  });

  it('is not told of a phone that only rang, nor waited for when the engine has lost the leg', () => {
    const { centre, callId, agentChannel, told } = conversation();
    centre.take({ type: 'legQuality', quality: { channelId: 'somebody-else', ...quality } });
    centre.customerHangsUp(callId);
    expect(centre.world.endingLegs.size).toBe(1);
    centre.take({ type: 'engineRecovered', engine: 'e1', channelIds: new Set() });
    centre.take({ type: 'legQuality', quality: { channelId: agentChannel, ...quality } });
    expect(told()).toEqual([]);
    expect(centre.world.endingLegs.size).toBe(0);
  });
});
