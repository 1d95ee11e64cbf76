// `npm run check`: types, lint, import rules, tables and migrations, API and client, unused code. Says which gate failed and goes on, so that one run shows all.
import { spawnSync } from 'node:child_process';
import { install } from './prepare.mjs';

install();
const node = 'node_modules/.bin/node';
const gates = [
  ['types', 'node_modules/.bin/tsc', ['--noEmit', '-p', '.']],
  ['types of the console', 'node_modules/.bin/tsc', ['--noEmit', '-p', 'apps/console']],
  ['lint', 'node_modules/.bin/biome', ['check', '--error-on-warnings', '.']],
  ['import rules', node, ['scripts/import-rules.mjs']],
  ['circles of imports', node, ['scripts/import-circles.mjs']],
  ['tables and migrations', node, ['scripts/db-generate.mjs', '--check']],
  ['API and client', node, ['scripts/api-generate.mjs', '--check']],
  ['unused code', node, ['node_modules/knip/bin/knip.js']],
];

const failed = gates.filter(([name, command, args]) => {
  const started = performance.now();
  const ok = spawnSync(command, args, { stdio: 'inherit' }).status === 0;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return !ok;
});
process.exit(failed.length > 0 ? 1 : 0);
