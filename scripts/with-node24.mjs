// Runs a script of ours under Node 24 from node_modules, installing first if need be: `node scripts/with-node24.mjs FILE [ARG …]`.
import { spawnSync } from 'node:child_process';
import { install } from './prepare.mjs';

install();
const result = spawnSync('node_modules/.bin/node', process.argv.slice(2), { stdio: 'inherit' });
process.exit(result.status ?? 1);
