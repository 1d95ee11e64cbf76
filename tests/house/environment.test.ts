import { describe, expect, it } from 'vitest';
import { filesBelow, read, sourceRoots } from './files.ts';

const SETTING = /(?:ZUOXI_[A-Z_]+|DATABASE_URL)/;

/** Of a file that has the environment in its hands. Without comments: a setting that only a comment names is not read. */
function settingsIn(path: string): string[] {
  const code = read(path).replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
  if (!/process\.env|NodeJS\.ProcessEnv/.test(code)) return [];
  return [...code.matchAll(new RegExp(`\\b${SETTING.source}\\b`, 'g'))].map(([name]) => name);
}

const code = ['scripts', ...sourceRoots()].flatMap(filesBelow).filter((path) => /\.(ts|tsx|mjs)$/.test(path));
const readByCode = new Set(code.flatMap(settingsIn));
const example = read('.env.example').split('\n');
const documented = example.flatMap((line) => new RegExp(`^#?(${SETTING.source})=`).exec(line)?.[1] ?? []);

describe('.env.example', () => {
  it('documents every setting that the code reads', () => {
    expect([...readByCode].filter((name) => !documented.includes(name)).sort()).toEqual([]);
  });

  it('documents no setting that the code does not read, and none twice', () => {
    expect(documented.filter((name) => !readByCode.has(name))).toEqual([]);
    expect(documented.filter((name, index) => documented.indexOf(name) !== index)).toEqual([]);
  });

  it('sets nothing when it is used as it is', () => {
    expect(example.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});
