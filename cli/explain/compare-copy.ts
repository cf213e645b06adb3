import { isDeepStrictEqual } from 'node:util';
import type { Execution } from '../../functions/valohai/execution.ts';

/** One thing in which a copy is not what it repeats. A list's items are told one by one. */
export type Difference =
  | { readonly kind: 'added'; readonly field: string; readonly copy: unknown }
  | { readonly kind: 'removed'; readonly field: string; readonly original: unknown }
  | {
      readonly kind: 'changed';
      readonly field: string;
      readonly original: unknown;
      readonly copy: unknown;
    };

/** In what the body of a retry differs from the execution that it repeats, as far as Valohai shows it. */
export function compareCopy(failed: Execution, copy: Readonly<Record<string, unknown>>): Difference[] {
  return compare('', original(failed, copy.environment), copy);
}

/** The failed execution in the form of a request, its environment by the name that the copy uses, if it can be. */
function original(failed: Execution, environmentOfCopy: unknown): Record<string, unknown> {
  const { id, slug } = failed.environment ?? {};
  return {
    project: failed.project.id,
    commit: failed.commit,
    step: failed.step,
    command: failed.command,
    image: failed.image,
    environment: environmentOfCopy === id ? id : slug,
    title: failed.title,
    inputs: failed.inputs,
    parameters: failed.parameters,
    environment_variables: failed.environmentVariables,
    runtime_config: failed.runtimeConfig,
    priority: failed.priority,
    tags: failed.tags,
  };
}

function compare(field: string, before: unknown, after: unknown): Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (before === undefined) return [{ kind: 'added', field, copy: after }];
  if (after === undefined) return [{ kind: 'removed', field, original: before }];
  if (Array.isArray(before) && Array.isArray(after)) return compareLists(field, before, after);
  if (isMap(before) && isMap(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      compare(field === '' ? name : `${field}.${name}`, before[name], after[name]),
    );
  }
  return [{ kind: 'changed', field, original: before, copy: after }];
}

function compareLists(field: string, before: readonly unknown[], after: readonly unknown[]): Difference[] {
  const without = (list: readonly unknown[], other: readonly unknown[]) =>
    list.filter((item) => !other.some((one) => isDeepStrictEqual(one, item)));
  return [
    ...without(before, after).map((item): Difference => ({ kind: 'removed', field, original: item })),
    ...without(after, before).map((item): Difference => ({ kind: 'added', field, copy: item })),
  ];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
