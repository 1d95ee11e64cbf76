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

  it.each(conformanceCases.map((testCase) => [testCase.name, testCase] as const))('%s', async (name, testCase) => {
    const result = await runCase(testCase, engine);
    const reason = softswitchDifferences.get(name);
    if (reason === undefined && result.outcome === 'failed') throw result.error;
    if (reason !== undefined && result.outcome === 'passed') throw new Error(`it conforms now; take it off the list: ${reason}`);
  });
});
