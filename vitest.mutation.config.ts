import { defineConfig } from 'vitest/config';

/** The quick tests of what is mutated, and no bundling before them. */
export default defineConfig({
  test: {
    include: [
      'test/policy/*.test.ts',
      'test/policy/{examine,pattern,rules}/*.test.ts',
      'test/policy/reference/reference.test.ts',
      'test/webhook/authenticate.test.ts',
    ],
    exclude: ['**/properties.test.ts'],
    setupFiles: ['test/repeatable-properties.ts'],
  },
});
