// `npm start`: runs on whatever Node (20 or newer) the machine has, installs and builds what is stale, then hands over
// to Node 24 from node_modules. Only built-in modules here: nothing is installed yet.
import { spawn } from 'node:child_process';
import { prepare } from './prepare.mjs';

try {
  prepare();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

const child = spawn('node_modules/.bin/node', ['scripts/launch/main.ts', ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl-C reaches the whole process group; SIGTERM only us.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
