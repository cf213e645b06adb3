import { describe, expect, it } from 'vitest';
import { requiredLiterals } from '../../../functions/policy/classify/required-literals.ts';
import { classify } from '../../../functions/policy/classify.ts';
import { CATALOGUE } from '../../../functions/policy/signatures/catalogue.ts';

const MEGABYTE = 1024 * 1024;
// Far above what a judgement takes on a slow machine, far below what backtracking without bound would take.
const GENEROUS_MS = 3000;

/** What a pattern begins to match over and over: its own words and the pieces between its branches. */
function seeds(patterns: readonly RegExp[]): string[] {
  return [...new Set(patterns.flatMap(piecesOf))];
}

function piecesOf(pattern: RegExp): string[] {
  const pieces = pattern.source
    .split(/\||\{\d{0,4},?\d{0,4}\}|\(\?[:=!]|[()[\]]/)
    .map((piece) => piece.replace(/\\[bdwsDWS]|[\\?^$.]/g, ''))
    .filter((piece) => piece.length > 2);
  return [...(requiredLiterals(pattern) ?? []), ...pieces];
}

function withoutClasses(source: string): string {
  return source.replace(/\[(?:\\.|[^\]\\])*\]/g, 'C').replace(/\\./g, 'E');
}

describe('a hostile log', () => {
  it.each(CATALOGUE)('cannot make $id repeat without bound', ({ patterns, unless }) => {
    for (const { source } of [...patterns, ...(unless ? [unless] : [])]) {
      expect(withoutClasses(source)).not.toMatch(/[*+]|\{\d+,\}/);
    }
  });

  it.each(CATALOGUE)('of a megabyte made for $id is judged like any other', ({ patterns }) => {
    // Each of its seeds over a line of its own, as long as a line is ever judged.
    const lines = seeds(patterns).map((seed) => seed.repeat(Math.ceil(1600 / seed.length)));
    const many = Array.from(
      { length: Math.ceil(MEGABYTE / 1600) },
      (_, index) => lines[index % lines.length] ?? '',
    );
    const start = performance.now();
    classify({ log: [{ stream: 'stderr', message: many.join('\n') }] });
    expect(performance.now() - start).toBeLessThan(GENEROUS_MS);
  });

  it.each([
    '\u001b[',
    '[rank1]: ',
    '\r',
    '  File "',
    'a.b.',
    'Caused by: ',
    '##[error]',
    'retry in 1s ',
    '\\n',
    '{"level":"',
  ])('of %j over and over is judged', (piece) => {
    const start = performance.now();
    classify({
      log: [{ stream: 'stderr', message: piece.repeat(MEGABYTE / piece.length) }],
      statusDetail: piece.repeat(9999),
    });
    expect(performance.now() - start).toBeLessThan(GENEROUS_MS);
  });

  it('takes no longer the longer it is, because only its end is read', () => {
    const ending = "Traceback (most recent call last):\nKeyError: 'label'";
    const judged = classify({
      log: [{ stream: 'stdout', message: `${'x\n'.repeat(4 * MEGABYTE)}${ending}` }],
    });
    expect(judged).toMatchObject({
      reason: 'permanent',
      signature: 'python-key-error',
      line: "KeyError: 'label'",
    });
  });
});
