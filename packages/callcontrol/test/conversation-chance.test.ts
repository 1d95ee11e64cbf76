import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInvariants, comesToItsEnd, play } from './chance.ts';
import { conversation, inputOf, moves, queues } from './conversation-moves.ts';
import { Ears } from './ears.ts';
import { channelsOf } from './world-view.ts';

describe('a conversation of more than two', () => {
  it('loses nobody: everybody is in one call at most, it ends once, and chance brings about all that there is', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(moves, queues, (sequence, queue) => {
        const centre = conversation(queue);
        const ears = new Ears();
        for (const move of sequence) {
          centre.now += 10;
          const input = inputOf(centre, move);
          if ('type' in input && input.type === 'channelGone') ears.gone(input.channelId);
          if ('type' in input && input.type === 'engineRecovered')
            for (const id of channelsOf(centre.world)) if (!input.channelIds.has(id)) ears.gone(id);
          play(centre, input);
          checkInvariants(centre);
          ears.follow(centre.commands);
          ears.check(centre);
        }
        for (const fact of centre.facts) seen.add(fact.type);
        comesToItsEnd(centre);
      }),
      { numRuns: 1500 },
    );
    // Without these the property would be empty.
    for (const type of [
      'consultAnswered',
      'talkingWith',
      'transferred',
      'takenOver',
      'customerLeft',
      'agentLost',
      'agentReturned',
      'agentGivenUp',
      'supervisionChanged',
      'transferFailed',
    ])
      expect([...seen]).toContain(type);
  });
});
