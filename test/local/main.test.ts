import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../cli/reading-command.ts';
import { StartedProcess } from './started-process.ts';

describe('npm start', () => {
  it.each(['/nowhere/policy.yaml', '/'])(
    'says in a sentence that it cannot read the policy %s',
    async (file) => {
      const { code, stdout, stderr } = await runCommand('../local/main', ['--policy', file]);

      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^The policy cannot be read: E[A-Z]+: [^\n]+\n$/);
    },
  );

  // Linux has all of 127.0.0.0/8.
  it.runIf(process.platform === 'linux')(
    'listens on the address that it is given, and prints it',
    async () => {
      const state = mkdtempSync(join(tmpdir(), 'valohai-retry-address-'));
      const started = new StartedProcess(state, { address: '127.0.0.2' });
      onTestFinished(async () => {
        await started.stop();
        rmSync(state, { recursive: true, force: true });
      });

      const { webhookUrl } = await started.ready();
      const { hostname, port } = new URL(webhookUrl);

      expect(hostname).toBe('127.0.0.2');
      expect((await fetch(`http://127.0.0.2:${port}/`, { method: 'POST' })).status).toBe(401);
      await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
    },
  );

  it('says in a sentence that the machine has no such address', async () => {
    // Of a range that is kept for documentation.
    const { code, stderr } = await runCommand('../local/main', ['--address', '198.51.100.1']);

    expect(stderr).toBe('This machine has no address 198.51.100.1. Choose another with --address.\n');
    expect(code).toBe(1);
  });
});
