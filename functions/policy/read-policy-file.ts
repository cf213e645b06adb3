import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { type Policy, type PolicyDocument, PolicySchema } from './policy.ts';

/** One thing that is wrong in a policy file, with where it stands. Lines and columns count from 1. */
export interface PolicyProblem {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** A policy file that cannot be used; its message lists every problem. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly problems: readonly PolicyProblem[];

  constructor(file: string, problems: readonly PolicyProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super([`${file} has ${count}:`, ...problems.map((problem) => `  ${place(file, problem)}`)].join('\n'));
    this.problems = problems;
  }
}

/** A policy file that was read: as it stands in the file, and as the code works with it. */
export interface PolicyFile {
  readonly document: PolicyDocument;
  readonly policy: Policy;
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
  if (yaml.errors.length > 0) {
    throw new PolicyError(
      file,
      yaml.errors.map((error) => ({
        path: '',
        message: `not YAML: ${error.message}`,
        ...at(lines, error.pos[0]),
      })),
    );
  }
  // An empty file is a policy that leaves everything at its default.
  const content: unknown = yaml.toJS() ?? {};
  if (Array.isArray(content)) {
    throw new PolicyError(file, [
      { path: '', message: 'found a list, expected keys such as retries and rules' },
    ]);
  }
  const parsed = v.safeParse(PolicySchema, content);
  if (parsed.success && v.is(PolicySchema, content)) return { document: content, policy: parsed.output };
  throw new PolicyError(
    file,
    (parsed.issues ?? []).map((issue) => {
      const keys = keysOf(issue);
      const offset = offsetOf(yaml.contents, keys);
      return { ...explain(issue, keys), ...(offset === undefined ? {} : at(lines, offset)) };
    }),
  );
}

type Key = string | number;

function keysOf(issue: v.BaseIssue<unknown>): Key[] {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

function explain(issue: v.BaseIssue<unknown>, keys: readonly Key[]): PolicyProblem {
  const path = keys.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
  const isStrict = issue.type === 'strict_object';
  if (isStrict && issue.expected === 'never') {
    const known = knownKeysBeside(keys);
    const wrong = String(keys.at(-1));
    return {
      path,
      message: `unknown key; did you mean ${closest(wrong, known)}? Known are ${known.join(', ')}`,
    };
  }
  if (isStrict && issue.received === 'undefined') return { path, message: 'is missing' };
  return { path, message: `found ${shown(issue.input)}, expected ${issue.message}` };
}

/** The keys that the schema knows where an unknown one was found. */
function knownKeysBeside(keys: readonly Key[]): string[] {
  const { entries } = PolicySchema.pipe[0];
  if (keys[0] !== 'rules' || keys.length === 1) return Object.keys(entries);
  const rule = entries.rules.wrapped.item.pipe[0].entries;
  return Object.keys(keys.includes('when') && keys.length > 3 ? rule.when.pipe[0].entries : rule);
}

const LONGEST_SHOWN = 60;

function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? 'nothing';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function offsetOf(contents: Node | null, keys: readonly Key[]): number | undefined {
  let node: unknown = contents;
  let offset = contents?.range?.[0];
  for (const key of keys) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair === undefined) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeqNode(node)) {
      node = node.items[Number(key)];
      offset = rangeStart(node) ?? offset;
    }
  }
  return offset;
}

function isSeqNode(node: unknown): node is { readonly items: readonly unknown[] } {
  return typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return undefined;
  const [start]: unknown[] = node.range;
  return typeof start === 'number' ? start : undefined;
}

function at(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function place(file: string, { path, message, line, column }: PolicyProblem): string {
  const where = line === undefined ? file : `${file}:${line}:${column}`;
  return path === '' ? `${where} ${message}` : `${where} ${path}: ${message}`;
}
