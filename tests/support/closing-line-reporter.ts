import type { Reporter, TestModule } from 'vitest/node';

/** Longer files are named with their time: the whole has 30 minutes (docs/ARCHITECTURE.md). */
const LONG_MS = 90_000;

/**
 * Ends the run with `N passed, N failed, N skipped` alone on a line, which CI reads. Before it: which files took long, what was skipped, and
 * each failure in a line, because CI keeps the end of what was printed.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const lines: string[] = [];
    for (const module of modules) {
      const { duration } = module.diagnostic();
      if (duration > LONG_MS) lines.push(`${Math.round(duration / 1000)} s: ${module.relativeModuleId}`);
      if (module.state() === 'failed' && module.errors().length > 0) {
        count.failed += 1;
        lines.push(`failed: ${module.relativeModuleId}: ${firstLine(module.errors())}`);
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        count[state] += 1;
        if (state === 'skipped') lines.push(`skipped: ${test.fullName}`);
        if (state === 'failed') lines.push(`failed: ${module.relativeModuleId} > ${test.fullName}: ${firstLine(errors ?? [])}`);
      }
    }
    process.on('exit', () => {
      for (const line of lines.sort()) console.log(line);
      console.log(`${count.passed} passed, ${count.failed + count.pending} failed, ${count.skipped} skipped`);
    });
  }
}

const firstLine = (errors: readonly { message: string }[]): string => (errors[0]?.message ?? '').split('\n', 1)[0] ?? '';
