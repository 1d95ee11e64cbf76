import { describe, expect, test } from 'vitest';
import { engines } from '../support/engines.ts';
import { attacks } from './attacks/index.ts';
import { printTable, unmet } from './support/report.ts';
import { runAttack } from './support/run-attack.ts';

const LIMIT_MS = 90_000;

/** The short form of each attack: what the softswitch makes of it is asserted. `npm run attacks` is the long form, on both engines. */
describe('beside a call that must not notice it', () => {
  for (const attack of attacks) {
    test(`${attack.id} ${attack.title}`, { timeout: LIMIT_MS }, async () => {
      const figures = await runAttack(attack, 'softswitch', 'short');
      printTable(attack, new Map([['softswitch', figures]]), (line) => console.log(line));
      expect(unmet(attack, figures, 'short')).toEqual([]);
    });
  }
});

const asterisk = engines.find(({ engine }) => engine === 'asterisk');
/** Those that are short and tell the engines apart; the others are in docs/security/attacks.md. */
const SHOWN = ['F8', 'F10', 'REFER'];

/** For comparison only: no figure of Asterisk fails our build. */
describe.skipIf(!asterisk?.available)('the same on Asterisk, as information', () => {
  for (const attack of attacks.filter(({ id }) => SHOWN.includes(id))) {
    test(`${attack.id} ${attack.title}`, { timeout: LIMIT_MS }, async () => {
      const figures = await runAttack(attack, 'asterisk', 'short').catch((error: unknown) => new Error(String(error)));
      printTable(attack, new Map([['asterisk', figures]]), (line) => console.log(line));
    });
  }
});
