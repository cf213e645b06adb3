import type { Measurement } from './measure.ts';

/** What many processes of one variant took. */
export interface Summary {
  readonly median: Measurement;
  /** First and third quartile of the first invocation's CPU time, the noisiest of the figures. */
  readonly firstMsQuartiles: readonly [number, number];
}

/** @param measurements at least one */
export function summarize(measurements: readonly Measurement[]): Summary {
  const of = (part: number, key: keyof Measurement) =>
    quantile(
      measurements.map((one) => one[key]),
      part,
    );
  return {
    median: {
      loadMs: of(0.5, 'loadMs'),
      firstMs: of(0.5, 'firstMs'),
      peakMb: of(0.5, 'peakMb'),
      warmPerSecond: of(0.5, 'warmPerSecond'),
    },
    firstMsQuartiles: [of(0.25, 'firstMs'), of(0.75, 'firstMs')],
  };
}

/** The value below which that part of the values lies, interpolated between the two next to it. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}
