import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where an Asterisk is. With `root`, its paths are below that folder and it runs in a chroot. */
export interface AsteriskInstallation {
  root: string | undefined;
  version: string;
}

/** REST over WebSocket came with 22.5; the rest of what we use is older. */
const OLDEST_MAJOR = 20;
const SUITE = 'sid';
const BINARY = '/usr/sbin/asterisk';

/** Why there is no Asterisk; the message is the one sentence to read. */
export class NoAsterisk extends Error {}

/** One for all checkouts: it takes 300 MB and a minute. */
function chrootFolder(): string {
  const cache = process.env.ZUOXI_CACHE_DIR || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'zuoxi');
  return join(cache, 'asterisk', 'root');
}

/** There is one, without getting it. */
export function asteriskAvailable(): boolean {
  const own = versionIn(undefined);
  return (own !== undefined && isNewEnough(own)) || versionIn(chrootFolder()) !== undefined;
}

/** The machine's own Asterisk if it is new enough, else one from Debian sid in a folder of ours. Throws `NoAsterisk`. */
export async function findOrInstallAsterisk(say: (line: string) => void): Promise<AsteriskInstallation> {
  const own = versionIn(undefined);
  if (own && isNewEnough(own)) return { root: undefined, version: own };
  const root = chrootFolder();
  if (!existsSync(join(root, BINARY))) await bootstrap(root, say);
  const version = versionIn(root);
  if (!version) throw new NoAsterisk(`The Asterisk in ${root} does not run; delete that folder to get a new one.`);
  return { root, version };
}

function versionIn(root: string | undefined): string | undefined {
  const result = root ? spawnSync('chroot', [root, BINARY, '-V'], { encoding: 'utf8' }) : spawnSync(BINARY, ['-V'], { encoding: 'utf8' });
  return result.status === 0 ? /^Asterisk (\S+)/.exec(result.stdout)?.[1] : undefined;
}

/** `22.10.1~dfsg…` → 22.5 or newer, or at least the oldest major. */
function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  // 20.15, 21.10 and 22.5 are the first with requests over the WebSocket.
  const since: Record<number, number> = { 20: 15, 21: 10, 22: 5 };
  return major >= OLDEST_MAJOR && minor >= (since[major] ?? 0);
}

async function bootstrap(root: string, say: (line: string) => void): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new NoAsterisk('No Asterisk 22.5 or newer is installed, and only root can make a chroot with one.');
  }
  if (!existsSync('/usr/sbin/debootstrap')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'debootstrap'], { stdio: 'ignore', env });
    if (!existsSync('/usr/sbin/debootstrap')) throw new NoAsterisk('No Asterisk is installed, and debootstrap could not be had.');
  }
  const part = `${root}.part`;
  await mkdir(join(root, '..'), { recursive: true });
  const release = await takeTurn(`${root}.lock`);
  try {
    if (existsSync(join(root, BINARY))) return;
    await rm(part, { recursive: true, force: true });
    say(`Getting Asterisk from Debian ${SUITE} into ${root}; this takes a minute…`);
    await debootstrap(part);
    // What only the package manager of the chroot would need is half of it.
    for (const folder of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/locale']) {
      await rm(join(part, folder), { recursive: true, force: true });
    }
    await rename(part, root);
  } finally {
    await release();
  }
}

/** From debootstrap's own mirror unless one is set. */
function debootstrap(folder: string): Promise<void> {
  const args = ['--variant=minbase', '--include=asterisk,asterisk-core-sounds-en-gsm', SUITE, folder];
  if (process.env.ZUOXI_DEBIAN_MIRROR) args.push(process.env.ZUOXI_DEBIAN_MIRROR);
  const child = spawn('/usr/sbin/debootstrap', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let last = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      last = chunk.toString().trim().split('\n').at(-1) ?? last;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new NoAsterisk(`debootstrap failed (${code}): ${last}`))));
  });
}

/** Two test runs at once make one chroot. A lock whose holder is dead is taken over. */
async function takeTurn(path: string): Promise<() => Promise<void>> {
  for (let unsigned = 0; ; ) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    unsigned = holder ? 0 : unsigned + 1;
    // Nobody leaves his lock without his number for so long.
    if (unsigned > 3 || (holder && !existsSync(`/proc/${holder}`))) await rm(path, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
