import { retriesSoFar } from '../../functions/policy/retry-tags.ts';
import type { KnownNames } from '../known-names.ts';
import { inUtc, untilThen } from '../point-in-time.ts';
import { type Column, table } from '../table.ts';
import type { Breaker, Hold, Pending, PendingInDetail } from './pending-retries.ts';
import { NO_PROJECT, type Work } from './schedule-role.ts';

/** How much is pending in one project. */
export interface ProjectCount {
  /** The end of the project's id. */
  readonly projectEnd: string;
  readonly count: number;
  readonly works: Readonly<Partial<Record<Work, number>>>;
}

/** Everything that is said about what is pending. */
export interface PendingReport {
  readonly where: string;
  readonly count: number;
  readonly projects: readonly ProjectCount[];
  readonly holds: readonly Hold[];
  readonly breakers: readonly Breaker[];
  readonly shown: readonly PendingInDetail[];
  readonly names: KnownNames;
  readonly now: Date;
}

const WORKS: readonly Work[] = ['retry', 'put off', 'look', 'Valohai away', 'sent again', 'other'];

/** Counts by project and kind, the most first. */
export function countByProject(pending: readonly Pending[]): ProjectCount[] {
  const byProject = Object.groupBy(pending, ({ projectEnd }) => projectEnd);
  return Object.entries(byProject)
    .map(([projectEnd, ofProject = []]) => {
      const byWork = Object.entries(Object.groupBy(ofProject, ({ work }) => work));
      const works = Object.fromEntries(byWork.map(([work, some]) => [work, some.length]));
      return { projectEnd, count: ofProject.length, works };
    })
    .sort((a, b) => b.count - a.count);
}

/** The report for people. */
export function asText(report: PendingReport): string[] {
  const { where, count, projects, holds, breakers, shown, names, now } = report;
  const lines = [count === 0 ? `Nothing is pending ${where}.` : `${count} pending ${where}`];
  for (const { projectEnd, since } of holds) {
    const from = since === undefined ? '' : ` since ${inUtc(since)}`;
    lines.push(`Held back${from}: ${projectName(projectEnd, names)}`);
  }
  for (const { projectEnd, signature = 'failures', lookAt } of breakers) {
    const when = lookAt === undefined ? '' : `, looked at again ${untilThen(lookAt, now)}`;
    lines.push(`Breaker open: ${projectName(projectEnd, names)}, ${signature}${when}`);
  }
  if (count > 0) lines.push('', ...table(countColumns(projects, names), projects));
  if (shown.length > 0) lines.push('', ...table(shownColumns(report), shown));
  if (shown.length < count) lines.push(`… and ${count - shown.length} more; --all shows every one.`);
  return lines;
}

/** The report for machines. */
export function asJson({ count, projects, holds, breakers, shown, names }: PendingReport): object {
  return {
    count,
    projects: projects.map(({ projectEnd, count, works }) => ({
      project: names.project(projectEnd),
      projectEnd,
      count,
      works,
    })),
    held: holds.map(({ projectEnd, since }) => ({ project: names.project(projectEnd), projectEnd, since })),
    breakers: breakers.map((breaker) => ({ project: names.project(breaker.projectEnd), ...breaker })),
    shown: shown.map(({ name, executionId, projectEnd, work, dueAt, scheduled }) => ({
      execution: executionId,
      counter: names.execution(executionId)?.counter,
      project: nameOfItsProject({ executionId, projectEnd }, names),
      work,
      dueAt,
      attempt: attemptOf({ executionId, scheduled }, names),
      schedule: name,
    })),
  };
}

function countColumns(projects: readonly ProjectCount[], names: KnownNames): Column<ProjectCount>[] {
  const used = WORKS.filter((work) => projects.some(({ works }) => works[work] !== undefined));
  return [
    { heading: 'project', of: ({ projectEnd }) => projectName(projectEnd, names) },
    ...used.map((work): Column<ProjectCount> => ({ heading: work, of: ({ works }) => works[work] ?? 0 })),
    { heading: 'all', of: ({ count }) => count },
  ];
}

function shownColumns({ names, now }: PendingReport): Column<PendingInDetail>[] {
  return [
    { heading: 'id', of: ({ executionId }) => executionId },
    {
      heading: 'execution',
      of: (one) =>
        names.execution(one.executionId) ? names.of(one.executionId) : nameOfItsProject(one, names),
    },
    { heading: 'what for', of: describeWork },
    {
      heading: 'due',
      of: ({ dueAt }) => (dueAt === undefined ? '' : `${inUtc(dueAt)}, ${untilThen(dueAt, now)}`),
    },
    { heading: 'attempt', isQuantity: true, of: (one) => attemptOf(one, names) ?? '' },
  ];
}

function describeWork({ work, scheduled }: PendingInDetail): string {
  if (scheduled === undefined) return `${work} (not readable)`;
  if (work === 'Valohai away') return `look, waits for Valohai (${scheduled.tries})`;
  if (work === 'sent again') return scheduled.purpose === 'launch' ? 'retry, sent again' : 'look, sent again';
  if (scheduled.purpose === 'look') return `look (${scheduled.look})`;
  if (scheduled.turn === 0) return 'retry';
  // A launch waits for Valohai, for its place among the launches of a minute, or for a person who holds it.
  return scheduled.hasSlot ? 'retry, waits for its place' : `retry, taken over (turn ${scheduled.turn})`;
}

/** Which retry it would be, from 1; only the tags of the execution tell. */
function attemptOf(
  { executionId, scheduled }: Pick<PendingInDetail, 'executionId' | 'scheduled'>,
  names: KnownNames,
): number | undefined {
  const execution = names.execution(executionId);
  return execution === undefined || scheduled?.purpose !== 'launch'
    ? undefined
    : retriesSoFar(execution.tags) + 1;
}

function nameOfItsProject(
  { executionId, projectEnd }: Pick<Pending, 'executionId' | 'projectEnd'>,
  names: KnownNames,
): string {
  return names.execution(executionId)?.project.name ?? projectName(projectEnd, names);
}

function projectName(projectEnd: string, names: KnownNames): string {
  return names.project(projectEnd) ?? (projectEnd === NO_PROJECT ? 'not named' : `…${projectEnd}`);
}
