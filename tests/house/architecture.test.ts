import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, read, root, sourceRoots } from './files.ts';

const PAGE = 'docs/ARCHITECTURE.md';
const page = read(PAGE);
const texts = ['README.md', 'README.en.md', 'CHANGELOG.md', ...filesBelow('docs').filter((path) => path.endsWith('.md'))].filter((path) =>
  existsSync(join(root, path)),
);

function foldersOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && filesBelow(`${folder}/${entry.name}`).length > 0)
    .map((entry) => `${folder}/${entry.name}`);
}

const folders = sourceRoots().flatMap((src) => [src, ...foldersOf(src), ...foldersOf(src).flatMap(foldersOf)]);
const inTicks = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

/** A file or folder of the repository, and neither a pattern nor a piece of code. */
const isPath = (text: string) => /^(packages|apps|scripts|tests|docs|bench)(\/[\w.-]+)+\/?$/.test(text);

/** The walk, one entry for each function: the file that was named last before it. */
function functionsOfTheWalk(): { file: string; name: string }[] {
  const walk = /\n## A queue call[^\n]*\n([\s\S]*?)\n## /.exec(page)?.[1] ?? '';
  return walk.split(/\n(?=\d+\. |\n)/).flatMap((step) => {
    let file = '';
    return inTicks(step).flatMap((text) => {
      if (isPath(text)) file = text;
      const name = /^(#?\w+)\(\)$/.exec(text)?.[1];
      return name ? [{ file, name }] : [];
    });
  });
}

/** Declared there, as a function, a method or a constant; to be called there is not enough. */
function declares(code: string, name: string): boolean {
  const asFunction = `\\bfunction\\*? ${name}\\s*[<(]`;
  const asConstant = `\\b(?:const|readonly) ${name}\\b[^\\n]*=`;
  const asMethod = `^ +(?:(?:async|static|override|private) )*${name}\\s*(?:<[^\\n]*>)?\\([^\\n]*(?:\\{|\\()$|^ +(?:async )?${name}\\($`;
  const asProperty = `^ +${name}: (?:async )?\\(`;
  return new RegExp([asFunction, asConstant, asMethod, asProperty].join('|'), 'm').test(code);
}

describe('ARCHITECTURE.md', () => {
  it('has a line for every folder', () => {
    expect(folders.filter((folder) => !page.includes(`- \`${folder}\`: `))).toEqual([]);
  });

  it.each(functionsOfTheWalk())('walks through $name in $file', ({ file, name }) => {
    expect(file, 'a file is named before its functions').not.toBe('');
    expect(declares(read(file), name)).toBe(true);
  });

  it('walks through more than fifty functions', () => {
    expect(functionsOfTheWalk().length).toBeGreaterThan(50);
  });
});

describe.each(texts)('%s', (path) => {
  const text = read(path);

  it('names only files and folders that exist', () => {
    expect(inTicks(text).filter((name) => isPath(name) && !existsSync(join(root, name)))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '').filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  });
});
