// Writes the API's description to the file that is named: `node scripts/describe-api.ts openapi.json`.
import { writeFileSync } from 'node:fs';
import { describeApi } from '../apps/server/src/describe-api.ts';

const [, , file] = process.argv;
if (!file) throw new Error('Which file?');
writeFileSync(file, JSON.stringify(await describeApi()));
