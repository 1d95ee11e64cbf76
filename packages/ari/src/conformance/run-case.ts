import { AriRequestError } from '../errors.ts';
import { type ConformanceCase, Stage } from './case.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

export type CaseResult = { outcome: 'passed' } | { outcome: 'failed'; error: Error };

/** Runs one case on an engine that it leaves empty. */
export async function runCase(testCase: ConformanceCase, engine: EngineUnderTest): Promise<CaseResult> {
  engine.events.forget();
  try {
    await testCase.run(new Stage(engine));
    return { outcome: 'passed' };
  } catch (error) {
    return { outcome: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    await reset(engine);
  }
}

const EMPTY_WITHIN_MS = 4_000;

/** Hangs up and destroys whatever the case has left behind. */
export async function reset(engine: EngineUnderTest): Promise<void> {
  const { channels, bridges } = engine.requests;
  for (let waitedMs = 0; ; waitedMs += 20) {
    const left = await channels.list();
    for (const channel of left) await channels.hangup(channel.id).catch(ignoreGone);
    if (left.length === 0) break;
    if (waitedMs >= EMPTY_WITHIN_MS) throw new Error(`channels stay: ${left.map((channel) => channel.name).join(', ')}`);
    await engine.pass(20);
  }
  engine.forgetCalls?.();
  for (const bridge of await bridges.list()) await bridges.destroy(bridge.id).catch(ignoreGone);
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof AriRequestError)) throw error;
}
