import { conformanceCases, type EngineUnderTest, runCase } from '@zuoxi/ari/conformance';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { softswitchDifferences } from './differences.ts';
import { softswitchEngineUnderTest } from './softswitch-engine.ts';

describe('the softswitch conforms', () => {
  let engine: EngineUnderTest;
  beforeAll(async () => {
    engine = await softswitchEngineUnderTest();
  });
  afterAll(async () => {
    await engine.close();
  });

  for (const testCase of conformanceCases) {
    it(testCase.name, async ({ skip }) => {
      const result = await runCase(testCase, engine);
      const reason = softswitchDifferences.get(testCase.name);
      if (reason !== undefined && result.outcome === 'passed') throw new Error(`it conforms now; take it off the list: ${reason}`);
      if (reason !== undefined) skip(reason);
      if (result.outcome === 'failed') throw result.error;
    });
  }
});
