import { describe, expect, it } from 'vitest';
import { readHost } from '../../cli/read-host.ts';
import { runCommand } from './reading-command.ts';

const EXPECTED = 'expected an address such as https://app.valohai.com, without a path, a query or a password';

describe('--host', () => {
  it.each(['valohai', 'ftp://a.example', 'https://a.example/p/acme'])(
    'takes no more than a policy does: %s',
    (host) => {
      expect(() => readHost(host)).toThrow(`--host: found ${host}, ${EXPECTED}`);
    },
  );

  it('takes no password, and does not print it', () => {
    expect(() => readHost('https://me:s/e@cret@a.example')).toThrow(
      `--host: found https://…@a.example, ${EXPECTED}`,
    );
  });

  it('becomes what requests begin with', () => {
    expect(readHost('https://A.example:443/')).toBe('https://a.example');
  });

  it.each(['explain', '../local/main'])('is read alike by %s', async (name) => {
    const host = 'https://a.example/p/acme';

    const { code, stderr } = await runCommand(name, ['--host', host, ...(name === 'explain' ? ['a#1'] : [])]);

    expect(code).toBe(1);
    expect(stderr).toBe(`--host: found ${host}, ${EXPECTED}\nSee --help.\n`);
  });
});
