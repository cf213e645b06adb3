import * as v from 'valibot';
import type { LogLine } from '../../functions/policy/failure.ts';
import type { LaunchPad } from '../../functions/retry/launch.ts';
import type { ListedExecution, Page } from '../../functions/valohai/client.ts';
import { ValohaiRejectedError } from '../../functions/valohai/errors.ts';
import { type Execution, ExecutionSchema } from '../../functions/valohai/execution.ts';
import { anExecutionAnswer } from '../valohai/answers.ts';

/** An execution as it is read from an answer of Valohai. */
export function execution(changes: Readonly<Record<string, unknown>> = {}): Execution {
  return v.parse(ExecutionSchema, anExecutionAnswer(changes));
}

/** The id of the execution with a number. */
export function idOf(counter: number): string {
  return `01945d1f-0000-4000-8000-${String(counter).padStart(12, '0')}`;
}

type Call = 'execution' | 'log' | 'newest' | 'newerThan' | 'failures' | 'create' | 'setTags';

const PAGE = 100;

/** One project in Valohai, in memory. */
export class MemoryValohai implements LaunchPad {
  readonly executions: Execution[] = [];
  /** What was posted to create executions. */
  readonly posted: Readonly<Record<string, unknown>>[] = [];
  logLines: LogLine[] = [{ stream: 'stderr', message: 'the store is flaky today' }];
  /** Thrown by a call while it is set. */
  readonly trouble = new Map<Call, Error>();
  /** Whether the answer of a creation is lost after the effect. */
  losesAnswers: Error | undefined;
  /** Whether lists leave the tags out. */
  listsTags = true;
  readonly reads: string[] = [];
  /** Which list each request for a page of one was about. */
  readonly pages: ('newest' | 'failures')[] = [];

  constructor(...executions: Execution[]) {
    this.executions.push(...executions);
  }

  async execution(ref: string): Promise<Execution> {
    this.#mayFail('execution');
    this.reads.push(ref);
    return this.find(ref);
  }

  async log(): Promise<LogLine[]> {
    this.#mayFail('log');
    return this.logLines;
  }

  async *newest(projectId: string): AsyncGenerator<Page> {
    const listed = this.#list(projectId);
    for (let from = 0; from === 0 || from < listed.length; from += PAGE) {
      this.#mayFail('newest');
      this.pages.push('newest');
      yield { items: listed.slice(from, from + PAGE), isLast: from + PAGE >= listed.length };
    }
  }

  async *newerThan(projectId: string, counter: number): AsyncGenerator<ListedExecution> {
    this.#mayFail('newerThan');
    yield* this.#list(projectId).filter((one) => one.counter > counter);
  }

  async *failures(projectId: string): AsyncGenerator<ListedExecution> {
    const failed = this.#list(projectId).filter(({ status }) => status === 'error');
    for (const [index, one] of failed.entries()) {
      this.#mayFail('failures');
      if (index % PAGE === 0) this.pages.push('failures');
      yield one;
    }
  }

  async create(body: Readonly<Record<string, unknown>>): Promise<Execution> {
    this.#mayFail('create');
    this.posted.push(body);
    const counter = Math.max(0, ...this.executions.map((one) => one.counter)) + 1;
    const created = execution({ id: idOf(counter), counter, status: 'queued', tags: body.tags });
    this.executions.push(created);
    if (this.losesAnswers !== undefined) throw this.losesAnswers;
    return created;
  }

  async setTags(executionId: string, tags: readonly string[]): Promise<void> {
    this.#mayFail('setTags');
    this.change(executionId, { tags });
  }

  find(ref: string): Execution {
    const found = this.executions.find(
      ({ id, project, counter }) => ref === id || ref === `${project.id}:${counter}`,
    );
    if (found === undefined) throw new ValohaiRejectedError(`GET ${ref} was answered with 404`, 404);
    return found;
  }

  change(id: string, changes: Partial<Execution>): void {
    const index = this.executions.indexOf(this.find(id));
    this.executions[index] = { ...this.find(id), ...changes };
  }

  #list(projectId: string): ListedExecution[] {
    return this.executions
      .filter(({ project }) => project.id === projectId)
      .sort((a, b) => b.counter - a.counter)
      .map(({ id, counter, status, createdAt, endedAt, tags, step }) => {
        const times = { status, createdAt, endedAt };
        return this.listsTags ? { id, counter, ...times, tags, step } : { id, counter, ...times };
      });
  }

  #mayFail(call: Call): void {
    const error = this.trouble.get(call);
    if (error !== undefined) throw error;
  }
}
