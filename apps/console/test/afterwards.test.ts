import type { AgentStatus } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { afterwardsOf } from '../src/features/panel/afterwards.ts';

const queue = (reason: string | null) => ({ queueId: 'q', queueName: '售后', queueNumber: '8702', ready: reason === null, reason });

describe('what comes after a call', () => {
  const after = (next: string | null, ...reasons: (string | null)[]) =>
    // Only the queues are asked for.
    afterwardsOf({ next, agent: { queues: reasons.map(queue) } as AgentStatus });

  it('is what was chosen for it, whatever the agent is now', () => {
    expect(after('休息', null)).toEqual({ kind: 'busy', reason: '休息' });
    expect(after('休息', '会议')).toEqual({ kind: 'busy', reason: '休息' });
  });

  it('is what the agent is now, where nothing was chosen', () => {
    expect(after(null, null, '会议')).toEqual({ kind: 'ready' });
    expect(after(null, '会议')).toEqual({ kind: 'stays', reason: '会议' });
    expect(after(null, 'system:noAnswer')).toEqual({ kind: 'stays', reason: 'system:noAnswer' });
    expect(after(null), 'without queues nothing is chosen').toEqual({ kind: 'ready' });
  });
});
