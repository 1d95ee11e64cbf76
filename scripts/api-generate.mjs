// `npm run api:generate`: writes the types of the console's client from the API's own description. `--check` only says whether they differ.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './prepare.mjs';

const TYPES = 'apps/console/src/api/schema.d.ts';
// It writes by TypeScript's own programming interface, which TypeScript 7 does not have: the console's folder has a TypeScript 5 beside it.
const GENERATOR = 'apps/console/node_modules/openapi-typescript/bin/cli.js';

install();
const folder = mkdtempSync(join(tmpdir(), 'zuoxi-api-'));
try {
  const description = join(folder, 'openapi.json');
  const generated = join(folder, 'schema.d.ts');
  run(['scripts/describe-api.ts', description]);
  run([GENERATOR, description, '--output', generated]);
  const types = readFileSync(generated, 'utf8');
  const isSame = existsSync(TYPES) && readFileSync(TYPES, 'utf8') === types;
  if (!process.argv.includes('--check')) {
    writeFileSync(TYPES, types);
    console.log(isSame ? 'The types of the client are what the API says: nothing has changed.' : `Written: ${TYPES}`);
  } else if (!isSame) {
    console.error(`${TYPES} is not what the API says of itself: run npm run api:generate.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

function run(args) {
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/node', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args[0]} has failed:\n${stdout}${stderr}`);
}
