import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take minutes, longest first, as measured with two workers (the run prints its slowest files): begun last, one of them would
 * be alone at the end.
 */
const LONGEST = [
  'stories/processes-at-fault',
  'stories/page-is-not-the-call',
  'stories/pages',
  'stories/accessibility',
  'stories/start-and-end',
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

function rankOf({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((name) => moduleId.includes(`/tests/${name}.test.ts`));
  if (at >= 0) return at;
  return moduleId.includes('/tests/stories/') ? LONGEST.length : LONGEST.length + 1;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
