// A folder imports only what its own line names (docs/ARCHITECTURE.md, "Rooms"). Breaking the rule ends `npm run check`
// with a sentence that says why.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** `may`: folders whose files may be imported, besides the room itself. `packages`: third-party packages kept to this room. */
const fixedRooms = [
  { folder: 'packages/kit/src', may: [], why: 'kit is beneath everything' },
  { folder: 'packages/sound/src', may: [], why: 'sound is beneath everything' },
  {
    folder: 'packages/ari/src',
    may: ['packages/kit/src', 'packages/sound/src'],
    why: 'ari is the seam: it knows neither engine nor call control',
  },
  { folder: 'packages/softswitch/src/sip', may: ['packages/kit/src'], why: 'SIP knows nothing of channels or audio' },
  {
    folder: 'packages/softswitch/src/media',
    may: ['packages/kit/src', 'packages/sound/src'],
    why: 'media knows nothing of signalling, and no WebRTC library: that way is handed in',
  },
  {
    folder: 'packages/softswitch/src/webrtc',
    may: ['packages/kit/src', 'packages/softswitch/src/media'],
    why: 'webrtc is one kind of media transport',
  },
  {
    folder: 'packages/softswitch/src/switch',
    may: ['packages/kit/src', 'packages/sound/src', 'packages/ari/src', 'packages/softswitch/src/sip', 'packages/softswitch/src/media'],
    why: 'the switch joins SIP and media and is served by ari-server, not the other way round',
  },
  {
    folder: 'packages/softswitch/src/ari-server',
    may: ['packages/kit/src', 'packages/ari/src', 'packages/softswitch/src/switch', 'packages/softswitch/src/media'],
    why: 'ari-server serves the switch',
  },
  { folder: 'packages/softswitch/src', may: ['packages/kit/src', 'packages/ari/src'], why: 'the softswitch is a process of its own' },
  {
    folder: 'packages/callcontrol/src',
    may: ['packages/kit/src', 'packages/ari/src'],
    why: 'call control has no database, no HTTP, and one seam to telephony: ARI',
  },
  { folder: 'packages/contract/src', may: [], why: 'the contract is shared with the browser' },
  {
    folder: 'apps/server/src/db',
    may: ['packages/kit/src', 'packages/contract/src'],
    why: 'connections and migrations know neither tables nor rules of the trade',
  },
  {
    folder: 'apps/server/src/platform/http',
    may: ['apps/server/src/platform', 'apps/server/src/db', 'packages/kit/src', 'packages/contract/src'],
    why: 'what routes need of HTTP knows no route',
  },
  {
    folder: 'apps/server/src/platform',
    may: ['apps/server/src/db', 'packages/kit/src', 'packages/contract/src', 'packages/callcontrol/src'],
    why: 'what modules share knows none of them',
  },
  {
    folder: 'apps/server/src/modules',
    may: [
      'apps/server/src/platform',
      'apps/server/src/db',
      'packages/kit/src',
      'packages/sound/src',
      'packages/contract/src',
      'packages/callcontrol/src',
      'packages/ari/src',
    ],
    why: 'modules know neither the HTTP application nor the live connections: both loop over the list of modules',
  },
  {
    folder: 'apps/server/src/api',
    may: ['apps/server/src/platform', 'apps/server/src/modules', 'packages/kit/src', 'packages/contract/src'],
    why: 'HTTP and live connections serve what modules declare: rules and tables are behind them',
  },
  {
    folder: 'apps/server/src',
    may: [
      'apps/server/src/api',
      'apps/server/src/modules',
      'apps/server/src/platform',
      'apps/server/src/db',
      'packages/kit/src',
      'packages/contract/src',
    ],
    why: 'main joins everything of the server and nothing else',
  },
  { folder: 'apps/console/src', may: ['packages/contract/src'], why: 'the browser shares only the contract' },
];

const callControl = 'packages/callcontrol/src';
/** Rooms of call control, the lowest first: each imports only those that stand before it. */
const floors = [
  { name: 'world', why: 'the world is plain data' },
  { name: 'port', why: 'the port says what goes in and out, and not what becomes of it' },
  { name: 'rules', why: 'rules hold for every story, and know none' },
  { name: 'parts', why: 'parts are used by stories, and know none' },
  { name: 'stories', why: 'what is asked for all stories at once stands above them' },
  { name: 'step.ts', why: 'the step has no effects: the edge carries them out' },
  { name: 'edge', why: 'the edge is the outermost room' },
];

