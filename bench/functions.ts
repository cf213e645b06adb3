/**
 * Measures what the functions cost at a cold start: an empty handler, the bundles that are shipped, and the
 * same functions bundled naively, in fresh processes that take turns. README.md says how to read it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { MeasuredFunction } from './functions/events.ts';
import { buildMeasuredProgram, type Measurement, type Measuring, measure } from './functions/measure.ts';
import { describeRun, formatResults, formatTargets, isReached, type Row } from './functions/report.ts';
import { startServices } from './functions/services.ts';
import { summarize } from './functions/statistics.ts';
import { type Target, targetsOf } from './functions/targets.ts';
import { makeVariants, type Variant, type VariantName } from './functions/variants.ts';

const FEWEST_RUNS = 15;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '21' }, warm: { type: 'string', default: '100' } },
});
const runs = Number(values.runs);
const warmCount = Number(values.warm);
if (!Number.isInteger(runs) || runs < FEWEST_RUNS) throw new Error(`--runs takes ${FEWEST_RUNS} or more`);
if (!Number.isInteger(warmCount) || warmCount < 1) throw new Error('--warm takes 1 or more');

const loadBefore = loadavg();
const folder = mkdtempSync(join(tmpdir(), 'valohai-retry-bench-'));
const services = await startServices(join(folder, 'authority.pem'));
try {
  const variants = await makeVariants(folder, services.valohai);
  const program = await buildMeasuredProgram(folder);
  const rows = await measureInTurns(variants, { services, program, warmCount });
  const targets = [...targetsIn(rows, 'webhook'), ...targetsIn(rows, 'retry')];
  console.log(
    [describeRun(runs, warmCount, loadBefore), formatResults(rows), formatTargets(targets)].join('\n\n'),
  );
  if (!targets.every(isReached)) process.exitCode = 1;
} finally {
  await services.close();
  rmSync(folder, { recursive: true });
}

/** In turns, because the machine's speed drifts: what slows one variant down slows down all. */
async function measureInTurns(variants: readonly Variant[], measuring: Measuring): Promise<Row[]> {
  const taken = variants.map((variant) => ({ variant, measurements: Array.of<Measurement>() }));
  // The first of each reads its files from the disk.
  for (const { variant } of taken) await measure(variant, measuring);
  for (let run = 1; run <= runs; run += 1) {
    for (const { variant, measurements } of taken) measurements.push(await measure(variant, measuring));
    process.stderr.write(`\r${run} of ${runs}${run === runs ? '\n' : ''}`);
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
