// `npm test`: what CI runs and what a newcomer runs. 1. packages 2. Debian's tools and Asterisk for the tests that ring 3. check 4. console 5. tests.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildConsole, install } from './prepare.mjs';

const debian = [
  { package: 'debootstrap', binary: '/usr/sbin/debootstrap' },
  { package: 'sip-tester', binary: '/usr/bin/sipp' },
  { package: 'sipvicious', binary: '/usr/bin/svwar' },
  { package: 'baresip-core', binary: '/usr/bin/baresip' },
  { package: 'iproute2', binary: '/usr/sbin/ip' },
  { package: 'ffmpeg', binary: '/usr/bin/ffmpeg' },
  { package: 'sox', binary: '/usr/bin/sox' },
  { package: 'espeak-ng', binary: '/usr/bin/espeak-ng' },
  { package: 'chromium', binary: '/usr/bin/chromium' },
  { package: 'chromium-headless-shell', binary: '/usr/bin/chromium-headless-shell' },
  { package: 'firefox-esr', binary: '/usr/bin/firefox-esr' },
  { package: 'fonts-noto-cjk', binary: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' },
];

function installTools() {
  const missing = debian.filter((tool) => !existsSync(tool.binary));
  if (missing.length === 0) return;
  const names = missing.map((tool) => tool.package);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(`Missing: ${names.join(', ')}. Tests that need them are skipped. Install with: sudo apt-get install ${names.join(' ')}`);
    return;
  }
  console.log(`Installing ${names.join(', ')}…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  if (!apt('update', '-qq') || !apt('install', '-y', '-qq', '--no-install-recommends', ...names)) {
    console.log('Debian packages could not be installed; tests that need them are skipped.');
  }
}

/** Debian 12 has no Asterisk: the stories that ring it get one by debootstrap, once for all checkouts. */
function getAsterisk() {
  const got = spawnSync('node_modules/.bin/node', ['scripts/asterisk/main.ts', '--get'], { stdio: 'inherit' });
  if (got.status !== 0) console.log('Tests on Asterisk are skipped.');
}

const only = process.argv.slice(2);
install();
installTools();
if (only.length === 0) getAsterisk();
const checked = only.length > 0 || spawnSync(process.execPath, ['scripts/check.mjs'], { stdio: 'inherit' }).status === 0;
buildConsole();
// Some hundred processes load the same modules: what the first has compiled serves the others (1 s of processor time at each server's start;
// another one by quick-imports).
const env = {
  ...process.env,
  NODE_COMPILE_CACHE: resolve('node_modules/.cache/compiled'),
  NODE_OPTIONS: `--import=${pathToFileURL('scripts/quick-imports.mjs').href}`,
};
const tested = spawnSync('node_modules/.bin/node', ['node_modules/vitest/vitest.mjs', 'run', ...only], { stdio: 'inherit', env });
if (!checked) console.log('`npm run check` failed, see above.');
process.exit(checked ? (tested.status ?? 1) : 1);
