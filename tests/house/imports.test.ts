import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { read, root } from './files.ts';

const RULES = 'scripts/import-rules.mjs';
const CIRCLES = 'scripts/import-circles.mjs';
const houses: string[] = [];

interface Rules {
  checkImports(): string[];
  checkTime(): string[];
}

/** The rules are plain JavaScript, because `npm run check` runs them before anything else works. */
async function rulesOf(house: string): Promise<Rules> {
  return import(pathToFileURL(join(house, RULES)).href);
}

/** A house of empty rooms with these files in it, and the rules looking at it. */
async function houseWith(files: Record<string, string>): Promise<Rules> {
  return rulesOf(await emptyHouse(files));
}

async function emptyHouse(files: Record<string, string>): Promise<string> {
  const house = await mkdtemp(join(tmpdir(), 'zuoxi-house-'));
  houses.push(house);
  const rooms = [...read(RULES).matchAll(/folder: '([^']+)'/g)].map((match) => match[1] ?? '');
  for (const room of [...rooms, dirname(RULES)]) await mkdir(join(house, room), { recursive: true });
  for (const script of [RULES, CIRCLES]) await copyFile(join(root, script), join(house, script));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(house, path)), { recursive: true });
    await writeFile(join(house, path), text);
  }
  return house;
}

afterAll(async () => {
  for (const house of houses) await rm(house, { recursive: true, force: true });
});

describe('import rules', () => {
  it('are kept by the whole tree', async () => {
    expect((await rulesOf(root)).checkImports()).toEqual([]);
  });

  it('report an import of a room that the file may not enter, and say why', async () => {
    const rules = await houseWith({ 'packages/callcontrol/src/step.ts': "import { Db } from '../../../apps/server/src/db/index.ts';\n" });
    expect(rules.checkImports()).toEqual([
      'packages/callcontrol/src/step.ts imports ../../../apps/server/src/db/index.ts, but packages/callcontrol/src may not import ' +
        'from apps/server/src/db: call control has no database, no HTTP, and one seam to telephony: ARI.',
    ]);
  });

  it('see through package names, type imports, re-exports and imports at run time', async () => {
    const rules = await houseWith({
      'apps/console/src/a.ts': "import type { Call } from '@zuoxi/callcontrol';\n",
      'apps/console/src/b.ts': "export * from '@zuoxi/kit';\n",
      'apps/console/src/c.ts': "const kit = await import('@zuoxi/kit');\n",
      'apps/console/src/d.ts': "import { Id } from '@zuoxi/contract';\n",
    });
    const broken = rules.checkImports();
    expect(broken.map((sentence) => sentence.split(' ')[0])).toEqual([
      'apps/console/src/a.ts',
      'apps/console/src/b.ts',
      'apps/console/src/c.ts',
    ]);
    expect(broken[0]).toContain('the browser shares only the contract.');
  });

  it('hold the rooms of call control, and its stories apart', async () => {
    const rules = await houseWith({
      'packages/callcontrol/src/rules/end-call.ts': "import { ring } from '../parts/ring-phone.ts';\n",
      'packages/callcontrol/src/stories/voicemail.ts': "import type { Flow } from './flow/flow.ts';\n",
      'packages/callcontrol/src/stories/flow/flow.ts': "import { walk } from './walk.ts';\nimport { send } from '../../parts/send.ts';\n",
      'packages/callcontrol/src/step.ts': "import { CallControl } from './edge/call-control.ts';\n",
      'packages/callcontrol/src/index.ts': "export { step } from './step.ts';\n",
      'apps/server/src/modules/a.ts': "import { nextDeadline } from '@zuoxi/callcontrol/testing';\n",
    });
    expect(rules.checkImports().map((sentence) => [sentence.split(' ')[0], /: (.*)$/.exec(sentence)?.[1]])).toEqual([
      ['packages/callcontrol/src/step.ts', 'the step has no effects: the edge carries them out.'],
      ['packages/callcontrol/src/rules/end-call.ts', 'rules hold for every story, and know none.'],
      ['packages/callcontrol/src/stories/voicemail.ts', 'stories know places and not each other.'],
      ['apps/server/src/modules/a.ts', 'that door is for tests and benchmarks; what the product needs is behind the first one.'],
    ]);
  });

  it('keep a package in its one room', async () => {
    const rules = await houseWith({ 'packages/softswitch/src/media/leg.ts': "import { RtpHeader } from 'werift';\n" });
    expect(rules.checkImports()).toEqual([
      'packages/softswitch/src/media/leg.ts imports werift, which only packages/softswitch/src/webrtc may: werift is behind our own ' +
        'type, so that it can be replaced.',
    ]);
  });
});

interface Circles {
  checkCircles(allowed?: readonly { from: string; to: string; why: string }[]): string[];
}

async function circlesOf(house: string): Promise<Circles> {
  return import(pathToFileURL(join(house, CIRCLES)).href);
}

describe('circles of imports', () => {
  it('are in no file but those of the exceptions, and each exception is still needed', async () => {
    expect((await circlesOf(root)).checkCircles()).toEqual([]);
  });

  it('are found through types, packages and folders, and told the shortest way round', async () => {
    const house = await emptyHouse({
      'packages/kit/package.json': JSON.stringify({ name: '@zuoxi/kit', exports: { './clock': './src/clock.ts' } }),
      'packages/kit/src/clock.ts': "import type { Call } from '../../../apps/server/src/call.ts';\n",
      'apps/server/src/call.ts': "import { now } from './time.ts';\nimport { steady } from '@zuoxi/kit/clock';\n",
      'apps/server/src/time.ts': "export { steady } from '@zuoxi/kit/clock';\n",
      'apps/server/src/alone.ts': "import { now } from './time.ts';\n",
    });
    const { checkCircles } = await circlesOf(house);
    expect(checkCircles([])).toEqual([
      'A circle of imports: packages/kit/src/clock.ts → apps/server/src/call.ts → packages/kit/src/clock.ts.',
      'A circle of imports: apps/server/src/time.ts → packages/kit/src/clock.ts → apps/server/src/call.ts → apps/server/src/time.ts.',
    ]);
    const exception = { from: 'packages/kit/src', to: 'apps/server/src/call.ts', why: 'a test' };
    expect(checkCircles([exception])).toEqual([]);
    expect(checkCircles([exception, { from: 'apps/server/src/alone.ts', to: 'apps/server/src/time.ts', why: 'a test' }])).toEqual([
      'No import of apps/server/src/time.ts in apps/server/src/alone.ts closes a circle any more: its exception can go.',
    ]);
  });
});

describe('the rule of time', () => {
  it('is kept by the whole tree', async () => {
    expect((await rulesOf(root)).checkTime()).toEqual([]);
  });

  it('reports time and chance taken from the air, but not those named in a comment', async () => {
    const rules = await houseWith({
      'packages/callcontrol/src/stories/queue/dispatch.ts': 'export const at = () => Date.now();\n',
      'packages/callcontrol/src/stories/talk/talk.ts': '// not Date.now()\nexport const at = (now: number) => now;\n',
    });
    expect(rules.checkTime()).toEqual([
      'packages/callcontrol/src/stories/queue/dispatch.ts uses Date.now: time and chance come in as Clock and Ids, so that tests can hold them.',
    ]);
  });
});
