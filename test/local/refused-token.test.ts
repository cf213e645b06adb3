import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../cli/reading-command.ts';
import { json, LocalServer } from '../valohai/local-server.ts';

it('a token that Valohai refuses is told at once, and not kept for the next start', async () => {
  const valohai = await LocalServer.start(json({ detail: 'Invalid token.' }, 401));
  const state = mkdtempSync(join(tmpdir(), 'valohai-retry-refused-'));
  onTestFinished(async () => {
    await valohai[Symbol.asyncDispose]();
    rmSync(state, { recursive: true, force: true });
  });
  const words = ['--host', valohai.origin, '--state', state, '--port', '0'];

  const refused = await runCommand('../local/main', words, { env: { VALOHAI_TOKEN: 'mistyped' } });

  expect(refused).toMatchObject({
    code: 1,
    stderr: `${valohai.origin} refuses this token (401); nothing was stored.\n`,
  });
  expect(refused.stdout).not.toContain('mistyped');

  const again = await runCommand('../local/main', words, { env: {}, input: '\n' });

  expect(again.stderr).toContain('A token for Valohai is needed');
});
