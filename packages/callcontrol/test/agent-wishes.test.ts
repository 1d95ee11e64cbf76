import { describe, expect, it } from 'vitest';
import type { QueueConfig } from '../src/testing.ts';
import { RefusedError } from '../src/testing.ts';
import { CallCentre } from './call-centre.ts';

function conversation(queue: Partial<QueueConfig> = {}) {
  const centre = new CallCentre(2, queue);
  centre.agentIsReady('a1');
  const callId = centre.customerWaits();
  centre.offeredAgentAnswers(callId);
  const agent = () => centre.world.agents.get('a1');
  const dispose = (disposition: string) => centre.take({ type: 'setDisposition', agentId: 'a1', callId, disposition, note: '已回复' });
  return { centre, callId, agent, dispose };
}

function refusal(order: () => void): string | undefined {
  try {
    order();
  } catch (error) {
    if (error instanceof RefusedError) return error.code;
    throw error;
  }
  return undefined;
}

describe('PAN-11a: after the call', () => {
  const LIST = { wrapUpS: 20, dispositions: ['已解决', '待跟进'], dispositionRequired: true };

  it('a required disposition holds the wrap-up until it is chosen, and no longer than ten minutes', () => {
    const { centre, callId, agent, dispose } = conversation(LIST);
    centre.customerHangsUp(callId);
    centre.wait(60_000);
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    expect(refusal(() => centre.take({ type: 'endWrapUp', agentId: 'a1' }))).toBe('panel.dispositionRequired');
    expect(refusal(() => centre.take({ type: 'dial', callId: 'out', agentId: 'a1', number: '8002' }))).toBe('panel.dispositionRequired');
    expect(refusal(() => dispose('别的'))).toBe('panel.dispositionUnknown');
    dispose('待跟进');
    // Its time was over long ago.
    expect(agent()?.activity.kind).toBe('none');
    expect(centre.callFacts(callId).findLast((fact) => fact.type === 'disposed')).toMatchObject({ disposition: '待跟进', note: '已回复' });

    const other = conversation(LIST);
    other.centre.customerHangsUp(other.callId);
    other.centre.wait(11 * 60_000);
    expect(other.agent()?.activity.kind).toBe('none');
  });

  it('a note that was changed on another page is not replaced unseen; the same again is no conflict', () => {
    const { centre, callId } = conversation(LIST);
    const write = (note: string, noteBefore?: string) =>
      refusal(() => centre.take({ type: 'setDisposition', agentId: 'a1', callId, disposition: '已解决', note, noteBefore }));
    const written = () => centre.callFacts(callId).findLast((fact) => fact.type === 'disposed');
    expect(write('问发票', '')).toBeUndefined();
    expect(write('问退货', ''), 'began when there was none').toBe('panel.noteChanged');
    expect(written()).toMatchObject({ note: '问发票' });
    expect(write('问发票', ''), 'its answer was lost').toBeUndefined();
    expect(write('问发票\n问退货', '问发票')).toBeUndefined();
    centre.customerHangsUp(callId);
    expect(write('问价格', '问发票'), 'after the call, too').toBe('panel.noteChanged');
    expect(write('问价格'), 'who does not say what it was').toBeUndefined();
    expect(written()).toMatchObject({ note: '问价格' });
  });

  it('until then nobody gets around it: a colleague hears busy, and his own telephone calls nobody', () => {
    const { centre, callId, agent } = conversation(LIST);
    centre.customerHangsUp(callId);
    const numberOf = (id: string) => centre.directory.agent(id)?.extension ?? '';
    const fromColleague = centre.phoneDials('a2', numberOf('a1'));
    expect(centre.callFacts(fromColleague).at(-1)).toMatchObject({ type: 'ended', reason: 'busy' });
    expect(centre.call(centre.phoneDials('a1', numberOf('a2'))), 'his own phone is refused').toBeUndefined();
    expect(agent()?.activity.kind).toBe('wrapUp');
  });

  it('chosen in the call, or in time, leaves the wrap-up its time', () => {
    const { centre, callId, dispose } = conversation(LIST);
    dispose('已解决');
    centre.customerHangsUp(callId);
    centre.wait(19_000);
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    centre.wait(2_000);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('a supervisor may end it without one, and is named', () => {
    const { centre, callId, agent } = conversation(LIST);
    centre.customerHangsUp(callId);
    centre.take({ type: 'endWrapUp', agentId: 'a1', byAccountId: 'boss' });
    expect(centre.shown('a1')?.state).toBe('idle');
    expect(agent()?.forced).toMatchObject({ byAccountId: 'boss', what: 'wrapUpEnded' });
  });

  it('the next state is taken when the call ends, before another one comes', () => {
    const { centre, callId, agent } = conversation();
    centre.take({ type: 'setNext', agentId: 'a1', reason: '休息' });
    const waiting = centre.customerWaits();
    centre.customerHangsUp(callId);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: '休息' });
    expect(centre.call(waiting)?.phase).toBe('queued');
    expect(agent()?.next).toBeNull();
  });

  it('wished for in the wrap-up, the next state is taken at its end', () => {
    const { centre, callId } = conversation({ wrapUpS: 20 });
    centre.customerHangsUp(callId);
    centre.take({ type: 'setNext', agentId: 'a1', reason: '休息' });
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    centre.wait(21_000);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: '休息' });
  });

  it('wished for in the call, it is still a wish in the wrap-up, and may be changed there', () => {
    const { centre, callId, agent } = conversation({ wrapUpS: 20 });
    centre.take({ type: 'setNext', agentId: 'a1', reason: '休息' });
    centre.customerHangsUp(callId);
    expect([agent()?.next, agent()?.notReady]).toEqual(['休息', {}]);
    centre.take({ type: 'setNext', agentId: 'a1', reason: null });
    centre.wait(21_000);
    expect(centre.shown('a1')?.state).toBe('idle');
  });
});

