import type { ListedProject } from '../functions/valohai/client.ts';
import { ValohaiRejectedError } from '../functions/valohai/errors.ts';
import type { Execution } from '../functions/valohai/execution.ts';
import { fewAtATime } from './few-at-a-time.ts';

interface Directory {
  projects(): Promise<ListedProject[]>;
  execution(ref: string): Promise<Execution>;
}

/**
 * What people call things that schedules and letters know by their ids. Names are a courtesy: once Valohai
 * cannot be asked it is not asked again, and the ids have to do.
 */
export class KnownNames {
  readonly #valohai: Directory;
  readonly #projects = new Map<string, string>();
  readonly #executions = new Map<string, Execution>();
  #problem: string | undefined;

  constructor(valohai: Directory) {
    this.#valohai = valohai;
  }

  /** Why names are missing, if Valohai could not be asked. */
  get problem(): string | undefined {
    return this.#problem;
  }

  async learnProjects(): Promise<void> {
    await this.#unlessAway(async () => {
      for (const { id, name } of await this.#valohai.projects()) this.#projects.set(endOf(id), name);
    });
  }

  async learnExecutions(ids: readonly string[]): Promise<void> {
    await fewAtATime([...new Set(ids)], (id) =>
      this.#unlessAway(async () => {
        this.#executions.set(id, await this.#valohai.execution(id));
      }),
    );
  }

  /** @param id the project's, or its last 12 digits, which is what names of schedules tell */
  project(id: string): string | undefined {
    return this.#projects.get(endOf(id));
  }

  execution(id: string): Execution | undefined {
    return this.#executions.get(id);
  }

  /** `owner/name#736`, or the id. */
  of(executionId: string): string {
    const known = this.#executions.get(executionId);
    return known === undefined ? executionId : calledByPeople(known);
  }

  async #unlessAway(ask: () => Promise<void>): Promise<void> {
    if (this.#problem !== undefined) return;
    try {
      await ask();
    } catch (error) {
      // What was deleted, or may not be read, has no name; all the others may have one.
      if (error instanceof ValohaiRejectedError) return;
      this.#problem = error instanceof Error ? error.message : String(error);
    }
  }
}

/** An execution as people refer to it: `owner/name#736`. */
export function calledByPeople({ project, counter }: Pick<Execution, 'project' | 'counter'>): string {
  return `${project.name}#${counter}`;
}

function endOf(projectId: string): string {
  return projectId.replaceAll('-', '').slice(-12);
}
