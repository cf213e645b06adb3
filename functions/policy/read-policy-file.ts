import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument, type Range, visit } from 'yaml';
import { examinePolicy } from './examine/examine-policy.ts';
import type { Finding } from './examine/finding.ts';
import { POLICY_MAPS, type Policy, type PolicyDocument, PolicySchema } from './policy.ts';

/** One thing that is wrong in a policy file, with where it stands. Lines and columns count from 1. */
export interface PolicyProblem {
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** A policy file that cannot be used; its message lists every problem. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly problems: readonly PolicyProblem[];

  constructor(file: string, problems: readonly PolicyProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    const listed = problems.map((problem) => `  ${describeProblem(file, problem)}`);
    super([`${file} has ${count}:`, ...listed].join('\n'));
    this.problems = problems;
  }
}

/** A problem in one line, which editors and terminals make a link of. */
export function describeProblem(file: string, { path, message, line, column }: PolicyProblem): string {
  return `${file}:${line}:${column} ${path === '' ? message : `${path}: ${message}`}`;
}

/** A policy file that was read: as it stands in the file, and as the code works with it. */
export interface PolicyFile {
  readonly document: PolicyDocument;
  readonly policy: Policy;
  /** What it says in vain. */
  readonly warnings: readonly PolicyProblem[];
}

/**
 * Reads a policy from the text of a YAML file.
 *
 * @param file its name, for messages
 * @throws PolicyError with every problem at once: where it stands, what was found, what was expected, and
 *   the nearest known key for a misspelt one
 */
export function readPolicyFile(file: string, text: string): PolicyFile {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => placeOf(lines, offset);
  const mistakes = [...syntaxErrors(yaml), ...aliases(yaml)];
  if (mistakes.length > 0) {
    throw new PolicyError(
      file,
      mistakes.map(({ message, offset }) => ({ path: '', message, ...place(offset) })),
    );
  }
  // An empty file is a policy that leaves everything at its default.
  const content: unknown = yaml.toJS() ?? {};
  if (Array.isArray(content)) {
    const message = 'found a list, expected keys such as retries and rules';
    throw new PolicyError(file, [{ path: '', message, ...place(yaml.range[0]) }]);
  }
  const toProblem = ({ keys, message }: Explanation): PolicyProblem => ({
    path: pathOf(keys),
    message,
    ...place(offsetOf(yaml, keys)),
  });
  // One problem for each value is enough.
  const parsed = v.safeParse(PolicySchema, content, { abortPipeEarly: true });
  if (!parsed.success) {
    throw new PolicyError(file, inOrder(parsed.issues.flatMap(explain).map(toProblem)));
  }
  const findings = examinePolicy(parsed.output);
  const found = (severity: Finding['severity']) =>
    inOrder(findings.filter((finding) => finding.severity === severity).map(toProblem));
  const errors = found('error');
  if (errors.length > 0) throw new PolicyError(file, errors);
  // Stryker disable next-line CallExpression: it only tells TypeScript what was checked above
  v.assert(PolicySchema, content);
  return { document: content, policy: parsed.output, warnings: found('warning') };
}

function inOrder(problems: readonly PolicyProblem[]): PolicyProblem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}

interface Mistake {
  readonly message: string;
  readonly offset: number;
}

/** YAML allows it, and its parser tells programmers what to call instead. */
const MORE_THAN_ONE = 'the file holds more than one document, and only one is read';

function syntaxErrors(yaml: Document.Parsed): Mistake[] {
  return yaml.errors.map(({ code, message, pos }) => ({
    message: code === 'MULTIPLE_DOCS' ? MORE_THAN_ONE : `not YAML: ${message}`,
    offset: pos[0],
  }));
}

/** YAML reads `*-train` as a reference to an anchor; in a policy it is a glob that lacks its quotes. */
function aliases(yaml: Document.Parsed): Mistake[] {
  const found: Mistake[] = [];
  visit(yaml, {
    Alias(_, { source, range }) {
      found.push({ message: `*${source}: a text that begins with * needs quotes`, offset: startOf(range) });
    },
  });
  return found;
}

/** A map's key or a list's index; valibot leaves open what it is. */
type Key = unknown;

interface Explanation {
  readonly keys: readonly Key[];
  readonly message: string;
}

function explain(issue: v.BaseIssue<unknown>): Explanation[] {
  const path = issue.path ?? [];
  const keys = path.map(({ key }) => key);
  if (issue.expected === 'never') {
    // Valibot stops at the first unknown key of a map; here all of them are found.
    const present = path.slice(-1).flatMap(({ input }) => Object.keys(Object(input)));
    return unknownKeys(keys.slice(0, -1), present);
  }
  if (issue.received === 'undefined') return [{ keys, message: 'is missing' }];
  return [{ keys, message: `found ${shown(issue.input)}, expected ${issue.message}` }];
}

function unknownKeys(map: readonly Key[], present: readonly string[]): Explanation[] {
  const known = knownKeysIn(map);
  return present
    .filter((key) => !known.includes(key))
    .map((key) => ({
      keys: [...map, key],
      message: `unknown key; did you mean ${closest(key, known)}? Known are ${known.join(', ')}`,
    }));
}

/** The keys that the schema knows for the map at a path, such as `rules[0].when`. */
function knownKeysIn(map: readonly Key[]): string[] {
  const name = map.findLast((key) => typeof key === 'string') ?? '';
  return Object.entries(POLICY_MAPS)
    .filter(([key]) => key === name)
    .flatMap(([, { entries }]) => Object.keys(entries));
}

function pathOf(keys: readonly Key[]): string {
  return keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? `${key}` : `${path}.${key}`),
    '',
  );
}

const LONGEST_SHOWN = 60;

function shown(input: unknown): string {
  const text = typeof input === 'number' ? String(input) : JSON.stringify(input);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** Where a key or a list's item stands; for one that is missing, where what lacks it stands. */
function offsetOf(yaml: Document.Parsed, keys: readonly Key[]): number {
  const key = keys.at(-1);
  if (key === undefined) return startOf(yaml.range);
  const outer = keys.slice(0, -1);
  const node = nodeIn(yaml.getIn(outer), key);
  return isNode(node) ? startOf(node.range) : offsetOf(yaml, outer);
}

function nodeIn(outer: unknown, key: Key): unknown {
  if (isMap(outer)) return outer.items.find((pair) => String(pair.key) === key)?.key;
  // Stryker disable next-line ConditionalExpression: what holds a value is either a map or a list
  return isSeq(outer) ? outer.items[Number(key)] : undefined;
}

/** Nodes made by hand have no range, which is what the types allow for. */
function startOf(range: Range | null | undefined): number {
  // Stryker disable next-line OptionalChaining: every node here was read from a text
  return range?.[0] ?? 0;
}

function placeOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
