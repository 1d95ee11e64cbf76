import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallCentre } from './call-centre.ts';
import { checkInvariants, comesToItsEnd, play } from './chance.ts';
import { AGENTS, callCentre, inputOf, moves, queues } from './interleaving-moves.ts';

describe('over random interleavings of events', () => {
  it('an agent is never in two calls, every call ends once, and nobody is stuck', () => {
    fc.assert(
      fc.property(moves, queues, (sequence, queue) => {
        const centre = callCentre(queue);
        for (const move of sequence) {
          centre.now += 10;
          play(centre, inputOf(centre, move));
          checkInvariants(centre);
        }
        comesToItsEnd(centre);
      }),
      { numRuns: 400 },
    );
  });

  it('an agent’s chosen break outlives every call', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        const centre = new CallCentre(AGENTS);
        centre.agentIsReady('a1');
        centre.take({ type: 'setReady', agentId: 'a1', queueIds: ['q1'], reason: '会议', byAccountId: null });
        for (const move of sequence) {
          const ownChoice = move.agent === 1 && [7, 9, 14, 24, 25, 37].includes(move.kind);
          if (!ownChoice) play(centre, inputOf(centre, move));
          centre.now += 10;
        }
        expect(centre.world.agents.get('a1')?.notReady).toEqual({ q1: '会议' });
      }),
      { numRuns: 200 },
    );
  });
});
