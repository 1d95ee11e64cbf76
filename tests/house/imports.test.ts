import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { read, root } from './files.ts';

const RULES = 'scripts/import-rules.mjs';
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
  const house = await mkdtemp(join(tmpdir(), 'zuoxi-house-'));
  houses.push(house);
  const rooms = [...read(RULES).matchAll(/folder: '([^']+)'/g)].map((match) => match[1] ?? '');
  for (const room of [...rooms, dirname(RULES)]) await mkdir(join(house, room), { recursive: true });
  await copyFile(join(root, RULES), join(house, RULES));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(house, path)), { recursive: true });
    await writeFile(join(house, path), text);
  }
  return rulesOf(house);
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

  it('keep a package in its one room', async () => {
    const rules = await houseWith({ 'packages/softswitch/src/media/leg.ts': "import { RtpHeader } from 'werift';\n" });
    expect(rules.checkImports()).toEqual([
      'packages/softswitch/src/media/leg.ts imports werift, which only packages/softswitch/src/webrtc may: werift is behind our own ' +
        'type, so that it can be replaced.',
    ]);
  });
});

describe('the rule of time', () => {
  it('is kept by the whole tree', async () => {
    expect((await rulesOf(root)).checkTime()).toEqual([]);
  });

  it('reports time and chance taken from the air, but not those named in a comment', async () => {
    const rules = await houseWith({
      'packages/callcontrol/src/dispatch.ts': 'export const at = () => Date.now();\n',
      'packages/callcontrol/src/talk.ts': '// not Date.now()\nexport const at = (now: number) => now;\n',
    });
    expect(rules.checkTime()).toEqual([
      'packages/callcontrol/src/dispatch.ts uses Date.now: time and chance come in as Clock and Ids, so that tests can hold them.',
    ]);
  });
});
