import { describe, expect, it } from 'vitest';
import { runCommand, startCommand } from './reading-command.ts';

const START = '../local/main';
const HINT = 'options stand after `--`, e.g. `npm run webhook-url -- --new-key`\nSee --help.\n';

describe('the help', () => {
  it.each(['set-token', 'webhook-url', 'doctor', 'explain', 'rehearse', 'pending', 'dead-letters', 'sweep'])(
    'of %s has what its options do in one column',
    async (name) => {
      const { stdout } = await runCommand(name, ['--help']);

      const options = [...stdout.matchAll(/^ {2}--\S+(?: [A-Z]+)? +/gm)];
      expect(new Set(options.map(([words]) => words.length))).toEqual(new Set([17]));
    },
  );
});

describe('a forgotten --', () => {
  it.each([START, 'set-token', 'webhook-url', 'doctor', 'sweep', 'rehearse'])(
    'leaves a word over that %s refuses',
    async (name) => {
      expect(await runCommand(name, ['Other'], { env: {} })).toEqual({
        code: 1,
        stdout: '',
        stderr: `found Other, expected options only; ${HINT}`,
      });
    },
  );

  it.each([
    [START, [], 'time-scale'],
    ['webhook-url', [], 'new-key'],
    ['set-token', ['Other'], 'stack'],
    ['pending', ['cancel', 'acme/vision#7'], 'stack'],
    ['explain', ['acme/vision#7'], 'status-detail'],
  ])('is noticed by %s %j in what npm says it took: --%s', async (name, words, option) => {
    const variable = `npm_config_${option.replace('-', '_')}`;

    expect(await runCommand(name, words, { env: { [variable]: 'true' } })).toEqual({
      code: 1,
      stdout: '',
      stderr: `npm took --${option} for its own (${variable}); ${HINT}`,
    });
  });

  it('is not read into what somebody has set for npm itself', async () => {
    const env = { npm_config_yes: 'true', npm_config_json: 'true', npm_config_loglevel: 'error' };

    const { stderr } = await runCommand('pending', ['--state', '/nowhere'], { env });

    expect(stderr).toMatch(/^No installation runs with the folder \/nowhere\./);
  });

  it('does not keep the help back', async () => {
    const { code, stdout } = await runCommand('pending', ['--help'], { env: { npm_config_stack: 'true' } });

    expect(code).toBe(0);
    expect(stdout).toMatch(/^npm run pending -- /);
  });
});

describe('a whole number', () => {
  it.each([
    ['../test/faults/fuzz', ['--size=abc'], '--size: found abc, expected a whole number from 1 to 100000000'],
    ['../test/faults/soak', ['--seed=-1'], '--seed: found -1, expected a whole number from 0 to 999999'],
    [
      '../test/faults/stampede',
      ['--seconds=1.5'],
      '--seconds: found 1.5, expected a whole number from 1 to 3600',
    ],
    ['../bench/functions', ['--runs=14'], '--runs: found 14, expected a whole number from 15 to 10000'],
    [
      '../bench/functions',
      ['--warm=1000001'],
      '--warm: found 1000001, expected a whole number from 1 to 1000000',
    ],
    [
      'rehearse',
      ['--project=acme/vision', '--last=0'],
      '--last: found 0, expected a whole number from 1 to 100000',
    ],
  ])('is all that %s takes in %j', async (name, words, refusal) => {
    expect(await runCommand(name, words)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${refusal}\nSee --help.\n`,
    });
  });
});

describe('a command whose output nobody reads any more', () => {
  it('ends without a word, as the one before head does', async () => {
    const tail = `${JSON.stringify({ message: 'KeyError: 1' })}\n`;
    const { process: child, ended } = startCommand('classify', [], { input: tail.repeat(20_000) });
    child.stdout?.destroy();

    expect(await ended).toEqual({ code: 141, stdout: '', stderr: '' });
  });
});
