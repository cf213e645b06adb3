import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/bundle-once.ts'],
    // The journeys mostly wait; on two cores one file at a time would leave both idle.
    maxWorkers: 2,
    reporters: ['default', './test/closing-line.ts'],
    // The journeys start processes; on two cores they need more than the default five seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
