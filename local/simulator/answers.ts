import { DEFAULT_ENVIRONMENT, type Environment, findEnvironment } from './environments.ts';
import type { StoredExecution } from './execution-store.ts';
import type { Commit, Project, ProjectVariables } from './project-store.ts';
import type { Settings } from './settings.ts';
import { USERS } from './users.ts';

/** What the executions, projects and commits of an answer are shown with. */
export interface View {
  /** Such as `http://127.0.0.1:8090`; every link starts with it. */
  readonly origin: string;
  readonly settings: Settings;
}

/** An execution with everything that `GET /executions/{id}/` gives. */
export function executionDetail(execution: StoredExecution, project: Project, view: View) {
  const { spec } = execution;
  return {
    ...executionSummary(execution, project, view),
    tags: execution.tags,
    parameters: spec.parameters,
    inputs: Object.entries(spec.inputs).map(([name, urls]) => ({ name, urls })),
    command: spec.command,
    interpolated_command: spec.command.replace('{parameters}', asArguments(spec.parameters)).trimEnd(),
    image: spec.image,
    environment_variables: variablesAnswer(spec.environmentVariables, view.settings.environmentVariables),
    runtime_config: spec.runtimeConfig,
    outputs: [],
    events: [],
    metadata: {},
    cumulative_metadata: {},
  };
}

/** An execution as a list shows it. */
export function executionListed(execution: StoredExecution, project: Project, view: View) {
  const summary = executionSummary(execution, project, view);
  if (!view.settings.listTags) return summary;
  const { tags, parameters, inputs } = executionDetail(execution, project, view);
  return { ...summary, tags, parameters, inputs };
}

export function projectAnswer(project: Project, view: View) {
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    owner: { id: 1, username: project.owner },
    read_only: project.readOnly,
    yaml_path: 'valohai.yaml',
    ctime: toTime(project.createdAt),
    mtime: toTime(project.createdAt),
    url: `${view.origin}/api/v0/projects/${project.id}/`,
    urls: { display: `${view.origin}${projectPage(project)}` },
  };
}

export function projectDetail(project: Project, view: View) {
  return {
    ...projectAnswer(project, view),
    // What is seen of a project's variables, whatever is assumed of an execution's.
    environment_variables: variablesAnswer(project.environmentVariables, 'objects'),
  };
}

export function commitAnswer(commit: Commit, view: View) {
  return {
    identifier: commit.identifier,
    project_id: commit.project,
    repository: 1,
    ref: commit.ref,
    adhoc: commit.isAdhoc,
    commit_time: toTime(commit.committedAt),
    description: '',
    url: `${view.origin}/api/v0/commits/${encodeURIComponent(commit.identifier)}/?project=${commit.project}`,
  };
}

/** The commit with its valohai.yaml as data. */
export function commitConfig(commit: Commit) {
  return (commit.steps ?? []).map((name) => ({
    step: { name, image: 'python:3.13', command: 'python main.py' },
  }));
}

export function environmentAnswer(environment: Environment, view: View) {
  return {
    ...environment,
    description: 'A machine that exists only here',
    enabled: true,
    type: 'vm',
    has_gpu: environment.slug.includes('gpu'),
    gpu_spec: '',
    owner: null,
    per_hour_price_usd: '0.00000',
    per_user_queue_quota: 0,
    unfinished_job_count: 0,
    supports_priority: false,
    url: `${view.origin}/api/v0/environments/${environment.id}/`,
  };
}

/** The page of a project in the web app, without a host; the simulator has no such pages. */
export function projectPage({ owner, name }: Project): string {
  return `/p/${owner}/${name}/`;
}

/** The page of an execution in the web app, without a host. */
export function executionPage(execution: StoredExecution, project: Project): string {
  return `${projectPage(project)}execution/${execution.id}/`;
}

/** Seconds from start to end, or until now; null before the start. */
export function durationOf(execution: StoredExecution): number | null {
  const until = isOver(execution) ? execution.endedAt : Date.now();
  return until < execution.startedAt ? null : (until - execution.startedAt) / 1000;
}

/** ISO 8601 with microseconds, as Django writes it. */
export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}

function executionSummary(execution: StoredExecution, project: Project, view: View) {
  const { spec } = execution;
  const url = `${view.origin}/api/v0/executions/${execution.id}/`;
  const creator = USERS[execution.creator];
  return {
    id: execution.id,
    counter: execution.counter,
    project: projectAnswer(project, view),
    status: execution.status,
    status_detail: isOver(execution) ? (execution.outcome.statusDetail ?? null) : null,
    step: spec.step,
    title: spec.title,
    commit: spec.commit === null ? null : { identifier: spec.commit, ref: 'main', repository: 1 },
    environment: environmentAnswer(findEnvironment(spec.environment) ?? DEFAULT_ENVIRONMENT, view),
    priority: spec.priority,
    task: spec.task?.id ?? null,
    task_counter: spec.task?.counter ?? null,
    pipeline: spec.pipeline?.id ?? null,
    pipeline_counter: spec.pipeline?.counter ?? null,
    creator_id: String(creator.id),
    creator_name: creator.username,
    ctime: toTime(execution.createdAt),
    qtime: toTime(execution.queuedAt),
    mtime: toTime(execution.changedAt),
    end_time: isOver(execution) ? toTime(execution.endedAt) : null,
    duration: durationOf(execution),
    deleted: execution.isDeleted,
    url,
    urls: { display: `${view.origin}${executionPage(execution, project)}`, stop: `${url}stop/` },
  };
}

function isOver({ status, finalStatus }: StoredExecution): boolean {
  return status === finalStatus;
}

function variablesAnswer(variables: ProjectVariables, form: Settings['environmentVariables']) {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { value, secret }]) => {
      const shown = secret ? null : value;
      return [name, form === 'values' ? shown : { value: shown, secret }];
    }),
  );
}

function asArguments(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => `--${name}=${one}`))
    .join(' ');
}