describe('AGT-1: a chosen break', () => {
  const joins = (centre: CallCentre, queueId: string) => {
    centre.directory.addQueue(queueId, { number: `87${queueId.slice(1).padStart(2, '0')}` });
    centre.directory.join('a1', queueId);
    centre.take({ type: 'directoryChanged' });
  };
  const chooses = (centre: CallCentre, reason: string | null, queueIds: readonly string[]) =>
    centre.take({ type: 'setReady', agentId: 'a1', queueIds, reason, byAccountId: null });

  it('holds for a queue that the agent becomes a member of meanwhile', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    chooses(centre, '休息', ['q1']);
    joins(centre, 'q2');
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: '休息' });
    expect(centre.facts.findLast((fact) => fact.type === 'notReady')).toMatchObject({ queueIds: ['q2'], reason: '休息' });
    chooses(centre, null, ['q1', 'q2']);
    expect(centre.shown('a1')?.state).toBe('idle');
    joins(centre, 'q3');
    expect(centre.world.agents.get('a1')?.notReady, 'nor does a break that is over').toEqual({});
  });

  it('of one queue among several is that queue’s alone', () => {
    const centre = new CallCentre(1);
    joins(centre, 'q2');
    centre.agentIsReady('a1');
    chooses(centre, '休息', ['q2']);
    joins(centre, 'q3');
    expect(centre.world.agents.get('a1')?.notReady).toEqual({ q2: '休息' });
  });
});

