import { closest } from 'fastest-levenshtein';
import { matchesGlob } from '../glob.ts';
import type { Policy, Rule } from '../policy.ts';
import { CATALOGUE } from '../signatures/catalogue.ts';
import type { Finding } from './finding.ts';
import { overlap } from './glob-sets.ts';
import { reasonsOf, signaturesOf } from './reach.ts';

/** The conditions that nothing can fulfil. */
export function findImpossible({ projects, rules }: Policy): Finding[] {
  return rules.flatMap((rule, index) => {
    const error = (message: string, ...condition: Finding['keys']): Finding => ({
      keys: ['rules', index, 'when', ...condition],
      message,
      severity: 'error',
    });
    return [
      ...unknownSignatures(rule).map(([glob, place]) => error(nameNearest(glob), 'signature', ...place)),
      ...foreignProjects(rule, projects).map(([message, place]) => error(message, 'project', ...place)),
      ...otherReasons(rule).map((message) => error(message, 'reason')),
    ];
  });
}

/** A glob, and its place where it is one of several. */
type Placed = readonly [glob: string, place: readonly number[]];

function placed(globs: readonly string[] = []): Placed[] {
  return globs.map((glob, place) => [glob, globs.length > 1 ? [place] : []]);
}

function unknownSignatures({ when }: Rule): Placed[] {
  return placed(when.signature).filter(([glob]) => !CATALOGUE.some(({ id }) => matchesGlob(glob, id)));
}

function nameNearest(glob: string): string {
  const ids = CATALOGUE.map(({ id }) => id);
  return `no signature is called ${glob}, so it never matches; did you mean ${closest(glob, ids)}?`;
}

function foreignProjects(
  { when }: Rule,
  projects: Policy['projects'],
): [message: string, place: Placed[1]][] {
  if (projects === undefined) return [];
  const list = projects.join(', ');
  return placed(when.project)
    .filter(([glob]) => !projects.some((project) => overlap(glob, project)))
    .map(([glob, place]) => [
      `${glob} is none of the policy's projects (${list}), so it never matches`,
      place,
    ]);
}

function otherReasons(rule: Rule): string[] {
  const found = signaturesOf(rule);
  if (!found?.length || reasonsOf(rule).length > 0) return [];
  const theirs = [...new Set(found.map(({ reason }) => reason))].join(' or ');
  return [`never matches: the signature of this rule stands for ${theirs}`];
}
