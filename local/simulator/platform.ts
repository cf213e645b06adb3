import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import {
  distinct,
  type ExecutionRequest,
  type ExecutionSpec,
  readExecutionRequest,
} from './execution-request.ts';
import { type Creator, ExecutionStore, type StoredExecution } from './execution-store.ts';
import { FaultList } from './faults.ts';
import { Notifier } from './notifications.ts';
import { type NewProject, NewProjectSchema, type Project, ProjectStore } from './project-store.ts';
import { notFound, readAs } from './router.ts';
import { fingerprint, type OutcomeInput, OutcomesSchema, ScriptStore } from './scripts.ts';
import { type Settings, type SettingsChange, SettingsSchema } from './settings.ts';

/** What a person's execution can be besides what the API lets one create. */
const ExtrasSchema = v.object({
  /** A member of this pipeline, or of this task. */
  pipeline: v.optional(v.object({ id: v.string(), counter: v.number() })),
  task: v.optional(v.object({ id: v.string(), counter: v.number() })),
  /** Names of the environment variables whose values are not shown. */
  secrets: v.optional(v.array(v.string()), []),
  /** It was made from no commit, as a notebook's execution is. */
  withoutCommit: v.optional(v.boolean(), false),
});

/** The simulated service without its HTTP: what is in it, and what can be done to it. */
export class Platform {
  readonly projects: ProjectStore;
  readonly executions: ExecutionStore;
  readonly notifier: Notifier;
  readonly faults = new FaultList();
  readonly #scripts: ScriptStore;
  #settings: Settings = v.parse(SettingsSchema, {});

  constructor(database: DatabaseSync, origin: () => string) {
    this.projects = new ProjectStore(database);
    this.executions = new ExecutionStore(database);
    this.#scripts = new ScriptStore(database);
    this.notifier = new Notifier({
      executions: this.executions,
      projects: this.projects,
      faults: this.faults,
      settings: () => this.#settings,
      origin,
    });
  }

  get settings(): Settings {
    return this.#settings;
  }

  changeSettings(change: SettingsChange): Settings {
    this.#settings = readAs({ ...this.#settings, ...change }, SettingsSchema);
    return this.#settings;
  }

  /** A project with one commit; one that is there already, by owner and name, is given back as it is. */
  addProject(input: NewProject): Project {
    const project = readAs(input, NewProjectSchema);
    const existing = this.projects.find(`${project.owner}/${project.name}`);
    if (existing !== undefined) return existing;
    const added = this.projects.insert(project);
    this.projects.putCommit({
      identifier: createHash('sha1').update(added.id).digest('hex'),
      project: added.id,
      ref: 'main',
      isAdhoc: false,
      committedAt: added.createdAt,
      steps: project.steps,
    });
    return added;
  }

  /** Says what each run of a step does; a step that no commit had is added to the newest. */
  defineScript(project: Project, step: string, outcomes: readonly OutcomeInput[]): void {
    this.#scripts.define(project.id, step, readAs(outcomes, OutcomesSchema));
    const commit = this.newestCommit(project);
    if (!commit.steps?.includes(step)) {
      this.projects.putCommit({ ...commit, steps: [...(commit.steps ?? []), step] });
    }
  }

  /** The newest commit that was not uploaded by hand. */
  newestCommit(project: Project) {
    const commit = this.projects.listCommits(project.id).find(({ isAdhoc }) => !isAdhoc);
    if (commit === undefined) throw new Error(`project ${project.id} has no commit`);
    return commit;
  }

  /** Creates what a client's POST asks for. */
  createExecution(body: unknown): StoredExecution {
    return this.#start('api', readExecutionRequest(body, this.projects), body);
  }

  /** Creates an execution as somebody in the web app would: the project may be `owner/name`, the commit left out. */
  startExecution(body: unknown): StoredExecution {
    const { project: reference } = readAs(body, v.object({ project: v.string() }));
    const project = this.projects.find(reference);
    const commit = project && this.newestCommit(project).identifier;
    const completed = { commit, ...readAs(body, v.looseObject({})), project: project?.id ?? reference };
    const request = readExecutionRequest(completed, this.projects);
    const spec = withExtras(request.spec, readAs(body, ExtrasSchema));
    return this.#start('person', { ...request, spec }, body);
  }

  stop(execution: StoredExecution): StoredExecution {
    this.executions.stop(execution.id);
    const stopped = this.#read(execution.id);
    if (stopped.status === 'stopping') this.notifier.watch(stopped);
    return stopped;
  }

  delete(execution: StoredExecution): void {
    this.executions.setDeleted(execution.id);
    this.notifier.forget(execution.id);
  }

  addTags(execution: StoredExecution, tags: readonly string[]): string[] {
    return this.replaceTags(execution, [...execution.tags, ...tags]);
  }

  replaceTags(execution: StoredExecution, tags: readonly string[]): string[] {
    const next = distinct(tags);
    this.executions.setTags(execution.id, next);
    return next;
  }

  /**
   * By id, or by `<project>:<counter>`, where the counter may be `latest`.
   *
   * @throws RequestRefusedError 404 when there is none, or it was deleted
   */
  findExecution(reference: string): StoredExecution {
    const found = reference.includes(':')
      ? this.#findByCounter(reference)
      : this.executions.find(reference.toLowerCase());
    if (found === undefined || found.isDeleted) throw notFound();
    return found;
  }

  /**
   * By id, or by `owner/name`.
   *
   * @throws RequestRefusedError 404 when there is none
   */
  findProject(reference: string): Project {
    const project = this.projects.find(reference);
    if (project === undefined) throw notFound();
    return project;
  }

  #findByCounter(reference: string): StoredExecution | undefined {
    const [projectReference = '', counter = ''] = reference.split(':');
    const project = this.findProject(projectReference);
    if (counter === 'latest') return this.executions.findByCounter(project.id, counter);
    return /^\d+$/.test(counter) ? this.executions.findByCounter(project.id, Number(counter)) : undefined;
  }

  #start(creator: Creator, { project, spec, tags }: ExecutionRequest, received: unknown): StoredExecution {
    const work = fingerprint({ ...spec, project: project.id });
    const outcome = this.#scripts.outcome(project.id, spec.step, this.executions.countRuns(work));
    const id = this.executions.insert(
      { project: project.id, creator, spec, tags, received, work, statusLag: this.#settings.statusLag },
      outcome,
    );
    const execution = this.#read(id);
    this.notifier.watch(execution);
    return execution;
  }

  #read(id: string): StoredExecution {
    const execution = this.executions.find(id);
    if (execution === undefined) throw new Error(`execution ${id} is gone`);
    return execution;
  }
}

function withExtras(spec: ExecutionSpec, extras: v.InferOutput<typeof ExtrasSchema>): ExecutionSpec {
  const variables = Object.entries(spec.environmentVariables).map(([name, variable]) => [
    name,
    { ...variable, secret: variable.secret || extras.secrets.includes(name) },
  ]);
  return {
    ...spec,
    environmentVariables: Object.fromEntries(variables),
    commit: extras.withoutCommit ? null : spec.commit,
    pipeline: extras.pipeline ?? null,
    task: extras.task ?? null,
  };
}
