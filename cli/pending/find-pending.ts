import { ConfigError } from '../../functions/config-error.ts';
import type { ListedProject } from '../../functions/valohai/client.ts';
import { ValohaiRejectedError } from '../../functions/valohai/errors.ts';
import type { Execution } from '../../functions/valohai/execution.ts';
import { UsageError } from '../command.ts';
import { findProject } from '../find-project.ts';
import type { Pending } from './pending-retries.ts';
import { NO_PROJECT } from './schedule-role.ts';

/** An execution for which something is pending. */
export interface Subject {
  readonly executionId: string;
  readonly projectEnd: string;
}

interface Directory {
  projects(): Promise<ListedProject[]>;
  execution(ref: string): Promise<Execution>;
}

/** Shorter starts are more likely a slip than an id. */
const SHORTEST_START = 4;

/**
 * Finds the executions that words on a command line mean: an id, its start where only one pending execution
 * begins so, or `owner/name#736`, or `#736` where only one project has something pending.
 *
 * @throws UsageError, ConfigError, ValohaiError
 */
export async function findPending(
  references: readonly string[],
  pending: readonly Pending[],
  valohai: Directory,
): Promise<Subject[]> {
  const found = new Map<string, Subject>();
  for (const reference of references) {
    const counted = /^(.*?)\/?#(\d{1,15})$/.exec(reference);
    const subject =
      counted === null
        ? findById(reference, pending)
        : await findByCounter(reference, counted[1] ?? '', Number(counted[2]), pending, valohai);
    found.set(subject.executionId, subject);
  }
  return [...found.values()];
}

function findById(reference: string, pending: readonly Pending[]): Subject {
  const start = reference.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(start) || start.length < SHORTEST_START || start.length > 32) {
    throw new UsageError(
      `${reference}: expected an execution's id, at least ${SHORTEST_START} digits of its start, or owner/name#736.`,
    );
  }
  const matching = pending.filter(({ executionId }) => executionId.replaceAll('-', '').startsWith(start));
  const ids = [...new Set(matching.map(({ executionId }) => executionId))];
  if (ids.length > 1) {
    throw new UsageError(
      `${reference} is the start of ${ids.length} executions: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`,
    );
  }
  return subjectIn(matching, reference);
}

async function findByCounter(
  reference: string,
  projectName: string,
  counter: number,
  pending: readonly Pending[],
  valohai: Directory,
): Promise<Subject> {
  const project =
    projectName === ''
      ? await onlyProject(reference, pending, valohai)
      : await findProject(valohai, projectName);
  const executionId = await idOf(project, counter, valohai);
  return subjectIn(
    pending.filter((one) => one.executionId === executionId),
    reference,
  );
}

async function onlyProject(
  reference: string,
  pending: readonly Pending[],
  valohai: Directory,
): Promise<ListedProject> {
  const ends = new Set(
    pending.map(({ projectEnd }) => projectEnd).filter((projectEnd) => projectEnd !== NO_PROJECT),
  );
  const [end] = ends;
  if (end === undefined) throw nothingPending(reference);
  const project = (await valohai.projects()).find(({ id }) => id.endsWith(end));
  if (ends.size > 1 || project === undefined) {
    throw new UsageError(
      `${reference}: of which project? Write owner/name${reference}; numbers count in each one.`,
    );
  }
  return project;
}

async function idOf(project: ListedProject, counter: number, valohai: Directory): Promise<string> {
  try {
    return (await valohai.execution(`${project.id}:${counter}`)).id;
  } catch (error) {
    if (!(error instanceof ValohaiRejectedError)) throw error;
    throw new ConfigError(`Valohai shows no execution #${counter} in ${project.name}: ${error.message}`);
  }
}

/** Where one of its schedules names the project, that one. */
function subjectIn(ofExecution: readonly Pending[], reference: string): Subject {
  const found = ofExecution.find(({ projectEnd }) => projectEnd !== NO_PROJECT) ?? ofExecution[0];
  if (found === undefined) throw nothingPending(reference);
  return { executionId: found.executionId, projectEnd: found.projectEnd };
}

function nothingPending(reference: string): ConfigError {
  return new ConfigError(`Nothing is pending for ${reference}. \`npm run pending\` lists what is.`);
}
