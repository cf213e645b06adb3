import { closest } from 'fastest-levenshtein';
import { ConfigError } from '../functions/config-error.ts';
import type { ListedProject } from '../functions/valohai/client.ts';

/**
 * Finds a project by `owner/name`, by its name alone where only one has it, or by its id.
 *
 * @throws ConfigError that names the nearest one when there is none
 */
export async function findProject(
  valohai: { projects(): Promise<ListedProject[]> },
  reference: string,
): Promise<ListedProject> {
  const projects = await valohai.projects();
  const exact = projects.find(({ id, name }) => name === reference || id === reference.toLowerCase());
  if (exact !== undefined) return exact;
  const named = projects.filter(({ name }) => name.endsWith(`/${reference}`));
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  throw new ConfigError(`${whyNone(reference, projects, named)} Projects are written owner/name.`);
}

function whyNone(reference: string, projects: readonly ListedProject[], named: readonly ListedProject[]) {
  if (named.length > 1) {
    return `More than one project is called ${reference}: ${named.map(({ name }) => name).join(', ')}.`;
  }
  if (projects.length === 0) return `The token can read no project, so not ${reference} either.`;
  const nearest = closest(
    reference,
    projects.map(({ name }) => name),
  );
  return `The token can read no project ${reference}; did you mean ${nearest}?`;
}
