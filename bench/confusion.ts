import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { classify } from '../functions/policy/classify.ts';
import { FAILURE_REASONS, isPassing } from '../functions/policy/failure.ts';

// How often classify() agrees with people. Reads JSON lines {"message", "label"}, the label being a reason, or
// `transient` for any of the passing ones, and prints a table and what it gets wrong.
//   node bench/confusion.ts [FILE]

const LABELS = ['transient', ...FAILURE_REASONS] as const;
const Row = v.object({ message: v.string(), label: v.picklist(LABELS) });
type Row = v.InferOutput<typeof Row>;
const WIDTH = 15;

const file = process.argv[2] ?? '../shared/data/failure-messages.jsonl';
if (existsSync(file)) report(read(file));
else process.stdout.write(`${file} is not here: nothing to measure\n`);

function read(path: string): Row[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => v.parse(Row, JSON.parse(line)));
}

function report(rows: readonly Row[]): void {
  const judged = rows.map((row, index) => ({
    ...row,
    index,
    failure: classify({ log: [{ stream: 'stderr', message: row.message }] }),
  }));
  const isLabelPassing = (label: Row['label']) => label === 'transient' || isPassing(label);
  const isRight = ({ label, failure }: (typeof judged)[number]) =>
    label === 'transient' ? isPassing(failure.reason) : failure.reason === label;

  print(['label', ...FAILURE_REASONS]);
  for (const label of LABELS) {
    const ofLabel = judged.filter((row) => row.label === label);
    if (ofLabel.length === 0) continue;
    print([
      label,
      ...FAILURE_REASONS.map((reason) => count(ofLabel, ({ failure }) => failure.reason === reason)),
    ]);
  }
  for (const { index, label, failure } of judged.filter((row) => !isRight(row))) {
    const { reason, signature = 'no signature', line = '' } = failure;
    process.stdout.write(`#${index} is ${label}, called ${reason} (${signature}): ${line}\n`);
  }
  const passing = judged.filter(({ label }) => isLabelPassing(label));
  const lasting = judged.filter(({ label }) => !isLabelPassing(label));
  const calledPassing = ({ failure }: (typeof judged)[number]) => isPassing(failure.reason);
  process.stdout.write(
    `passing called passing ${count(passing, calledPassing)}/${passing.length}, ` +
      `others called passing ${count(lasting, calledPassing)}/${lasting.length}, ` +
      `class right ${count(judged, isRight)}/${judged.length}\n`,
  );
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): string {
  return String(items.filter(holds).length);
}

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell) => cell.padStart(WIDTH)).join('')}\n`);
}
