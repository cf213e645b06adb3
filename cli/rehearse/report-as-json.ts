import type { Report } from './report.ts';
import type { Tally, ToldFailure } from './tally.ts';

/** A report as the one JSON document that `--json` prints. Times of machines are in seconds. */
export function reportAsJson(report: Report): object {
  const { failures, unplaced, differences, leftAlone, endedBy, linkOf } = report;
  return {
    host: report.host,
    project: report.project,
    policies: report.policies,
    complete: endedBy === undefined,
    ...(endedBy === undefined ? {} : { endedBy }),
    found: report.found,
    gone: report.gone,
    judged: failures.length,
    total: counts(report.total),
    byClass: report.byClass.map(({ name, ...rest }) => ({ class: name, ...counts({ name, ...rest }) })),
    byStep: report.byStep.map(({ name, ...rest }) => ({ step: name, ...counts({ name, ...rest }) })),
    leftAlone: leftAlone.map(({ name, failures: count }) => ({ why: name, failures: count })),
    unplaced: unplaced.map(({ newest, others }) => ({
      step: newest.step,
      failures: 1 + others.length,
      executions: [newest, ...others].map(({ counter }) => counter),
      link: linkOf(newest),
      lastLines: newest.lastLines,
    })),
    ...(report.policies.length > 1 ? { decidedOtherwise: differences.map(({ counter }) => counter) } : {}),
    failures: failures.map((failure) => entry(failure, linkOf(failure))),
  };
}

function counts({ failures, fates, verdicts }: Tally): object {
  return {
    failures,
    policies: verdicts,
    later: {
      succeeded: fates.succeeded,
      failedAgain: fates['failed again'],
      notRunAgain: fates['not run again'],
      notKnown: fates['not known'],
    },
  };
}

function entry({ lastLines: _, fate, ...failure }: ToldFailure, link: string): object {
  return { ...failure, later: fate, link };
}
