import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

async function execute(input: string, ...words: string[]) {
  const child = spawn(process.execPath, ['cli/classify.ts', ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

async function run(input: string) {
  const { out, ...ended } = await execute(input);
  const lines = out.split('\n').filter(Boolean);
  return { answers: lines.map((line) => JSON.parse(line)), ...ended };
}

describe('npm run classify', () => {
  it('prints one judgement for each line, in order', async () => {
    const tails = [
      "Traceback (most recent call last):\nKeyError: 'label'",
      'ConnectionResetError: [Errno 104] reset',
      'step 1',
    ];
    const { answers, err, code } = await run(
      tails.map((message) => `${JSON.stringify({ message })}\n`).join(''),
    );
    expect(answers).toEqual([
      { reason: 'permanent', passing: false, signature: 'python-key-error', line: "KeyError: 'label'" },
      {
        reason: 'network',
        passing: true,
        signature: 'connection-reset',
        line: 'ConnectionResetError: [Errno 104] reset',
      },
      { reason: 'unknown', passing: false, signature: null, line: null },
    ]);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  it('says which line it cannot read, answers in its place and goes on', async () => {
    const { answers, err, code } = await run(
      '{"message":"exit code 1"}\nnot JSON\n{"text":"x"}\n{"message":"Killed"}',
    );
    const [first, second] = ['not JSON', '{"text":"x"}'].map(
      (found) => `expected {"message": "…"} on one line, found ${found}`,
    );
    expect(answers.map(({ reason }) => reason)).toEqual(['unknown', undefined, undefined, 'resource']);
    expect(answers.slice(1, 3)).toEqual([{ error: first }, { error: second }]);
    expect(err).toBe(`line 2: ${first}\nline 3: ${second}\n`);
    expect(code).toBe(1);
  });

  it.each([
    ['{\n"message": "x"\n}', ['{', '"message": "x"', '}']],
    ['[]', ['[]']],
    ['{"message":3}', ['{"message":3}']],
    ['\u001b[31m"red"', ['"red"']],
    [`"${'x'.repeat(59)}`, [`"${'x'.repeat(59)}`]],
    [`"${'x'.repeat(60)}`, [`"${'x'.repeat(59)}…`]],
  ])('shows what it found instead, in short: %j', async (input, found) => {
    const { err } = await run(input);
    expect(err).toBe(
      found
        .map((text, index) => `line ${index + 1}: expected {"message": "…"} on one line, found ${text}\n`)
        .join(''),
    );
  });

  it('reads a file that begins with a byte order mark', async () => {
    const { answers, code } = await run('\uFEFF{"message":"Killed"}\n');
    expect(answers).toMatchObject([{ reason: 'resource' }]);
    expect(code).toBe(0);
  });

  it('explains itself, and refuses words that it does not know', async () => {
    const help = await execute('', '--help');
    expect(help).toMatchObject({ out: expect.stringContaining('{"message": '), code: 0 });
    const refused = await execute('', 'tails.jsonl');
    expect(refused).toMatchObject({ out: '', err: expect.stringContaining('standard input'), code: 1 });
  });

  it('answers nothing to nothing', async () => {
    expect(await run('')).toEqual({ answers: [], err: '', code: 0 });
  });
});
