import type { ListedExecution, Page } from '../valohai/client.ts';
import type { Execution } from '../valohai/execution.ts';

/** Lists a project's executions, newest first. */
export interface RecentReader {
  newest(projectId: string): AsyncIterable<Page>;
}

/** A project's newest executions: all since a failed one, and what the last page shows besides. */
export interface Recent {
  readonly executions: readonly ListedExecution[];
  /** Whether the project has no others. */
  readonly isAll: boolean;
}

/** Reads back to the page on which a failed execution stands. */
export async function readRecent(valohai: RecentReader, { project, counter }: Execution): Promise<Recent> {
  const executions: ListedExecution[] = [];
  for await (const { items, isLast } of valohai.newest(project.id)) {
    executions.push(...items);
    if (items.some((listed) => listed.counter <= counter)) return { executions, isAll: isLast };
  }
  return { executions, isAll: true };
}
