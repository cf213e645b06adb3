import type { Decision } from '../../functions/policy/decide.ts';
import type { Fate } from './later-runs.ts';
import type { PastFailure } from './past-failure.ts';

/** A failure with what became of its step and commit. */
export interface ToldFailure extends PastFailure {
  readonly fate: Fate;
}

/** What one policy would have done about some failures; in shadow mode, what it would do without it. */
export interface Verdict {
  readonly retried: number;
  readonly refused: number;
  /** Not the policy's to judge: other projects, members of pipelines, what Valohai restarts by itself. */
  readonly leftAlone: number;
  /** Seconds of machine time: one retry of each, as long as the failed run. */
  readonly retrySeconds: number;
  /** Of the retried and of the refused, those whose step and commit succeeded in a later run. */
  readonly retriedAndSucceeded: number;
  readonly refusedAndSucceeded: number;
}

/** Some failures counted. */
export interface Tally {
  readonly name: string;
  readonly failures: number;
  readonly fates: Readonly<Record<Fate, number>>;
  /** In the order of the policies. */
  readonly verdicts: readonly Verdict[];
}

/** Counts failures by a name that each has, the most frequent first. */
export function tallyBy(
  failures: readonly ToldFailure[],
  nameOf: (failure: ToldFailure) => string,
  policies: number,
): Tally[] {
  const groups = Map.groupBy(failures, nameOf);
  return [...groups]
    .map(([name, group]) => tally(name, group, policies))
    .sort((one, other) => other.failures - one.failures || (one.name < other.name ? -1 : 1));
}

export function tally(name: string, failures: readonly ToldFailure[], policies: number): Tally {
  const withFate = (fate: Fate) => failures.filter((failure) => failure.fate === fate).length;
  return {
    name,
    failures: failures.length,
    fates: {
      succeeded: withFate('succeeded'),
      'failed again': withFate('failed again'),
      'not run again': withFate('not run again'),
      'not known': withFate('not known'),
    },
    verdicts: Array.from({ length: policies }, (_, policy) => verdict(failures, policy)),
  };
}

function verdict(failures: readonly ToldFailure[], policy: number): Verdict {
  const decided = (...kinds: readonly Decision['kind'][]) =>
    failures.filter(({ decisions }) => kinds.some((kind) => decisions[policy]?.kind === kind));
  const retried = decided('retry', 'would-retry');
  const refused = decided('give-up');
  return {
    retried: retried.length,
    refused: refused.length,
    leftAlone: failures.length - retried.length - refused.length,
    retrySeconds: retried.reduce((sum, { duration = 0 }) => sum + duration, 0),
    retriedAndSucceeded: succeeded(retried),
    refusedAndSucceeded: succeeded(refused),
  };
}

function succeeded(failures: readonly ToldFailure[]): number {
  return failures.filter(({ fate }) => fate === 'succeeded').length;
}
