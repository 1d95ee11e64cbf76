import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureCodeOf, RefusedError } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

function centreOf(): CallCentre {
  const centre = new CallCentre(2);
  centre.agentIsReady('a1');
  centre.agentIsReady('a2');
  return centre;
}

/** Dials it, hears the word, and the call is over. */
function dials(centre: CallCentre, code: string): string[] {
  const call = centre.phoneDials('a1', code);
  expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'answer', channelId: `phone-${call}` }));
  const heard = centre.heard(call);
  centre.soundEnds(call);
  expect(centre.ending(call)).toMatchObject([{ reason: 'hangup', endedBy: 'system' }]);
  expect(centre.commands.at(-1)).toMatchObject({ do: 'hangup', channelId: `phone-${call}` });
  return heard;
}

describe('what is dialled', () => {
  it.each([
    ['*78', { kind: 'doNotDisturb', on: true }],
    ['*79', { kind: 'doNotDisturb', on: false }],
    ['*7213800138000', { kind: 'forwarding', when: 'always', number: '13800138000' }],
    ['*73', { kind: 'forwarding', when: 'always', number: '' }],
    ['*908002', { kind: 'forwarding', when: 'busy', number: '8002' }],
    ['*91', { kind: 'forwarding', when: 'busy', number: '' }],
    ['*928002', { kind: 'forwarding', when: 'noAnswer', number: '8002' }],
    ['*93', { kind: 'forwarding', when: 'noAnswer', number: '' }],
    ['*60', { kind: 'ready', on: true }],
    ['*61', { kind: 'ready', on: false }],
    ['*8', { kind: 'pickUp', extension: null }],
    ['*88001', { kind: 'pickUp', extension: '8001' }],
    ['*98', { kind: 'ownNumber' }],
    ['*43', { kind: 'echo' }],
    ['*72', { kind: 'invalid' }],
    ['*90*78', { kind: 'invalid' }],
    ['*92#', { kind: 'invalid' }],
  ])('%s is a code', (dialled, code) => {
    expect(featureCodeOf(dialled)).toEqual(code);
  });

  it('without a star is never one', () => {
    fc.assert(fc.property(fc.stringMatching(/^\+?[0-9#]{1,20}$/), (number) => featureCodeOf(number) === undefined));
  });

  it.each(['*', '**', '*1', '*781', '*99', '*8a', ''])('%s is none either', (dialled) => {
    expect(featureCodeOf(dialled)).toBeUndefined();
  });
});

describe('a code dialled on the phone', () => {
  it('sets do not disturb and takes it back', () => {
    const centre = centreOf();
    expect(dials(centre, '*78')).toEqual(['en/dnd-on']);
    expect(centre.directory.agent('a1')?.doNotDisturb).toBe(true);
    expect(dials(centre, '*79')).toEqual(['en/dnd-off']);
    expect(centre.directory.agent('a1')?.doNotDisturb).toBe(false);
  });

  it.each([
    ['*72', '*73', 'always'],
    ['*90', '*91', 'busy'],
    ['*92', '*93', 'noAnswer'],
  ] as const)('%s forwards, %s no more: %s', (on, off, when) => {
    const centre = centreOf();
    expect(dials(centre, `${on}8002`)).toEqual(['en/forwarding-on']);
    expect(centre.directory.agent('a1')?.forwarding[when]).toBe('8002');
    expect(dials(centre, off)).toEqual(['en/forwarding-off']);
    expect(centre.directory.agent('a1')?.forwarding[when]).toBe('');
  });

  it('does not forward to oneself, to nothing, or where one may not dial', () => {
    const centre = centreOf();
    centre.directory.refused.set('0085212345678', 'notAllowed');
    expect(dials(centre, '*728001')).toEqual(['en/number-invalid']);
    expect(dials(centre, '*72')).toEqual(['en/number-invalid']);
    expect(dials(centre, '*720085212345678')).toEqual(['en/not-allowed']);
    expect(centre.directory.agent('a1')?.forwarding.always).toBe('');
  });

  it('begins a break in all queues, with the phone as its reason, and ends it', () => {
    const centre = centreOf();
    expect(dials(centre, '*61')).toEqual(['en/not-ready']);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: '话机' });
    expect(dials(centre, '*60')).toEqual(['en/ready']);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('says one’s own number, in the language of one’s queue', () => {
    const centre = centreOf();
    expect(dials(centre, '*98')).toEqual(['en/n/8', 'en/n/0', 'en/n/0', 'en/n/1']);
    centre.directory.addQueue('q1', { language: 'zh' });
    expect(dials(centre, '*98')[0]).toBe('zh/n/8');
  });

  it('confirms nothing that was not kept', () => {
    const centre = centreOf();
    centre.keepsSettings = false;
    expect(dials(centre, '*78')).toEqual(['en/apology']);
    expect(centre.directory.agent('a1')?.doNotDisturb).toBe(false);
  });

  it('ends by itself when the database never answers', () => {
    const centre = centreOf();
    centre.silentServices = true;
    const call = centre.phoneDials('a1', '*78');
    expect(centre.heard(call)).toEqual([]);
    centre.untilNextDeadline();
    expect(centre.ending(call)).toHaveLength(1);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('keeps calls of a queue away meanwhile, and leaves a call or the notes after one alone', () => {
    const centre = new CallCentre(1, { wrapUpS: 60 });
    centre.agentIsReady('a1');
    const code = centre.phoneDials('a1', '*98');
    const call = centre.customerWaits();
    expect(centre.call(call)?.phase).toBe('queued');
    centre.soundEnds(code);
    expect(centre.call(call)?.phase).toBe('ringing');
    centre.offeredAgentAnswers(call);
    expect(dials(centre, '*78')).toEqual(['en/dnd-on']);
    expect(centre.call(call)?.phase).toBe('talking');
    centre.agentHangsUp(call);
    expect(dials(centre, '*79')).toEqual(['en/dnd-off']);
    expect(centre.shown('a1')?.state).toBe('wrapUp');
  });

  it('is over when he hangs up first; the setting is kept', () => {
    const centre = centreOf();
    const call = centre.phoneDials('a1', '*78');
    centre.take({ type: 'channelGone', channelId: `phone-${call}`, cause: 16 });
    expect(centre.ending(call)).toHaveLength(1);
    expect(centre.shown('a1')?.state).toBe('idle');
    expect(centre.directory.agent('a1')?.doNotDisturb).toBe(true);
  });
});

describe('a code dialled in the console', () => {
  it('calls one’s own phone, which does it', () => {
    const centre = centreOf();
    centre.take({ type: 'dial', callId: 'click', agentId: 'a1', number: '*61' });
    expect(centre.commands).toMatchObject([{ do: 'originate', endpoint: 'PJSIP/demo-8001', channelId: 'click-c' }]);
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'click-c' });
    expect(centre.heard('click')).toEqual(['en/not-ready']);
    centre.soundEnds('click');
    expect(centre.ending('click')).toHaveLength(1);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: '话机' });
  });

  it('does nothing when the phone is not picked up, and is not forwarded with calls for him', () => {
    const centre = centreOf();
    centre.directory.forward('a1', { noAnswer: '8002', busy: '8002' });
    centre.take({ type: 'dial', callId: 'click', agentId: 'a1', number: '*61' });
    centre.take({ type: 'channelGone', channelId: 'click-c', cause: 19 });
    expect(centre.ending('click')).toHaveLength(1);
    expect(centre.shown('a2')?.state).toBe('idle');
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('is an echo until he hangs up', () => {
    const centre = centreOf();
    centre.take({ type: 'dial', callId: 'click', agentId: 'a1', number: '*43' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'click-c' });
    expect(centre.commands.at(-1)).toMatchObject({ do: 'echo', channelId: 'click-c' });
    expect(centre.shown('a1')?.state).toBe('talking');
    centre.take({ type: 'hangup', agentId: 'a1' });
    expect(centre.ending('click')).toHaveLength(1);
    expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'destroyBridge', bridgeId: 'click-echo' }));
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('is refused without a phone and during a call', () => {
    const centre = centreOf();
    const dial = () => centre.take({ type: 'dial', callId: 'click', agentId: 'a1', number: '*78' });
    centre.phoneDials('a1', '13800138000');
    expect(dial).toThrow(new RefusedError('panel.alreadyInCall'));
    centre.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online: false });
    expect(dial).toThrow(new RefusedError('panel.phoneOffline'));
  });
});
