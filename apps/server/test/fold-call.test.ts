import type { CallFact } from '@zuoxi/callcontrol';
import { describe, expect, it } from 'vitest';
import { foldCall } from '../src/modules/calls/fold-call.ts';

const base = { stream: 'call' as const, tenantId: 't', callId: 'c' };
const started: CallFact = {
  ...base,
  at: 0,
  type: 'started',
  callType: 'inbound',
  customerNumber: '13550602245',
  calledNumber: '1000',
  agentId: null,
  queueId: 'q',
};
const enqueued: CallFact = { ...base, at: 8_000, type: 'enqueued', queueId: 'q', priority: 0 };
const offered: CallFact = { ...base, at: 10_000, type: 'offered', agentId: 'a', because: 'longestIdle', candidates: [], passedOver: [] };
const answered: CallFact = { ...base, at: 14_000, type: 'answered', agentId: 'a' };
const ended = (at: number, reason: Extract<CallFact, { type: 'ended' }>['reason'] = 'hangup'): CallFact => ({
  ...base,
  at,
  type: 'ended',
  reason,
  endedBy: 'customer',
  cause: 16,
});

describe('a call record', () => {
  it('of an answered queue call has the wait from the queue to the answer and the talk from the answer to the end', () => {
    expect(foldCall([started, enqueued, offered, answered, ended(44_000)])).toMatchObject({
      answer: 'answered',
      agentId: 'a',
      waitS: 6,
      talkS: 30,
      durationS: 30,
    });
  });

  it('has the name that was looked up, or that was saved in the call', () => {
    const known = (name: string | null): CallFact => ({ ...base, at: 1, type: 'callerKnown', name, preferredAgentId: null });
    const named: CallFact = { ...base, at: 20_000, type: 'customerNamed', name: '周敏' };
    expect(foldCall([started, known('周先生'), answered, ended(44_000)])?.customerName).toBe('周先生');
    expect(foldCall([started, known(null), answered, named, ended(44_000)])?.customerName).toBe('周敏');
  });

  it('of a caller who gave up while a phone rang names the agent who let it ring', () => {
    expect(foldCall([started, enqueued, offered, ended(20_000, 'abandonedWhileRinging')])).toMatchObject({
      answer: 'noAnswer',
      agentId: 'a',
      waitS: 12,
      talkS: 0,
      durationS: 0,
    });
  });

  it('of a caller for whom nobody was ever free is unassigned and “busy”', () => {
    expect(foldCall([started, enqueued, ended(68_000, 'maxWait')])).toMatchObject({
      answer: 'busy',
      agentId: null,
      queueId: 'q',
      waitS: 60,
    });
  });

  it('of an unanswered manual outbound call has the ringing time as its duration', () => {
    const out: CallFact = { ...started, callType: 'manualOutbound', agentId: 'a', queueId: null };
    const ringing: CallFact = { ...base, at: 3_000, type: 'ringing' };
    expect(foldCall([out, ringing, ended(21_000, 'noAnswer')])).toMatchObject({
      answer: 'noAnswer',
      agentId: 'a',
      talkS: 0,
      durationS: 18,
    });
    expect(foldCall([out, ended(2_000, 'busy')])).toMatchObject({ answer: 'busy', durationS: 0 });
  });

  it('does not exist while the call goes on', () => {
    expect(foldCall([started, enqueued, offered, answered])).toBeUndefined();
  });
});
