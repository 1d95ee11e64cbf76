import type { Step } from '../src/testing.ts';
import type { CallCentre } from './call-centre.ts';
import { rowsOf } from './stored-worlds.ts';

/** Every part of the world as it would be stored, by kind and id. */
const picture = (centre: CallCentre): Map<string, string> =>
  new Map(rowsOf(centre.world).map(({ kind, id, state }) => [`${kind} ${id}`, JSON.stringify(state)]));

const markedBy = (step: Step): ReadonlySet<string> =>
  new Set(
    Object.entries({
      call: step.touchedCalls,
      agent: step.touchedAgents,
      queue: step.touchedQueues,
      callback: step.touchedCallbacks,
      conference: step.touchedConferences,
    }).flatMap(([kind, ids]) => [...ids].map((id) => `${kind} ${id}`)),
  );

/** Calls back for every part of the world that a step has changed and not marked: a `kill -9` after it would restore the older one. */
export function watchMarks(centre: CallCentre, onUnmarked: (which: string, before: string, after: string) => void): void {
  let before = picture(centre);
  centre.afterStep = (step) => {
    const after = picture(centre);
    const marked = markedBy(step);
    for (const which of new Set([...before.keys(), ...after.keys()])) {
      const [was = 'none', is = 'none'] = [before.get(which), after.get(which)];
      if (was !== is && !marked.has(which)) onUnmarked(which, was, is);
    }
    before = after;
  };
}
