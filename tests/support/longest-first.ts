import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take minutes, longest first, as measured with two workers (the run prints its slowest files): begun last, one of them would
 * be alone at the end.
 */
const LONGEST = [
  'stories/processes-at-fault',
  'stories/start-and-end',
  'stories/page-is-not-the-call',
  'stories/pages',
  'stories/accessibility',
  'stories/supervision',
  'stories/first-call',
  'stories/flow-editor',
  'stories/conference',
  'stories/ivr',
  'stories/after-call',
  'stories/extensions',
  'attacks/attacks',
  'stories/refused-starts',
];

/** Tests of functions and classes, without a database, an engine or a browser. */
export const PURE = [
  'packages/ari/test',
  'packages/callcontrol/test',
  'packages/contract/test',
  'packages/kit/test',
  'packages/sound/test',
  'apps/console/test',
  'tests/house',
] as const;

/** Tests of the server and its modules, each with a database of its own. */
export const SERVER = 'apps/server/test';

/** Those of the other projects come last and in one piece each, because another project's file ends the worker that they share. */
function rankOf({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((name) => moduleId.includes(`/tests/${name}.test.ts`));
  if (at >= 0) return at;
  if (moduleId.includes('/tests/stories/')) return LONGEST.length;
  if (moduleId.includes(`/${SERVER}/`)) return LONGEST.length + 2;
  return PURE.some((folder) => moduleId.includes(`/${folder}/`)) ? LONGEST.length + 3 : LONGEST.length + 1;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
