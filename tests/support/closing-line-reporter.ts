import type { Reporter, TestModule } from 'vitest/node';

const SLOWEST = 10;

/**
 * Ends the run with `N passed, N failed, N skipped` alone on a line, which CI reads. Before it: the slowest files, what was skipped, and
 * each failure in a line, because CI keeps the end of what was printed.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const lines: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) {
        count.failed += 1;
        lines.push(`failed: ${module.relativeModuleId}: ${firstLine(module.errors())}`);
      }
      // Of a suite whose `beforeAll` failed the tests count as skipped.
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length === 0) continue;
        count.failed += 1;
        lines.push(`failed: ${module.relativeModuleId} > ${suite.fullName}: ${firstLine(suite.errors())}`);
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        count[state] += 1;
        if (state === 'skipped') lines.push(`skipped: ${test.fullName}`);
        if (state === 'failed') lines.push(`failed: ${module.relativeModuleId} > ${test.fullName}: ${firstLine(errors ?? [])}`);
      }
    }
    const slowest = modules
      .map((module) => ({ name: module.relativeModuleId, seconds: Math.round(module.diagnostic().duration / 1000) }))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, SLOWEST);
    process.on('exit', () => {
      for (const { name, seconds } of slowest) console.log(`${`${seconds}`.padStart(4)} s: ${name}`);
      for (const line of lines.sort()) console.log(line);
      console.log(`${count.passed} passed, ${count.failed + count.pending} failed, ${count.skipped} skipped`);
    });
  }
}

const firstLine = (errors: readonly { message: string }[]): string => (errors[0]?.message ?? '').split('\n', 1)[0] ?? '';
