import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { called, definition, House, moves } from './flow-moves.ts';

describe('any flow with any caller', () => {
  it('never throws, never goes on for ever, and leaves nothing', () => {
    fc.assert(
      fc.property(
        fc.tuple(definition, definition),
        moves,
        fc.constantFrom('13800138000', 'anonymous'),
        (definitions, course, callerNumber) => {
          const house = called(definitions, callerNumber);
          for (const move of course) house.takes(move);
          house.take({ type: 'channelGone', channelId: 'in-1', cause: 16 });
          expect([...house.world.calls.values()].filter((call) => call.type === 'inbound')).toEqual([]);
          expect(house.world.agents.get('a1')?.activity.kind).not.toBe('ringing');
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('as a test call frees the tester’s phone, whatever the flow does', () => {
    fc.assert(
      fc.property(fc.tuple(definition, definition), moves, fc.boolean(), (definitions, course, picksUp) => {
        const house = new House(definitions);
        const [draft] = definitions;
        house.take({
          type: 'testFlow',
          callId: 'c1',
          agentId: 'a1',
          flowId: 'f9',
          definition: draft,
          callerNumber: '138',
          calledNumber: '4001',
        });
        if (picksUp) house.take({ type: 'channelUp', engine: 'e1', channelId: 'c1-c' });
        for (const move of course) house.takes(move);
        house.take({ type: 'channelGone', channelId: 'c1-c', cause: 16 });
        expect(house.world.calls.has('c1')).toBe(false);
        expect(house.world.agents.get('a1')?.activity.kind).toBe('none');
      }),
      { numRuns: 500 },
    );
  });
});
