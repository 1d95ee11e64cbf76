// `npm run attacks [-- --engine softswitch|asterisk|both] [--only F7] [--short] [--write]`; --write: docs/security/attacks.md, too: every attack on both engines.
import { parseArgs } from 'node:util';
import { type EngineName, engines } from '../support/engines.ts';
import { attacks } from './attacks/index.ts';
import type { Attack, Figures } from './support/attack.ts';
import { writePage } from './support/page.ts';
import { printTable, type Results, sectionOf, unmet } from './support/report.ts';
import { runAttack } from './support/run-attack.ts';

async function attempt(attack: Attack, engine: EngineName, isShort: boolean): Promise<Figures | Error> {
  try {
    return await runAttack(attack, engine, isShort ? 'short' : 'full');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'both' },
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const chosen = engines.filter(({ engine }) => values.engine === 'both' || values.engine === engine);
  const wanted = values.only?.toUpperCase().split(',');
  const toRun = attacks.filter(({ id }) => !wanted || wanted.includes(id.toUpperCase()));
  if (chosen.length === 0 || toRun.length === 0) {
    console.error(`--engine is softswitch, asterisk or both; --only is one of ${attacks.map(({ id }) => id).join(', ')}.`);
    return 2;
  }
  const broken: string[] = [];
  const sections: string[] = [];
  for (const attack of toRun) {
    const results = new Map<EngineName, Figures | Error>();
    for (const { engine, available } of chosen) {
      if (available) results.set(engine, await attempt(attack, engine, values.short));
    }
    printTable(attack, results satisfies Results, (line) => console.log(line));
    sections.push(sectionOf(attack, results));
    const ours = results.get('softswitch');
    if (ours instanceof Error) broken.push(`${attack.id}: ${ours.message}`);
    else if (ours) broken.push(...unmet(attack, ours, values.short ? 'short' : 'full'));
  }
  if (values.write) await writePage(sections);
  for (const sentence of broken) console.log(sentence);
  return broken.length === 0 ? 0 : 1;
}

process.exit(await main());
