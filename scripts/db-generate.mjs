// `npm run db:generate -- NAME`: writes the migration that makes the tables what the server's tables.ts files say. `--check` only says whether
// one is missing. drizzle-kit lies in the repository's node_modules and looks for drizzle-orm, which lies in the server's.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { install } from './prepare.mjs';

install();
const env = { ...process.env, NODE_PATH: resolve('apps/server/node_modules') };
const result = spawnSync('node_modules/.bin/node', ['scripts/migrations.ts', ...process.argv.slice(2)], { stdio: 'inherit', env });
process.exit(result.status ?? 1);
