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

/** A report for people, as lines. */
export function reportAsText(report: Report): string[] {
  const { project, host, failures, endedBy } = report;
  if (failures.length === 0 && endedBy === undefined) {
    return [`${printable(project)} at ${host} has no failed execution.`];
  }
  if (failures.length === 0) return ending(report);
  return [
    ...heading(report),
    ...section('By class', counted(report, 'class', report.byClass)),
    ...section('By step', counted(report, 'step', report.byStep)),
    ...section('What happened next', whatHappened(report)),
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
    `${printable(project)} at ${host}: ${plural(failures.length, 'failure')}${span}, each judged as it was when it failed,`,
    `by ${names.map(printable).join(', ')}`,
  ];
}

function counted({ policies, total }: Report, heading: string, tallies: readonly Tally[]): string[] {
  const columns: Column<Tally>[] = [
    { heading, of: ({ name }) => name },
    { heading: 'failures', of: ({ failures }) => failures },
    ...policies.flatMap((_, index) => verdictColumns(index, policies.length > 1)),
    { heading: 'succeeded later', of: ({ fates }) => fates.succeeded },
    { heading: 'failed again', of: ({ fates }) => fates['failed again'] },
    { heading: 'not run again', of: ({ fates }) => fates['not run again'] },
  ];
  if (total.fates['not known'] > 0) {
    columns.push({ heading: 'not known', of: ({ fates }) => fates['not known'] });
  }
  return table(columns, tallies.length > 1 ? [...tallies, total] : tallies);
}

function verdictColumns(index: number, isOneOfTwo: boolean): Column<Tally>[] {
  const of = ({ verdicts }: Tally): Verdict => verdicts[index] ?? NOTHING;
  const named = (heading: string) => (isOneOfTwo ? `${label(index)}: ${heading}` : heading);
  return [
    { heading: named('retried'), of: (tally) => of(tally).retried },
    { heading: named('refused'), of: (tally) => of(tally).refused },
    { heading: named('left alone'), of: (tally) => of(tally).leftAlone },
    { heading: named('retries run'), of: (tally) => formatDuration(of(tally).retrySeconds) },
  ];
}

const NOTHING: Verdict = {
  retried: 0,
  refused: 0,
  leftAlone: 0,
  retrySeconds: 0,
  retriedAndSucceeded: 0,
  refusedAndSucceeded: 0,
};

function whatHappened({ policies, total, failures }: Report): string[] {
  const withoutDuration = failures.filter(({ duration }) => duration === undefined).length;
  return [
    ...total.verdicts.map((verdict, index) => {
      const whose = policies.length > 1 ? `${label(index)}: of` : 'Of';
      return (
        `${whose} the ${verdict.retried} that would be retried, ${verdict.retriedAndSucceeded} succeeded in a later run ` +
        `of the same step and commit; of the ${verdict.refused} refused, ${verdict.refusedAndSucceeded} did.`
      );
    }),
    'Retries are taken to run as long as the failed runs did.' +
      (withoutDuration > 0 ? ` Of ${withoutDuration} it is not known how long.` : ''),
  ];
}

function leftAlone({ leftAlone }: Report): string[] {
  const lines = leftAlone.map(({ name, failures }) => `${failures}: ${printable(name)}`);
  return section('Left alone', lines);
}

function unplaced({ unplaced, linkOf }: Report): string[] {
  const groups = unplaced
    .slice(0, MOST_LISTED)
    .flatMap(({ newest, others }) => [
      `#${newest.counter} ${printable(newest.step)}${alsoNamed(others)}  ${linkOf(newest)}`,
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
      of: ({ decisions, failedAt }: ToldFailure) => told(decisions[index], failedAt),
    })),
    { heading: 'later', of: ({ fate }) => fate },
  ];
  return section(`Decided otherwise (${differences.length})`, [
    ...table(columns, differences.slice(0, MOST_LISTED)),
    ...unlisted(differences.length),
  ]);
}

function told(decision: Decision | undefined, failedAt: Date): string {
  return decision === undefined ? '' : describeDecision(decision, failedAt);
}

function ending({ endedBy, failures, found, gone }: Report): string[] {
  return [
    ...(gone > 0 ? ['', `${plural(gone, 'failure')} could not be read any more.`] : []),
    ...(endedBy === undefined
      ? []
      : ['', `NOT ALL: ${failures.length} of ${found} were read. ${printable(endedBy)}`]),
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
