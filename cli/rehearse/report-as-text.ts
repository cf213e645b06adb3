import type { Decision } from '../../functions/policy/decide.ts';
import { formatDuration } from '../../functions/policy/duration.ts';
import { describeDecision } from '../describe-decision.ts';
import { printable } from '../printable.ts';
import { type Column, table } from '../table.ts';
import type { Report } from './report.ts';
import type { Tally, ToldFailure, Verdict } from './tally.ts';

/** More of a list than this is for `--json`. */
const MOST_LISTED = 20;
const MOST_NAMED = 5;

/** A report for people, as lines that cannot steer a terminal. */
export function reportAsText(report: Report): string[] {
  return told(report).map(printable);
}

function told(report: Report): string[] {
  const { project, host, failures, endedBy } = report;
  if (failures.length === 0 && endedBy === undefined) {
    return [`${project} at ${host} has no failed execution.`];
  }
  if (failures.length === 0) return ending(report);
  return [
    ...heading(report),
    ...section('By class', counted(report, 'class', report.byClass)),
    ...section('By step', counted(report, 'step', report.byStep)),
    ...totals(report),
    ...explanation(report),
    ...leftAlone(report),
    ...unplaced(report),
    ...differences(report),
    ...ending(report),
  ];
}

function heading({ project, host, failures, policies }: Report): string[] {
  const newest = failures[0]?.failedAt;
  const oldest = failures.at(-1)?.failedAt;
  const span = newest && oldest ? `, ${toDay(oldest)} to ${toDay(newest)}` : '';
  const names = policies.map((file, index) => (policies.length > 1 ? `${label(index)}: ${file}` : file));
  return [
    `${project} at ${host}: ${plural(failures.length, 'failure')}${span}, each judged as it was when it failed,`,
    `by ${names.join(', ')}`,
  ];
}

function counted({ policies, total }: Report, heading: string, tallies: readonly Tally[]): string[] {
  const columns: Column<Tally>[] = [
    { heading, of: ({ name }) => name },
    { heading: 'failures', of: ({ failures }) => failures },
    ...verdictColumns(policies.length),
    { heading: 'later succeeded', of: ({ fates }) => fates.succeeded },
    { heading: 'later failed', of: ({ fates }) => fates['failed again'] },
    { heading: 'not run later', of: ({ fates }) => fates['not run again'] },
  ];
  if (total.fates['not known'] > 0) {
    columns.push({ heading: 'later not known', of: ({ fates }) => fates['not known'] });
  }
  return table(columns, tallies.length > 1 ? [...tallies, total] : tallies);
}

/** Of two policies only what tells them apart at a glance; the rest stands in their totals. */
function verdictColumns(policies: number): Column<Tally>[] {
  if (policies === 1) {
    return [
      retriedColumn(0, 'retried'),
      { heading: 'refused', of: (tally) => verdictOf(tally, 0).refused },
      { heading: 'left alone', of: (tally) => verdictOf(tally, 0).leftAlone },
      machineTimeColumn(0, 'machine time'),
    ];
  }
  return [
    retriedColumn(0, 'A retries'),
    retriedColumn(1, 'B retries'),
    machineTimeColumn(0, 'A machine time'),
    machineTimeColumn(1, 'B machine time'),
  ];
}

function retriedColumn(policy: number, heading: string): Column<Tally> {
  return { heading, of: (tally) => verdictOf(tally, policy).retried };
}

function machineTimeColumn(policy: number, heading: string): Column<Tally> {
  return {
    heading,
    isQuantity: true,
    of: (tally) => formatDuration(verdictOf(tally, policy).retrySeconds),
  };
}

function verdictOf({ verdicts }: Tally, policy: number): Verdict {
  return verdicts[policy] ?? NOTHING;
}

const NOTHING: Verdict = {
  retried: 0,
  refused: 0,
  leftAlone: 0,
  retrySeconds: 0,
  retriedAndSucceeded: 0,
  refusedAndSucceeded: 0,
};

