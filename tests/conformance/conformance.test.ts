import { conformanceCases, type EngineUnderTest, runCase } from '@zuoxi/ari/conformance';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { asteriskAvailable } from '../../scripts/asterisk/install.ts';
import { asteriskEngineUnderTest } from './asterisk-engine.ts';
import { asteriskDifferences, softswitchDifferences } from './differences.ts';
import { softswitchEngineUnderTest } from './softswitch-engine.ts';

describe.each([
  { name: 'softswitch', available: true, start: softswitchEngineUnderTest, differences: softswitchDifferences },
  { name: 'asterisk', available: asteriskAvailable(), start: asteriskEngineUnderTest, differences: asteriskDifferences },
])('$name conforms', ({ available, start, differences }) => {
  let engine: EngineUnderTest | undefined;
  beforeAll(async () => {
    if (available) engine = await start();
  });
  afterAll(() => engine?.close());

  for (const testCase of conformanceCases) {
    const reason = differences.get(testCase.name);
    const name = reason === undefined ? testCase.name : `${testCase.name} (a listed difference: ${reason})`;
    it.skipIf(!available)(name, async () => {
      if (!engine) throw new Error('no engine');
      const result = await runCase(testCase, engine);
      if (reason !== undefined && result.outcome === 'passed') throw new Error(`it conforms now; take it off the list: ${reason}`);
      if (reason === undefined && result.outcome === 'failed') throw result.error;
    });
  }
});
