import { describe, expect, it } from 'vitest';
import { runCommand } from '../cli/reading-command.ts';

describe('npm start', () => {
  it.each(['/nowhere/policy.yaml', '/'])(
    'says in a sentence that it cannot read the policy %s',
    async (file) => {
      const { code, stdout, stderr } = await runCommand('../local/main', ['--policy', file]);

      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^The policy cannot be read: E[A-Z]+: [^\n]+\n$/);
    },
  );
});