/** The two policies side by side. */
function totals({ policies, total }: Report): string[] {
  if (policies.length < 2) return [];
  const rows: readonly (readonly [string, (verdict: Verdict) => string | number])[] = [
    ['retried', ({ retried }) => retried],
    ['refused', ({ refused }) => refused],
    ['left alone', ({ leftAlone }) => leftAlone],
    ['machine time of the retries', ({ retrySeconds }) => formatDuration(retrySeconds)],
    ['retried, and succeeded later', ({ retriedAndSucceeded }) => retriedAndSucceeded],
    ['refused, and succeeded later', ({ refusedAndSucceeded }) => refusedAndSucceeded],
  ];
  const ofPolicy = (policy: number): Column<(typeof rows)[number]> => ({
    heading: label(policy),
    isQuantity: true,
    of: ([, read]) => read(verdictOf(total, policy)),
  });
  const name: Column<(typeof rows)[number]> = { heading: '', of: ([what]) => what };
  return section('Totals', table([name, ofPolicy(0), ofPolicy(1)], rows));
}

function explanation({ policies, total, failures }: Report): string[] {
  const withoutDuration = failures.filter(({ duration }) => duration === undefined).length;
  const { retried, refused, retriedAndSucceeded, refusedAndSucceeded } = verdictOf(total, 0);
  const verdict =
    `Of the ${retried} that would be retried, ${retriedAndSucceeded} succeeded in a later run of the same step and ` +
    `commit; of the ${refused} refused, ${refusedAndSucceeded} did.`;
  return [
    '',
    ...(policies.length === 1 ? [verdict] : []),
    '"Later" is what happened in Valohai to the same step and commit. Machine time: one retry of each, as long as',
    `the failed run.${withoutDuration > 0 ? ` Of ${withoutDuration} it is not known how long they ran.` : ''}`,
  ];
}

function leftAlone({ leftAlone }: Report): string[] {
  const lines = leftAlone.map(({ name, failures }) => `${failures}: ${name}`);
  return section('Left alone', lines);
}

function unplaced({ unplaced, linkOf }: Report): string[] {
  const groups = unplaced
    .slice(0, MOST_LISTED)
    .flatMap(({ newest, others }) => [
      `#${newest.counter} ${newest.step}${alsoNamed(others)}  ${linkOf(newest)}`,
      ...newest.lastLines.map((line) => `    ${line}`),
    ]);
  return section('Could not be placed; a rule with `log:` can say what they are', [
    ...groups,
    ...unlisted(unplaced.length),
  ]);
}

function alsoNamed(others: readonly ToldFailure[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, MOST_NAMED).map(({ counter }) => `#${counter}`);
  const more = others.length - named.length;
  return `, and alike ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function differences({ policies, differences }: Report): string[] {
  if (policies.length < 2) return [];
  if (differences.length === 0) return section('Decided otherwise', ['none: both decide the same']);
  const columns: Column<ToldFailure>[] = [
    { heading: 'execution', of: ({ counter }) => `#${counter}` },
    { heading: 'step', of: ({ step }) => step },
    { heading: 'class', of: ({ reason }) => reason },
    ...policies.map((_, index) => ({
      heading: label(index),
      of: ({ decisions, failedAt }: ToldFailure) => decided(decisions[index], failedAt),
    })),
    { heading: 'later', of: ({ fate }) => fate },
  ];
  return section(`Decided otherwise (${differences.length})`, [
    ...table(columns, differences.slice(0, MOST_LISTED)),
    ...unlisted(differences.length),
  ]);
}

function decided(decision: Decision | undefined, failedAt: Date): string {
  return decision === undefined ? '' : describeDecision(decision, failedAt);
}

function ending({ endedBy, failures, found, gone }: Report): string[] {
  return [
    ...(gone > 0 ? ['', `${plural(gone, 'failure')} could not be read any more.`] : []),
    ...(endedBy === undefined ? [] : ['', `NOT ALL: ${failures.length} of ${found} were read. ${endedBy}`]),
  ];
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}

function unlisted(count: number): string[] {
  return count > MOST_LISTED ? [`and ${count - MOST_LISTED} more; --json has them all`] : [];
}

/** What a policy is called where there are two. */
function label(index: number): string {
  return index === 0 ? 'A' : 'B';
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function toDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
