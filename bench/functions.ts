import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions, run } from '../cli/command.ts';
import { readWholeNumber } from '../cli/whole-number.ts';
import type { MeasuredFunction } from './functions/events.ts';
import { buildMeasuredProgram, type Measurement, type Measuring, measure } from './functions/measure.ts';
import { describeRun, formatResults, formatTargets, isReached, type Row } from './functions/report.ts';
import { startServices } from './functions/services.ts';
import { summarize } from './functions/statistics.ts';
import { type Target, targetsOf } from './functions/targets.ts';
import { makeVariants, type Variant, type VariantName } from './functions/variants.ts';

const HELP = `
npm run bench -- [options]

Measures what the functions cost at a cold start: an empty handler, the bundles that are shipped, and the same
functions bundled naively, in fresh processes that take turns. bench/README.md says how to read it. Exit code 1
when a target is missed.

  --runs N  fresh processes of each (21)
  --warm N  invocations after the first, in each (100)`;

const FEWEST_RUNS = 15;
const MOST_RUNS = 10_000;
const MOST_WARM = 1_000_000;

await run(async () => {
  const values = readOptions(
    { runs: { type: 'string', default: '21' }, warm: { type: 'string', default: '100' } },
    HELP,
  );
  const runs = readWholeNumber('--runs', values.runs, FEWEST_RUNS, MOST_RUNS);
  const warmCount = readWholeNumber('--warm', values.warm, 1, MOST_WARM);
  const loadBefore = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'valohai-retry-bench-'));
  const services = await startServices(join(folder, 'authority.pem'));
  try {
    const variants = await makeVariants(folder, services.valohai);
    const program = await buildMeasuredProgram(folder);
    const rows = await measureInTurns(variants, runs, { services, program, warmCount });
    const targets = [...targetsIn(rows, 'webhook'), ...targetsIn(rows, 'retry')];
    console.log(
      [describeRun(runs, warmCount, loadBefore), formatResults(rows), formatTargets(targets)].join('\n\n'),
    );
    if (!targets.every(isReached)) process.exitCode = 1;
  } finally {
    await services.close();
    rmSync(folder, { recursive: true });
  }
});

/** In turns, because the machine's speed drifts: what slows one variant down slows down all. */
async function measureInTurns(
  variants: readonly Variant[],
  runs: number,
  measuring: Measuring,
): Promise<Row[]> {
  const taken = variants.map((variant) => ({ variant, measurements: Array.of<Measurement>() }));
  // The first of each reads its files from the disk.
  for (const { variant } of taken) await measure(variant, measuring);
  for (let round = 1; round <= runs; round += 1) {
    for (const { variant, measurements } of taken) measurements.push(await measure(variant, measuring));
    process.stderr.write(`\r${round} of ${runs}${round === runs ? '\n' : ''}`);
  }
  return taken.map(({ variant, measurements }) => ({ variant, summary: summarize(measurements) }));
}

function targetsIn(rows: readonly Row[], name: MeasuredFunction): Target[] {
  const shipped = rowOf(rows, name);
  return targetsOf(name, {
    shipped: shipped.summary.median,
    naive: rowOf(rows, `naive ${name}`).summary.median,
    empty: rowOf(rows, 'empty').summary.median,
    bytes: shipped.variant.bytes,
  });
}

function rowOf(rows: readonly Row[], name: VariantName): Row {
  const row = rows.find(({ variant }) => variant.name === name);
  if (row === undefined) throw new Error(`${name} was not measured`);
  return row;
}
