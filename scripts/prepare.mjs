// What must be there before anything of ours can run: packages as the lock file has them, and the built console.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCK = 'package-lock.json';
const LOCK_STAMP = 'node_modules/.zuoxi-lock';
const CONSOLE_STAMP = 'apps/console/dist/.zuoxi-source';

export function prepare() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Zuoxi needs Node 20 or newer to start; this is ${process.versions.node}.`);
  install();
  buildConsole();
}

/** `npm ci`, unless node_modules was made from this very lock file. */
export function install() {
  const wanted = hashOf([LOCK]);
  const node24 = 'node_modules/.bin/node';
  if (existsSync(LOCK_STAMP) && readFileSync(LOCK_STAMP, 'utf8') === wanted && existsSync(node24)) return;
  console.log('Installing packages…');
  // The engine warnings are about the machine's Node; everything runs under Node 24 from node_modules.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'The packages could not be installed; the messages above say why.');
  if (!existsSync(node24))
    throw new Error('npm did not install Node 24 (package "node"): are install scripts switched off? Try: npm rebuild node');
  writeFileSync(LOCK_STAMP, wanted);
}

/** `vite build`, unless it was built from these very sources. */
export function buildConsole() {
  const sources = [
    ...filesBelow('apps/console/src'),
    ...filesBelow('packages/contract/src'),
    'apps/console/index.html',
    'apps/console/vite.config.ts',
    LOCK,
  ];
  const wanted = hashOf(sources);
  if (existsSync(CONSOLE_STAMP) && readFileSync(CONSOLE_STAMP, 'utf8') === wanted) return;
  console.log('Building the console…');
  run(
    'node_modules/.bin/node',
    ['node_modules/vite/bin/vite.js', 'build', 'apps/console', '--logLevel', 'warn'],
    'The console could not be built.',
  );
  writeFileSync(CONSOLE_STAMP, wanted);
}

function run(command, args, failure) {
  const result = spawnSync(command, args, { stdio: 'inherit' });
  if (result.status !== 0) throw new Error(failure);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path).update('\0').update(readFileSync(path));
  return hash.digest('hex');
}
