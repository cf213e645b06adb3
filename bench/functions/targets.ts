import type { MeasuredFunction } from './events.ts';
import type { Measurement } from './measure.ts';

/** What a function is held against. */
export interface Compared {
  readonly shipped: Measurement;
  readonly naive: Measurement;
  readonly empty: Measurement;
  /** Of the shipped bundle, all its files. */
  readonly bytes: number;
}

/** What is to be reached, and what was. */
export interface Target {
  readonly what: string;
  readonly measured: number;
  readonly atMost: number;
  readonly unit: string;
}

/** The targets of one function. That of its load stands for the webhook only, whose sender waits. */
export function targetsOf(name: MeasuredFunction, { shipped, naive, empty, bytes }: Compared): Target[] {
  const first = `${name}: load + first complete invocation`;
  return [
    ...(name === 'webhook'
      ? [{ what: `${name}: load`, measured: shipped.loadMs / empty.loadMs, atMost: 2, unit: '× empty' }]
      : []),
    { what: first, measured: shipped.firstMs / empty.firstMs, atMost: 4.5, unit: '× empty' },
    { what: first, measured: shipped.firstMs / naive.firstMs, atMost: 0.75, unit: '× naive' },
    { what: `${name}: bundle`, measured: bytes / 1_000, atMost: 300, unit: 'kB' },
    { what: `${name}: peak memory`, measured: shipped.peakMb / empty.peakMb, atMost: 1.7, unit: '× empty' },
  ];
}
