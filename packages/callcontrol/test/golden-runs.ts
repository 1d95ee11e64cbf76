import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Command, Fact } from '../src/testing.ts';
import { nextDeadline } from '../src/testing.ts';
import type { CallCentre } from './call-centre.ts';
import { play } from './chance.ts';
import * as conversations from './conversation-moves.ts';
import * as flows from './flow-moves.ts';
import * as interleavings from './interleaving-moves.ts';

/** What came of a run: all that anybody outside call control notices of it. */
export interface Trace {
  readonly commands: readonly Command[];
  readonly facts: readonly Fact[];
}

/** Told of each call centre before anything happens in it. */
export type Watch = (centre: Pick<CallCentre, 'world' | 'afterStep'>) => void;

interface Kind {
  /** How many runs are made of it. */
  runs: number;
  traces(runs: number, watch?: Watch): Iterable<Trace>;
}

const SEED = 12;

/** After the last move time alone passes, until nothing is left. */
function letTimePass(centre: CallCentre): void {
  for (let turns = 0; turns < 500; turns++) {
    const at = nextDeadline(centre.world, new Set());
    if (at === undefined) return;
    centre.wait(Math.max(0, at - centre.now));
  }
}

const ignore = () => {};

/** The chance tests with a fixed seed: the same moves today and tomorrow. */
export const KINDS: Readonly<Record<string, Kind>> = {
  conversation: {
    runs: 250,
    *traces(runs, watch = ignore) {
      for (const [moves, queue] of fc.sample(fc.tuple(conversations.moves, conversations.queues), { seed: SEED, numRuns: runs })) {
        const centre = conversations.conversation(queue);
        watch(centre);
        for (const move of moves) {
          centre.now += 10;
          play(centre, conversations.inputOf(centre, move));
        }
        letTimePass(centre);
        yield centre;
      }
    },
  },
  interleaving: {
    runs: 250,
    *traces(runs, watch = ignore) {
      for (const [moves, queue] of fc.sample(fc.tuple(interleavings.moves, interleavings.queues), { seed: SEED, numRuns: runs })) {
        const centre = interleavings.callCentre(queue);
        watch(centre);
        for (const move of moves) {
          centre.now += 10;
          play(centre, interleavings.inputOf(centre, move));
        }
        letTimePass(centre);
        yield centre;
      }
    },
  },
  flow: {
    runs: 150,
    *traces(runs, watch = ignore) {
      const arbitrary = fc.tuple(fc.tuple(flows.definition, flows.definition), flows.moves, fc.constantFrom('13800138000', 'anonymous'));
      for (const [definitions, course, callerNumber] of fc.sample(arbitrary, { seed: SEED, numRuns: runs })) {
        const house = flows.called(definitions, callerNumber, watch);
        for (const move of course) house.takes(move);
        house.take({ type: 'channelGone', channelId: 'in-1', cause: 16 });
        yield house;
      }
    },
  },
};

export const hashOf = ({ commands, facts }: Trace): string =>
  createHash('sha256')
    .update(JSON.stringify([commands, facts]))
    .digest('hex')
    .slice(0, 10);
