import os from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** At a release: what tests store is collected (`scripts/migrate-check.ts`). */
const keepsItems = process.env.JINDIAN_KEEP_ITEMS !== undefined;

const common = {
  // For what hangs: a step that looks at every page takes its minutes where others work on the same cores.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  pool: 'forks' as const,
  execArgv: ['--no-warnings'],
  setupFiles: ['./vitest.setup.ts', ...(keepsItems ? ['./scripts/released/keep-items.setup.ts'] : [])],
};

/**
 * One file after another in the same process: what they import is read and compiled once. They share no state but what
 * the modules themselves keep, as one process in production does.
 */
const shared = { isolate: keepsItems };

/**
 * Small files of which each test is a whole life with many deaths in it: begun late, one of them would run alone at the
 * end, on one core.
 */
const long = /\/crash[^/]*\.test\.ts$|\.property\.test\.ts$/;

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId);
    return [...new Set(sorted.map(({ project }) => project))].flatMap((project) => {
      const own = sorted.filter((file) => file.project === project);
      return [...own.filter(isLong), ...own.filter((file) => !isLong(file))];
    });
  }
}

/**
 * unit: beside the code, rules and modules, on the embedded engine in memory; part of `npm run check`.
 * integration: the whole system over HTTP. headless: the built weapp. journeys: real Chromium. deploy: CDK and bundles.
 */
export default defineConfig({
  test: {
    // One more than there are cores: a phone that waits for its screen, or a browser that draws, leaves a core to others.
    maxWorkers: os.availableParallelism() + 1,
    sequence: { sequencer: LongOnesFirst },
    // What one project has compiled the next ones read, and so does the next run: most of the sources are in all of them.
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          ...shared,
          include: [
            'shared/src/**/*.test.ts',
            'embedded-dynamodb/**/*.test.ts',
            'functions/src/**/*.test.ts',
          ],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          ...common,
          name: 'integration',
          ...shared,
          include: ['functions/src/**/*.integration.test.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'headless',
          include: ['miniprogram/test/**/*.test.ts'],
          globalSetup: ['./miniprogram/test/support/build-host.ts'],
        },
      },
      { test: { ...common, name: 'journeys', ...shared, include: ['e2e/**/*.test.ts'] } },
      {
        test: {
          ...common,
          name: 'deploy',
          include: ['cdk/test/**/*.test.ts', 'cdk/split/**/*.test.ts'],
          globalSetup: ['./cdk/test/build-bundles.ts'],
        },
      },
    ],
  },
});