function roomsOfCallControl() {
  const below = ['packages/kit/src', 'packages/ari/src'];
  return floors.flatMap(({ name, why }) => {
    const folder = `${callControl}/${name}`;
    const may = [...below];
    below.push(folder);
    const inner = name === 'stories' ? storiesOf(folder, may) : [];
    return [...inner, { folder, may, why }];
  });
}

function storiesOf(folder, may) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder)).map((story) => ({
    folder: `${folder}/${story}`,
    may,
    why: 'stories know places and not each other',
  }));
}

/** Packages that only one room may import. */
const kept = [
  { name: 'werift', folder: 'packages/softswitch/src/webrtc', why: 'werift is behind our own type, so that it can be replaced' },
  { name: 'drizzle-orm', folder: 'apps/server/src', why: 'the console and the packages know no database' },
  {
    name: '@zuoxi/callcontrol/testing',
    folder: 'packages/callcontrol/test',
    why: 'that door is for tests and benchmarks; what the product needs is behind the first one',
  },
  { name: 'jssip', folder: 'apps/console/src/phone', why: 'the phone is behind our own hook' },
];

const packageFolders = Object.fromEntries(
  ['kit', 'sound', 'ari', 'softswitch', 'callcontrol', 'contract'].map((name) => [`@zuoxi/${name}`, `packages/${name}/src`]),
);
const within = (path, folder) => path === folder || path.startsWith(`${folder}/`);
const rooms = [...roomsOfCallControl(), ...fixedRooms];

/** Returns one sentence per broken rule. */
export function checkImports() {
  const broken = [];
  for (const file of sourceFiles()) {
    const innermost = rooms.find((candidate) => within(file, candidate.folder));
    if (!innermost) continue;
    for (const specifier of importsOf(readFileSync(join(root, file), 'utf8'))) {
      const owner = kept.find((entry) => specifier === entry.name || specifier.startsWith(`${entry.name}/`));
      if (owner && !within(file, owner.folder)) broken.push(`${file} imports ${specifier}, which only ${owner.folder} may: ${owner.why}.`);
      const target = specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)) : packageFolders[specifier];
      if (!target || within(target, innermost.folder)) continue;
      // What is outside call control altogether is no matter of its floors.
      const room =
        within(file, callControl) && !within(target, callControl) ? fixedRooms.find(({ folder }) => folder === callControl) : innermost;
      const inner = rooms.find((candidate) => within(target, candidate.folder));
      if (room.may.some((folder) => within(target, folder)) || (inner && within(inner.folder, room.folder))) continue;
      broken.push(`${file} imports ${specifier}, but ${room.folder} may not import from ${inner?.folder ?? target}: ${room.why}.`);
    }
  }
  return broken;
}

function sourceFiles() {
  return rooms
    .map((room) => room.folder)
    .filter((folder) => !rooms.some((other) => other.folder !== folder && within(folder, other.folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))))
    .filter((path) => /\.(ts|tsx)$/.test(path));
}

export function importsOf(source) {
  return [
    ...source.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3]);
}

/** Time and chance are passed in: these folders may not take them from the air. */
const timeless = ['packages/callcontrol/src', 'packages/softswitch/src/sip'];
const wild = /(?<![.\w])(Date\.now|new Date\(\)|setTimeout|setInterval|Math\.random|performance\.now)\b/;

export function checkTime() {
  return sourceFiles()
    .filter((file) => timeless.some((folder) => within(file, folder)))
    .flatMap((file) => {
      const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const found = wild.exec(code);
      return found ? [`${file} uses ${found[1]}: time and chance come in as Clock and Ids, so that tests can hold them.`] : [];
    });
}

if (process.argv[1] === import.meta.filename) {
  const broken = [...checkImports(), ...checkTime()];
  for (const sentence of broken) console.error(sentence);
  process.exit(broken.length > 0 ? 1 : 0);
}
