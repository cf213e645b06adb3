import { cpus, loadavg, release } from 'node:os';
import type { Summary } from './statistics.ts';
import type { Target } from './targets.ts';
import type { Variant } from './variants.ts';

/** One line of the table of results. */
export interface Row {
  readonly variant: Variant;
  readonly summary: Summary;
}

/** How it was taken, so that results can be compared. */
export function describeRun(runs: number, warmCount: number, loadBefore: readonly number[]): string {
  const [processor] = cpus();
  return [
    `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, Node ${process.versions.node}, ${process.platform} ${release()} ${process.arch}`,
    `${processor?.model ?? 'unknown processor'}, ${cpus().length} cores, load average ${load(loadBefore)} before and ${load(loadavg())} after`,
    `${runs} fresh processes of each variant, taking turns, after one that does not count; medians`,
    `${warmCount} warm invocations in each; Valohai, Secrets Manager and the Scheduler over TLS in another process`,
  ].join('\n');
}

function load(average: readonly number[]): string {
  return (average[0] ?? 0).toFixed(2);
}

/** @param rows the first is the empty handler, which the others are compared with */
export function formatResults(rows: readonly Row[]): string {
  const empty = rows[0]?.summary.median;
  const times = (value: number, base: number | undefined) => `${(value / (base ?? Number.NaN)).toFixed(2)} ×`;
  const body = rows.map(({ variant, summary: { median, firstMsQuartiles } }) => [
    variant.name,
    (variant.bytes / 1_000).toFixed(1),
    median.loadMs.toFixed(1),
    times(median.loadMs, empty?.loadMs),
    median.firstMs.toFixed(1),
    `${firstMsQuartiles.map((ms) => ms.toFixed(0)).join('–')}`,
    times(median.firstMs, empty?.firstMs),
    median.peakMb.toFixed(1),
    times(median.peakMb, empty?.peakMb),
    variant.name === 'empty' ? '' : median.warmPerSecond.toFixed(0),
  ]);
  const head = ['', 'kB', 'load ms', '', '+ first ms', 'quartiles', '', 'peak MiB', '', 'warm/s'];
  return formatTable([head, ...body]);
}

/** One line for each target, ending in pass or fail. */
export function formatTargets(targets: readonly Target[]): string {
  const body = targets.map((target) => [
    target.what,
    `${target.measured.toFixed(2)} ${target.unit}`,
    `at most ${target.atMost}`,
    isReached(target) ? 'pass' : 'FAIL',
  ]);
  return formatTable(body);
}

export function isReached({ measured, atMost }: Target): boolean {
  return measured <= atMost;
}

/** Columns as wide as needed, the first to the left, the others to the right. */
function formatTable(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  };
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
