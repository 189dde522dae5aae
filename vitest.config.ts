import { defineConfig } from 'vitest/config';

const common = {
  testTimeout: 120_000,
  hookTimeout: 180_000,
  pool: 'forks' as const,
  execArgv: ['--no-warnings'],
  setupFiles: ['./vitest.setup.ts'],
};

/**
 * One file after another in the same process: what they import is read and compiled once. They share no state but what
 * the modules themselves keep, as one process in production does.
 */
const shared = { isolate: false };

/**
 * unit: beside the code, rules and modules, on the embedded engine in memory; part of `npm run check`.
 * integration: the whole system over HTTP. headless: the built weapp. journeys: real Chromium. deploy: CDK and bundles.
 */
export default defineConfig({
  test: {
    // Of two cores both: one would be kept back for a person who works beside it.
    maxWorkers: '100%',
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
