// `npm start`: runs on whatever Node (20 or newer) the machine has, installs and builds what is stale, then hands over
// to Node 24 from node_modules. Only built-in modules here: nothing is installed yet.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';

try {
  prepare();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

// For all processes: what was compiled once is kept, so that the server is ready (or back) two seconds earlier.
const env = { NODE_COMPILE_CACHE: resolve('node_modules/.cache/compiled'), ...process.env };
const quick = ['--import', pathToFileURL('scripts/quick-imports.mjs').href];
const child = spawn('node_modules/.bin/node', [...quick, 'scripts/launch/main.ts', ...process.argv.slice(2)], { stdio: 'inherit', env });
// Ctrl-C reaches the whole process group, a signal of another program only us. Told twice, the launcher ends once.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
