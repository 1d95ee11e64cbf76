import { describe, expect, it } from 'vitest';
import { CallCentre } from './call-centre.ts';

const nobodyAnswers = () => new CallCentre(1, { voicemailEnabled: true, voicemailAfterS: 40, maxWaitS: 300 });

/** Until the tone: he may speak. */
function leaves(centre: CallCentre, call: string): string {
  centre.presses(call, '1');
  centre.soundEnds(call);
  return centre.call(call)?.message?.name ?? 'none';
}

describe('a message to a queue', () => {
  it('is offered when nobody answers for too long, and left by a key', () => {
    const centre = nobodyAnswers();
    centre.agentIsReady('a1');
    centre.offeredAgentAnswers(centre.customerWaits());
    const call = centre.customerWaits();
    centre.wait(39_000);
    centre.presses(call, '1');
    expect(centre.call(call)?.phase).toBe('queued');
    centre.wait(1000);
    expect(centre.heard(call)).toEqual(['en/offer-voicemail']);
    centre.presses(call, '1');
    expect(centre.heard(call)).toEqual(['en/voicemail-record']);
    centre.soundEnds(call);
    const name = centre.call(call)?.message?.name;
    expect(centre.commands.at(-1)).toMatchObject({ do: 'recordMessage', name, channelId: `in-${call}` });
    centre.take({ type: 'messageFinished', name: name ?? '', durationMs: 7000 });
    expect(centre.heard(call)).toEqual(['en/voicemail-saved']);
    centre.soundEnds(call);
    expect(centre.ending(call)).toMatchObject([{ reason: 'voicemailLeft' }]);
    expect(centre.callFacts(call).map((fact) => fact.type)).toEqual(
      expect.arrayContaining(['leftQueue', 'messageStarted', 'messageFinished']),
    );
    expect(centre.callFacts(call).find((fact) => fact.type === 'leftQueue')).toMatchObject({ outcome: 'voicemail' });
  });

  it('is offered at once where all are away or on a break', () => {
    const centre = nobodyAnswers();
    const call = centre.customerWaits();
    centre.wait(0);
    expect(centre.heard(call)).toEqual(['en/offer-voicemail']);
    // The key counts also after the sentence, in the music.
    centre.soundEnds(call);
    centre.wait(10_000);
    expect(leaves(centre, call)).toContain('-v');
  });

  it('counts when the caller just hangs up at its end', () => {
    const centre = nobodyAnswers();
    const call = centre.customerWaits();
    centre.wait(0);
    const name = leaves(centre, call);
    centre.customerHangsUp(call);
    expect(centre.ending(call)).toMatchObject([{ reason: 'voicemailLeft', endedBy: 'customer' }]);
    centre.take({ type: 'messageFinished', name, durationMs: 4000 });
    expect(centre.callFacts(call).at(-1)).toMatchObject({ type: 'messageFinished', durationMs: 4000 });
  });

  it('that nobody spoke is said to be none, and one that cannot be recorded holds nobody', () => {
    const centre = nobodyAnswers();
    const silent = centre.customerWaits();
    centre.wait(0);
    centre.take({ type: 'messageFinished', name: leaves(centre, silent), durationMs: 0 });
    expect(centre.heard(silent)).toEqual(['en/voicemail-empty']);
    const failed = centre.customerWaits();
    centre.wait(0);
    centre.take({ type: 'messageFailed', name: leaves(centre, failed), problem: 'disk full' });
    expect(centre.ending(failed)).toMatchObject([{ reason: 'failed' }]);
  });

  it('may be where a called number leads', () => {
    const centre = nobodyAnswers();
    centre.directory.routes.set('3000', { kind: 'voicemail', queueId: 'q1' });
    const call = centre.customerRings('3000');
    expect(centre.call(call)).toMatchObject({ phase: 'voicemail', queueId: 'q1' });
    expect(centre.heard(call)).toEqual(['en/voicemail-record']);
  });
});
