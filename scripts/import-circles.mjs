// Files that import each other in a circle can only be understood, loaded and changed together (docs/ARCHITECTURE.md, "Rooms"). Types
// count as well: to follow one, a reader goes round the circle all the same. Whoever finds a circle here moves what both need below both.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { importsOf } from './import-rules.mjs';

/** Imports that close a circle and are still to be undone: a file, or all files below a folder. */
const exceptions = [
  {
    from: 'packages/softswitch/src/media',
    to: 'packages/softswitch/src/media/party.ts',
    why: 'a party knows its bridge and its taps, and they know it',
  },
  {
    from: 'packages/softswitch/src/switch',
    to: 'packages/softswitch/src/switch/context.ts',
    why: 'the context names the type of each table of the switch, which is given the context',
  },
  {
    from: 'packages/softswitch/src/switch',
    to: 'packages/softswitch/src/switch/channel.ts',
    why: 'a channel knows its bridge and its transfer, and they know it',
  },
];

const root = resolve(import.meta.dirname, '..');
const within = (path, folder) => path === folder || path.startsWith(`${folder}/`);

/** Returns one sentence per circle, and one per exception that is not needed any more. */
export function checkCircles(allowed = exceptions) {
  const graph = importGraph();
  const used = new Set();
  const withoutExceptions = new Map(
    [...graph].map(([file, targets]) => [
      file,
      targets.filter((target) => {
        const exception = allowed.find(({ from, to }) => within(file, from) && within(target, to));
        if (exception && reaches(graph, target, file)) used.add(exception);
        return !exception;
      }),
    ]),
  );
  const circles = circlesOf(withoutExceptions).map((files) => `A circle of imports: ${[...files, files[0]].join(' → ')}.`);
  const stale = allowed.filter((one) => !used.has(one));
  return [...circles, ...stale.map(({ from, to }) => `No import of ${to} in ${from} closes a circle any more: its exception can go.`)];
}

function importGraph() {
  const files = ['packages', 'apps', 'bench', 'tests', 'scripts'].filter((folder) => existsSync(join(root, folder))).flatMap(filesBelow);
  const known = new Set(files);
  const entries = packageEntries();
  return new Map(
    files.map((file) => {
      const specifiers = importsOf(readFileSync(join(root, file), 'utf8'));
      const targets = specifiers.map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : entries[name]));
      return [file, [...new Set(targets)].filter((target) => target !== undefined && known.has(target))];
    }),
  );
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : filesBelow(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });
}

/** `@zuoxi/ari/fake` → its file. */
function packageEntries() {
  const found = {};
  for (const group of ['packages', 'apps'].filter((folder) => existsSync(join(root, folder)))) {
    for (const name of readdirSync(join(root, group))) {
      const path = `${group}/${name}/package.json`;
      if (!existsSync(join(root, path))) continue;
      const { name: packageName, exports = {} } = JSON.parse(readFileSync(join(root, path), 'utf8'));
      for (const [key, file] of Object.entries(exports)) found[join(packageName, key)] = join(group, name, file);
    }
  }
  return found;
}

function reaches(graph, from, to) {
  const seen = new Set([from]);
  const open = [from];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (file === to) return true;
    for (const target of graph.get(file) ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      open.push(target);
    }
  }
  return false;
}

/** The shortest way round through each file that is in a circle; each circle once. */
function circlesOf(graph) {
  const found = [];
  const told = new Set();
  for (const start of graph.keys()) {
    if (told.has(start)) continue;
    const circle = shortestCircle(graph, start);
    for (const file of circle) told.add(file);
    if (circle.length > 0) found.push(circle);
  }
  return found;
}

function shortestCircle(graph, start) {
  const before = new Map();
  let open = [start];
  while (open.length > 0) {
    const next = [];
    for (const file of open) {
      for (const target of graph.get(file) ?? []) {
        if (target === start) return wayTo(before, file);
        if (before.has(target)) continue;
        before.set(target, file);
        next.push(target);
      }
    }
    open = next;
  }
  return [];
}

function wayTo(before, last) {
  const way = [];
  for (let file = last; file !== undefined; file = before.get(file)) way.unshift(file);
  return way;
}

if (process.argv[1] === import.meta.filename) {
  const broken = checkCircles();
  for (const sentence of broken) console.error(sentence);
  process.exit(broken.length > 0 ? 1 : 0);
}
