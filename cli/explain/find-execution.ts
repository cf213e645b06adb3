import { ConfigError } from '../../functions/config-error.ts';
import type { ValohaiClient } from '../../functions/valohai/client.ts';
import { ValohaiRejectedError } from '../../functions/valohai/errors.ts';
import { UsageError } from '../command.ts';
import { findProject } from '../find-project.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ID = new RegExp(`^${UUID}$`, 'i');
/** A page of the web app, also with a tab after it, or an address of the API. */
const PATH = new RegExp(`/executions?/(${UUID})(?:/|$)`, 'i');
/** As people write it, as notifications do (`acme/vision/#7`), and as the API does (`<project id>:7`). */
const COUNTER = /^(?<project>.+?)(?:\/?#|:)(?<counter>\d{1,15})$/;

const FORMS = "an execution's id, its URL, or its project and number such as acme/vision#736";

/** How somebody names an execution. */
export type Reference =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'counter'; readonly project: string; readonly counter: number };

/**
 * Reads what somebody calls an execution.
 *
 * @param host the Valohai that is read; a URL of another one is refused, for the token is not meant for it
 * @throws UsageError
 */
export function readReference(text: string, host: string): Reference {
  if (ID.test(text)) return { kind: 'id', id: text.toLowerCase() };
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return readUrl(new URL(text), host);
  const { project, counter } = COUNTER.exec(text)?.groups ?? {};
  if (project !== undefined) return { kind: 'counter', project, counter: Number(counter) };
  throw new UsageError(`found ${text}, expected ${FORMS}`);
}

function readUrl({ origin, pathname }: URL, host: string): Reference {
  if (origin !== host) {
    throw new UsageError(
      `the URL is of ${origin}, but ${host} is read; name the other with --host ${origin}`,
    );
  }
  const id = PATH.exec(pathname)?.[1];
  if (id === undefined) throw new UsageError(`found a URL without an execution in it, expected ${FORMS}`);
  return { kind: 'id', id: id.toLowerCase() };
}

/**
 * The id of the execution that is meant.
 *
 * @throws ConfigError when the token can see no such execution
 */
export async function findExecution(
  valohai: Pick<ValohaiClient, 'execution' | 'projects'>,
  reference: Reference,
): Promise<string> {
  const isId = reference.kind === 'id';
  const ref = isId ? reference.id : await refByCounter(valohai, reference);
  try {
    return (await valohai.execution(ref)).id;
  } catch (error) {
    if (!(error instanceof ValohaiRejectedError) || error.status !== 404) throw error;
    const name = isId ? reference.id : `${reference.project}#${reference.counter}`;
    throw new ConfigError(`Valohai shows this token no execution ${name}. Was it deleted?`);
  }
}

async function refByCounter(
  valohai: Pick<ValohaiClient, 'projects'>,
  { project, counter }: Extract<Reference, { kind: 'counter' }>,
): Promise<string> {
  return `${ID.test(project) ? project : (await findProject(valohai, project)).id}:${counter}`;
}
