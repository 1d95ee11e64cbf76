// `npm run conformance -- --engine fake|softswitch|asterisk`: one line a case, and how many there were of each outcome.
import { parseArgs } from 'node:util';
import { conformanceCases, type EngineUnderTest, fakeEngineUnderTest, runCase } from '@zuoxi/ari/conformance';
import { asteriskEngineUnderTest } from './asterisk-engine.ts';
import { asteriskDifferences, softswitchDifferences } from './differences.ts';
import { softswitchEngineUnderTest } from './softswitch-engine.ts';

const USAGE = 'Usage: npm run conformance -- --engine fake|softswitch|asterisk [--only <part of a name>]';

const { values } = parseArgs({ options: { engine: { type: 'string', default: 'softswitch' }, only: { type: 'string', default: '' } } });

switch (values.engine) {
  case 'fake':
    process.exitCode = await runAll(fakeEngineUnderTest(), new Map());
    break;
  case 'softswitch':
    process.exitCode = await runAll(await softswitchEngineUnderTest(), softswitchDifferences);
    break;
  case 'asterisk':
    process.exitCode = await runAll(await asteriskEngineUnderTest(), asteriskDifferences);
    break;
  default:
    console.error(USAGE);
    process.exitCode = 2;
}

/** Returns the exit code: 0 when every case passed or is a listed difference. */
async function runAll(engine: EngineUnderTest, differences: ReadonlyMap<string, string>): Promise<number> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const testCase of conformanceCases) {
      if (!testCase.name.includes(values.only)) continue;
      const started = performance.now();
      const result = await runCase(testCase, engine);
      const took = `(${Math.round(performance.now() - started)} ms)`;
      const reason = differences.get(testCase.name);
      if (reason !== undefined && result.outcome === 'failed') {
        counts.skipped += 1;
        console.log(`skip  ${testCase.name} ${took}: ${reason}`);
      } else if (reason !== undefined) {
        counts.failed += 1;
        console.log(`FAIL  ${testCase.name} ${took}: it conforms now, take it off tests/conformance/differences.ts`);
      } else if (result.outcome === 'failed') {
        counts.failed += 1;
        console.log(`FAIL  ${testCase.name} ${took}: ${result.error.message.split('\n')[0]}`);
      } else {
        counts.passed += 1;
        console.log(`pass  ${testCase.name} ${took}`);
      }
    }
  } finally {
    await engine.close();
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed > 0 ? 1 : 0;
}
