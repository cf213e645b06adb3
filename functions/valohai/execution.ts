import * as v from 'valibot';
import type { ExecutionFacts } from '../policy/execution-facts.ts';

/**
 * Valohai's answer to `GET /executions/{id}/` as far as it is needed. Only what nothing can be done without
 * is required; all else may be missing or null, because the answer's form is not documented.
 */
const AnswerSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  counter: v.number(),
  project: v.object({
    id: v.pipe(v.string(), v.uuid()),
    name: v.nullish(v.string(), ''),
    owner: v.nullish(v.union([v.string(), v.object({ username: v.nullish(v.string(), '') })])),
    read_only: v.fallback(v.nullish(v.boolean(), false), false),
  }),
  status: v.string(),
  status_detail: v.fallback(v.nullish(v.string(), ''), ''),
  step: v.string(),
  title: v.nullish(v.string()),
  tags: v.nullish(v.array(v.string()), []),
  commit: v.nullish(v.object({ identifier: v.nullish(v.string()) })),
  creator_name: v.fallback(v.nullish(v.string()), undefined),
  command: v.nullish(v.union([v.string(), v.array(v.string())])),
  image: v.nullish(v.string()),
  environment: v.fallback(
    v.nullish(
      v.object({
        id: v.nullish(v.string()),
        slug: v.nullish(v.string(), ''),
        spot: v.nullish(v.boolean(), false),
      }),
    ),
    undefined,
  ),
  environment_variables: v.nullish(v.record(v.string(), v.unknown()), {}),
  parameters: v.nullish(v.record(v.string(), v.unknown()), {}),
  inputs: v.nullish(v.array(v.object({ name: v.string(), urls: v.nullish(v.array(v.string()), []) })), []),
  runtime_config: v.fallback(v.nullish(v.record(v.string(), v.unknown())), undefined),
  priority: v.fallback(v.nullish(v.number()), undefined),
  task: v.nullish(v.unknown()),
  pipeline: v.nullish(v.unknown()),
  deleted: v.fallback(v.nullish(v.boolean(), false), false),
  ctime: v.nullish(v.string()),
  end_time: v.nullish(v.string()),
  duration: v.fallback(v.nullish(v.number()), undefined),
  urls: v.fallback(v.nullish(v.object({ display: v.nullish(v.string()) })), undefined),
});

/** An execution as Valohai's API shows it: what is judged, and what a copy takes along. */
export interface Execution extends ExecutionFacts {
  readonly title?: string | undefined;
  readonly command?: string | string[] | undefined;
  readonly image?: string | undefined;
  /** Name to value; secret ones, which come without a value, are left out. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly runtimeConfig?: Readonly<Record<string, unknown>> | undefined;
  readonly priority?: number | undefined;
  readonly createdAt?: Date | undefined;
}

/** Valohai's answer, parsed. */
export const ExecutionSchema = v.pipe(AnswerSchema, v.transform(toExecution));

function toExecution(answer: v.InferOutput<typeof AnswerSchema>): Execution {
  const { project, environment } = answer;
  return {
    id: answer.id,
    counter: answer.counter,
    project: { id: project.id, name: fullName(project), readOnly: project.read_only },
    status: answer.status,
    statusDetail: answer.status_detail,
    tags: answer.tags,
    step: answer.step,
    commit: answer.commit?.identifier ?? undefined,
    creator: answer.creator_name ?? undefined,
    environment: environment ? { ...environment, id: environment.id ?? undefined } : undefined,
    parameters: answer.parameters,
    memberOf: answer.pipeline ? 'pipeline' : answer.task ? 'task' : undefined,
    autorestart: answer.runtime_config?.autorestart === true,
    deleted: answer.deleted,
    endedAt: toDate(answer.end_time),
    createdAt: toDate(answer.ctime),
    duration: answer.duration ?? undefined,
    title: answer.title ?? undefined,
    command: answer.command ?? undefined,
    image: answer.image ?? undefined,
    environmentVariables: withValues(answer.environment_variables),
    inputs: Object.fromEntries(answer.inputs.map(({ name, urls }) => [name, urls])),
    runtimeConfig: answer.runtime_config ?? undefined,
    priority: answer.priority ?? undefined,
  };
}

/** `owner/name`, as people write it and policies match it. */
export function fullName({
  name,
  owner,
}: {
  readonly name: string;
  readonly owner?: string | { readonly username: string } | null | undefined;
}): string {
  const ownerName = typeof owner === 'string' ? owner : owner?.username;
  return name.includes('/') || !ownerName ? name : `${ownerName}/${name}`;
}

/** Values may stand bare or as `{ value, secret }`; a secret's value is null, missing or empty. */
function withValues(variables: Readonly<Record<string, unknown>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, entry] of Object.entries(variables)) {
    const isObject = typeof entry === 'object' && entry !== null;
    if (isObject && 'secret' in entry && entry.secret === true) continue;
    const value = isObject && 'value' in entry ? entry.value : entry;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      found[name] = String(value);
    }
  }
  return found;
}

/** Valohai's times are ISO 8601; those of the log have no zone and mean UTC. */
export function toDate(text: string | null | undefined): Date | undefined {
  if (!text) return undefined;
  const time = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
