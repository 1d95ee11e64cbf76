import { defineConfig } from 'vitest/config';
import { LongestFirst, PURE, SERVER } from './tests/support/longest-first.ts';

export default defineConfig({
  test: {
    setupFiles: ['tests/support/setup.ts'],
    // Two cores: a third worker found none idle (load 13), and made the timing of audio tests worse.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: ['default', './tests/support/closing-line-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: [SERVER, ...PURE].map((folder) => `${folder}/**`),
          globalSetup: ['tests/support/global-database.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: [`${SERVER}/**/*.test.ts`],
          globalSetup: ['tests/support/global-database.ts'],
          // Each file has servers of its own; the modules, which take longer to load than most files to run, serve the next file, too.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'pure',
          include: PURE.map((folder) => `${folder}/**/*.test.ts`),
          // Runs of chance are counted, not timed: 7 s alone, and more beside another program.
          testTimeout: 90_000,
          // They leave nothing behind, so a worker takes one after the other: 55 files in 25 s of processor time instead of 68.
          isolate: false,
        },
      },
    ],
  },
});
