import { defineConfig } from 'vitest/config';

/** The quick tests of what is mutated: hundreds of mutants run them all. */
export default defineConfig({
  test: {
    include: ['test/policy/classify/*.test.ts'],
    exclude: ['**/command.test.ts', '**/hostile-input.test.ts', '**/properties.test.ts'],
    setupFiles: ['test/repeatable-properties.ts'],
  },
});
