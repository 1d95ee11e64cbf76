import { conformanceCases, fakeEngineUnderTest, runCase } from '@zuoxi/ari/conformance';
import { describe, it } from 'vitest';

describe('the fake engine conforms', () => {
  const engine = fakeEngineUnderTest();
  it.each(conformanceCases.map((testCase) => [testCase.name, testCase] as const))('%s', async (_name, testCase) => {
    const result = await runCase(testCase, engine);
    if (result.outcome === 'failed') throw result.error;
  });
});
