import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, KINDS } from './golden-runs.ts';

// `node packages/callcontrol/test/golden-print.ts conversation 17` prints that run; `… record` writes golden.json anew.

const [kindName = '', which = ''] = process.argv.slice(2);
if (kindName === 'record') {
  const hashes = Object.fromEntries(Object.entries(KINDS).map(([name, kind]) => [name, [...kind.traces(kind.runs)].map(hashOf).join(' ')]));
  writeFileSync(join(import.meta.dirname, 'golden.json'), `${JSON.stringify(hashes, null, 2)}\n`);
} else {
  const kind = KINDS[kindName];
  const trace = kind && [...kind.traces(kind.runs)][Number(which)];
  if (!trace) throw new Error('usage: golden-print.ts record | <kind> <number of the run, from 0>');
  for (const one of [...trace.facts, ...trace.commands]) console.log(JSON.stringify(one));
}
