import type { ListedExecution, Page } from '../valohai/client.ts';
import type { Execution } from '../valohai/execution.ts';

/** Lists a project's executions, newest first. */
export interface RecentReader {
  newest(projectId: string): AsyncIterable<Page>;
}

/** A project's newest executions: all since one has failed, and what the last page shows besides. */
export interface Recent {
  readonly executions: readonly ListedExecution[];
  /** Whether the project has no others. */
  readonly isAll: boolean;
}

/** What a clock may be wrong by: who runs an execution says when it ended, Valohai when one was created. */
const CLOCKS_MS = 60_000;

/** Reads back to the page on which a failed execution stands, or another that was created before it failed. */
export async function readRecent(
  valohai: RecentReader,
  { project, counter, endedAt }: Execution,
): Promise<Recent> {
  const oldest = endedAt && endedAt.getTime() - CLOCKS_MS;
  const isBefore = (listed: ListedExecution) =>
    listed.counter <= counter || (oldest !== undefined && (listed.createdAt?.getTime() ?? oldest) < oldest);
  const executions: ListedExecution[] = [];
  for await (const { items, isLast } of valohai.newest(project.id)) {
    executions.push(...items);
    if (items.some(isBefore)) return { executions, isAll: isLast };
  }
  return { executions, isAll: true };
}
