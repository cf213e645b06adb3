import * as v from 'valibot';
import { findEnvironment } from './environments.ts';
import type { Project, ProjectStore } from './project-store.ts';
import { type FieldErrors, RequestRefusedError, readAs } from './router.ts';

const ParameterSchema = v.union([
  v.string(),
  v.number(),
  v.boolean(),
  v.null(),
  v.array(v.union([v.string(), v.number(), v.boolean()])),
]);

const text = v.string('Not a valid string.');
const listOfTexts = v.array(text, 'Expected a list of items.');
const emptyMap = () => ({});

/**
 * The body of `POST /executions/`. Fields that are not listed are passed over, as the real service does; null is
 * refused where it was never seen to be sent.
 */
const BodySchema = v.object({
  project: text,
  commit: text,
  step: text,
  inputs: v.optional(mapOf(listOfTexts), emptyMap),
  parameters: v.optional(mapOf(ParameterSchema), emptyMap),
  environment: v.optional(text),
  image: v.optional(text),
  command: v.optional(v.union([text, listOfTexts], 'Not a valid string.')),
  title: v.optional(text),
  tags: v.optional(listOfTexts, []),
  environment_variables: v.optional(mapOf(text), emptyMap),
  inherit_environment_variables: v.optional(v.boolean('Must be a valid boolean.'), false),
  environment_variable_groups: v.optional(listOfTexts, []),
  runtime_config: v.optional(mapOf(v.unknown()), emptyMap),
  runtime_config_preset: v.optional(text),
  priority: v.optional(v.pipe(v.number('A valid integer is required.'), v.integer())),
  time_limit: v.optional(v.pipe(v.number('A valid number is required.'), v.minValue(0))),
});

const ObjectSchema = v.custom<Record<string, unknown>>(isMap, 'Invalid data. Expected a dictionary.');

/** An environment variable of an execution; what is secret is never shown. */
const VariablesSchema = v.record(v.string(), v.object({ value: v.string(), secret: v.boolean() }));

/** What an execution was asked to be: everything that a copy could take along, and more. */
export const ExecutionSpecSchema = v.object({
  step: v.string(),
  commit: v.nullable(v.string()),
  inputs: v.record(v.string(), v.array(v.string())),
  parameters: v.record(v.string(), v.unknown()),
  environment: v.string(),
  image: v.string(),
  command: v.string(),
  title: v.string(),
  environmentVariables: VariablesSchema,
  runtimeConfig: v.record(v.string(), v.unknown()),
  priority: v.number(),
  pipeline: v.nullable(v.object({ id: v.string(), counter: v.number() })),
  task: v.nullable(v.object({ id: v.string(), counter: v.number() })),
});

export type ExecutionSpec = v.InferOutput<typeof ExecutionSpecSchema>;

export interface ExecutionRequest {
  readonly project: Project;
  readonly tags: readonly string[];
  readonly spec: ExecutionSpec;
}

/**
 * Reads the body of `POST /executions/`.
 *
 * @throws RequestRefusedError 400 with every field that is wrong, 403 for a project that can only be read
 */
export function readExecutionRequest(body: unknown, projects: ProjectStore): ExecutionRequest {
  const fields = readAs(readAs(body, ObjectSchema), BodySchema);
  const project = projects.find(fields.project);
  const errors = referenceErrors(fields, project, projects);
  if (project === undefined || Object.keys(errors).length > 0) throw new RequestRefusedError(400, errors);
  refuseReadOnly(project);
  return { project, tags: distinct(fields.tags), spec: toSpec(fields, project) };
}

/** @throws RequestRefusedError 403 for a project that can only be read */
export function refuseReadOnly(project: Project): void {
  if (project.readOnly) {
    throw new RequestRefusedError(403, { detail: 'You do not have permission to perform this action.' });
  }
}

/** Tags are a set that keeps its order. */
export function distinct(tags: readonly string[]): string[] {
  return [...new Set(tags)];
}

function referenceErrors(
  fields: v.InferOutput<typeof BodySchema>,
  project: Project | undefined,
  projects: ProjectStore,
): FieldErrors {
  if (project === undefined) {
    return { project: [`Invalid pk "${fields.project}" - object does not exist.`] };
  }
  const errors: FieldErrors = {};
  const commit = projects.findCommit(project.id, fields.commit);
  if (commit === undefined) {
    errors.commit = [{ message: `Commit ${fields.commit} is not known.`, code: 'unknown_commit' }];
  } else if (commit.steps !== null && !commit.steps.includes(fields.step)) {
    errors.step = [{ message: `Step ${fields.step} is not in this commit.`, code: 'unknown_step' }];
  }
  if (fields.environment !== undefined && findEnvironment(fields.environment) === undefined) {
    errors.environment = [`Environment "${fields.environment}" does not exist.`];
  }
  return errors;
}

function toSpec(fields: v.InferOutput<typeof BodySchema>, project: Project): ExecutionSpec {
  const command = fields.command ?? `python ${fields.step.replaceAll(/\W+/g, '_')}.py {parameters}`;
  return {
    step: fields.step,
    commit: fields.commit,
    inputs: fields.inputs,
    parameters: fields.parameters,
    environment: fields.environment ?? 'PROJECT_DEFAULT',
    image: fields.image ?? 'python:3.13',
    command: typeof command === 'string' ? command : command.join('\n'),
    title: fields.title ?? '',
    environmentVariables: {
      ...(fields.inherit_environment_variables ? project.environmentVariables : {}),
      ...toPublicVariables(fields.environment_variables),
    },
    runtimeConfig: { autorestart: false, no_output_timeout: 604_800, ...fields.runtime_config },
    priority: fields.priority ?? 0,
    pipeline: null,
    task: null,
  };
}

function toPublicVariables(variables: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, { value, secret: false }]),
  );
}

/** `v.record` takes lists for maps, which the real service does not. */
function mapOf<Value extends v.GenericSchema>(value: Value) {
  return v.pipe(
    v.custom<Record<string, unknown>>(isMap, 'Expected a dictionary of items.'),
    v.record(v.string(), value),
  );
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
