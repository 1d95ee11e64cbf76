import { describe, expect, it } from 'vitest';
import { RefusedError } from '../src/testing.ts';
import { CallCentre } from './call-centre.ts';

function talking(satisfaction: 'automatic' | 'byAgent' | 'off', wrapUpS = 0) {
  const centre = new CallCentre(1, { satisfaction, wrapUpS });
  centre.agentIsReady('a1');
  const call = centre.customerWaits();
  centre.offeredAgentAnswers(call);
  centre.now += 60_000;
  return { centre, call };
}

const answers = (centre: CallCentre, call: string) =>
  centre.callFacts(call).flatMap((fact) => (fact.type === 'surveyAnswered' ? [[fact.level, fact.reason]] : []));

describe('how was it?', () => {
  it('the agent hangs up and is free, the customer stays and says by a key', () => {
    const { centre, call } = talking('automatic', 10);
    centre.agentHangsUp(call);
    expect(centre.ending(call)).toEqual([]);
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    expect(centre.done(call)).toEqual(expect.arrayContaining(['stopRecording', 'leaveBridge', 'destroyBridge']));
    expect(centre.commands.filter((command) => command.do === 'hangup')).toEqual([]);
    expect(centre.heard(call)).toEqual(['en/survey-level']);
    centre.presses(call, '1');
    expect(answers(centre, call)).toEqual([['verySatisfied', null]]);
    expect(centre.heard(call)).toEqual(['en/survey-thanks']);
    centre.soundEnds(call);
    expect(centre.ending(call)).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
  });

  it('who is not satisfied is asked why', () => {
    const { centre, call } = talking('automatic');
    centre.agentHangsUp(call);
    centre.presses(call, '3');
    expect(centre.heard(call)).toEqual(['en/survey-reason']);
    centre.soundEnds(call);
    centre.presses(call, '2');
    expect(answers(centre, call)).toEqual([
      ['dissatisfied', null],
      ['dissatisfied', 'service'],
    ]);
  });

  it('a wrong key and no key are met with the question once more; then he is let go', () => {
    const { centre, call } = talking('automatic');
    centre.agentHangsUp(call);
    centre.presses(call, '9');
    expect(centre.heard(call)).toEqual(['en/invalid-key', 'en/survey-level']);
    centre.soundEnds(call);
    centre.untilNextDeadline();
    expect(centre.heard(call)).toEqual(['en/survey-thanks']);
    centre.soundEnds(call);
    expect(answers(centre, call)).toEqual([]);
    expect(centre.callFacts(call).filter((fact) => fact.type === 'surveyStarted')).toHaveLength(1);
    expect(centre.ending(call)).toHaveLength(1);
  });

  it('a customer who hangs up himself is not asked, one who hangs up in the question has ended nothing but it', () => {
    const first = talking('automatic');
    first.centre.customerHangsUp(first.call);
    expect(first.centre.callFacts(first.call).map((fact) => fact.type)).not.toContain('surveyStarted');
    const second = talking('automatic');
    second.centre.agentHangsUp(second.call);
    second.centre.customerHangsUp(second.call);
    expect(second.centre.ending(second.call)).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
  });

  it('the agent sends him there by a click, where the queue has it', () => {
    const { centre, call } = talking('byAgent');
    centre.take({ type: 'sendToSurvey', agentId: 'a1' });
    expect(centre.heard(call)).toEqual(['en/survey-level']);
    expect(centre.callFacts(call).find((fact) => fact.type === 'surveyStarted')).toMatchObject({ byAgent: true, agentId: 'a1' });
    const without = talking('off');
    expect(() => without.centre.take({ type: 'sendToSurvey', agentId: 'a1' })).toThrow(RefusedError);
    const plain = talking('byAgent');
    plain.centre.agentHangsUp(plain.call);
    expect(plain.centre.ending(plain.call)).toHaveLength(1);
  });

  it('the button “hang up” asks him, too', () => {
    const { centre, call } = talking('automatic');
    centre.take({ type: 'hangup', agentId: 'a1' });
    expect(centre.call(call)?.phase).toBe('survey');
    expect(centre.commands.findLast((command) => command.do === 'hangup')).toMatchObject({ channelId: expect.stringContaining('-a1') });
  });
});