describe('PAN-11a: notes that come late, and a wrap-up that is extended', () => {
  const dispositions = ['已解决', '待跟进'];
  const disposed = (centre: CallCentre, callId: string) => centre.callFacts(callId).findLast((fact) => fact.type === 'disposed');

  it('takes what was written in the last moment when the wrap-up is over, and the next call is there already', () => {
    const { centre, callId, dispose } = conversation({ wrapUpS: 20, dispositions });
    centre.customerHangsUp(callId);
    centre.wait(20_000);
    const next = centre.customerWaits();
    expect(centre.call(next)?.phase).toBe('ringing');
    dispose('待跟进');
    expect(disposed(centre, callId)).toMatchObject({ disposition: '待跟进', note: '已回复' });
    expect(centre.call(next)?.disposition, 'of that call only').toBeNull();
    centre.offeredAgentAnswers(next);
    centre.customerHangsUp(next);
    dispose('已解决');
    expect(disposed(centre, callId)).toMatchObject({ disposition: '已解决' });
    expect(centre.world.agents.get('a1')?.activity, 'the notes that are being written are those of the next call').toMatchObject({
      kind: 'wrapUp',
      callId: next,
      of: { disposition: null },
    });
  });

  it('knows five calls back, and nobody else’s', () => {
    const { centre, callId } = conversation({ wrapUpS: 1, dispositions });
    centre.customerHangsUp(callId);
    centre.wait(1_000);
    const late = (agentId: string) =>
      refusal(() => centre.take({ type: 'setDisposition', agentId, callId, disposition: '已解决', note: '' }));
    expect(late('a2')).toBe('panel.noCall');
    for (let count = 0; count < 5; count++) {
      expect(late('a1'), `after ${count} more`).toBeUndefined();
      const another = centre.customerWaits();
      centre.offeredAgentAnswers(another);
      centre.customerHangsUp(another);
      centre.wait(1_000);
    }
    expect(late('a1')).toBe('panel.noCall');
  });

  it('is extended as often as the queue allows, each time by as much', () => {
    const { centre, callId, agent } = conversation({ wrapUpS: 20, wrapUpExtensionS: 60, wrapUpExtensions: 2 });
    const extend = () => refusal(() => centre.take({ type: 'extendWrapUp', agentId: 'a1' }));
    expect(extend(), 'in the call').toBe('panel.noWrapUp');
    centre.customerHangsUp(callId);
    const begun = centre.now;
    expect([extend(), extend(), extend()]).toEqual([undefined, undefined, 'panel.wrapUpNotExtendable']);
    expect(agent()?.activity).toMatchObject({ endsAt: begun + 140_000 });
    centre.wait(139_000);
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    centre.wait(2_000);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('cannot be extended where the queue does not allow it', () => {
    const { centre, callId } = conversation({ wrapUpS: 20 });
    centre.customerHangsUp(callId);
    expect(refusal(() => centre.take({ type: 'extendWrapUp', agentId: 'a1' }))).toBe('panel.wrapUpNotExtendable');
  });

  it('keeps what was added when the disposition that was owed is chosen', () => {
    const { centre, callId, agent, dispose } = conversation({
      wrapUpS: 20,
      wrapUpExtensionS: 60,
      dispositions,
      dispositionRequired: true,
    });
    centre.customerHangsUp(callId);
    const begun = centre.now;
    centre.take({ type: 'extendWrapUp', agentId: 'a1' });
    dispose('已解决');
    expect(agent()?.activity).toMatchObject({ endsAt: begun + 80_000 });
  });
});

describe('AGT-7, AGT-8: an agent and his supervisor', () => {
  it('a raised hand is lowered by help, by himself, or by the end of the call', () => {
    const { centre, callId, agent } = conversation();
    centre.take({ type: 'raiseHand', agentId: 'a1', on: true });
    expect(agent()?.handSince).toBe(centre.now);
    centre.take({ type: 'raiseHand', agentId: 'a1', on: false });
    expect(agent()?.handSince).toBeNull();
    centre.take({ type: 'raiseHand', agentId: 'a1', on: true });
    centre.customerHangsUp(callId);
    expect(agent()?.handSince).toBeNull();
    expect(refusal(() => centre.take({ type: 'raiseHand', agentId: 'a1', on: true }))).toBe('panel.noCall');
  });

  it('whose state was set by another one sees by whom, until he changes it himself', () => {
    const { centre, agent } = conversation();
    const set = (reason: string | null, byAccountId: string | null) =>
      centre.take({ type: 'setReady', agentId: 'a1', queueIds: ['q1'], reason, byAccountId });
    set('会议', 'boss');
    expect(agent()?.forced).toMatchObject({ byAccountId: 'boss', what: 'notReady' });
    set(null, null);
    expect(agent()?.forced).toBeNull();
  });
});

describe('PAN-11: a customer who is saved while one has to do with him', () => {
  it('is called by his name in the call, and in the notes about it', () => {
    const { centre, callId, agent } = conversation({ wrapUpS: 20 });
    centre.take({ type: 'customerNamed', callId, name: '周敏' });
    expect(centre.call(callId)?.customerName).toBe('周敏');
    centre.customerHangsUp(callId);
    expect(agent()?.activity).toMatchObject({ kind: 'wrapUp', of: { customerName: '周敏' } });
    centre.take({ type: 'customerNamed', callId, name: '周敏敏' });
    expect(agent()?.activity).toMatchObject({ kind: 'wrapUp', of: { customerName: '周敏敏' } });
    expect(centre.callFacts(callId).at(-1)).toMatchObject({ type: 'customerNamed', name: '周敏敏' });
  });
});

describe('PAN-7: recording by hand', () => {
  it('where it is not recorded anyway: begun, ended, begun again, each a recording of its own', () => {
    const { centre, callId } = conversation({ recordingEnabled: false });
    const record = (on: boolean) => centre.take({ type: 'recordCall', agentId: 'a1', on });
    record(true);
    record(false);
    record(true);
    const names = centre.callFacts(callId).flatMap((fact) => (fact.type === 'recordingStarted' ? [fact.name] : []));
    expect(names).toEqual([`${callId}-1`, `${callId}-2`]);
    const automatic = conversation();
    expect(refusal(() => automatic.centre.take({ type: 'recordCall', agentId: 'a1', on: false }))).toBe('panel.notRecordable');
  });
});
