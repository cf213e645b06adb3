import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import { distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import { ConfigError } from '../functions/config-error.ts';
import { DEFAULT_STACK_NAME } from './valohai-retry-stack.ts';

const Path = v.pipe(v.string('a path'), v.nonEmpty('a path'));

/** On the command line every value is text. */
const Numeric = (form: string) =>
  v.pipe(v.union([v.number(), v.string()], form), v.transform(Number), v.integer(form));

const CONCURRENCY_FORM = 'a whole number from 1 on';
const RETENTION_FORM =
  'a number of days that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 180, 365, 400, …';

const STACK_NAME_FORM = 'letters, digits and hyphens, beginning with a letter';

const SettingsSchema = v.object({
  /** The name of the stack. */
  stackName: v.optional(
    v.pipe(v.string(STACK_NAME_FORM), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, STACK_NAME_FORM)),
    DEFAULT_STACK_NAME,
  ),
  alarmEmail: v.optional(v.pipe(v.string('an e-mail address'), v.email('an e-mail address'))),
  /** A path, from the folder of cdk.json. */
  policyFile: v.optional(Path),
  /** How many requests the webhook may handle at once. */
  webhookConcurrency: v.optional(v.pipe(Numeric(CONCURRENCY_FORM), v.minValue(1, CONCURRENCY_FORM))),
  /** In days. */
  logRetention: v.optional(v.pipe(Numeric(RETENTION_FORM), v.enum(RetentionDays, RETENTION_FORM))),
});

/** So far may a name be from one of the settings to be taken for it. */
const NEAR = 3;

export type Settings = v.InferOutput<typeof SettingsSchema>;

/**
 * Reads what `cdk deploy -c alarmEmail=ada@example.com` and the context in cdk.json set.
 *
 * @throws ConfigError with every setting that is wrong
 */
export function readSettings(node: Node): Settings {
  const known = Object.keys(SettingsSchema.entries);
  const misspelt = Object.keys(node.getAllContext()).flatMap((name) => explainName(name, known));
  const given = known.map((name) => [name, node.tryGetContext(name)]);
  const parsed = v.safeParse(SettingsSchema, Object.fromEntries(given));
  const problems = [
    ...misspelt,
    ...(parsed.success ? [] : parsed.issues.map((issue) => explain(issue, node))),
  ];
  if (parsed.success && problems.length === 0) return parsed.output;
  throw new ConfigError(problems.join('\n'));
}

/**
 * The context is also for others, such as the CDK's own flags; what is nearly one of ours is meant for us, also
 * when it is written as elsewhere: alarm-email.
 */
function explainName(name: string, known: readonly string[]): string[] {
  if (known.includes(name) || !/^[a-z_-]+$/i.test(name)) return [];
  const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
  const from = (one: string) => (one.toLowerCase().includes(plain) ? 0 : distance(plain, one.toLowerCase()));
  const [meant = ''] = known.toSorted((a, b) => from(a) - from(b));
  return plain.length > NEAR && from(meant) <= NEAR
    ? [`-c ${name}=…: no such setting; did you mean ${meant}?`]
    : [];
}

function explain(issue: v.BaseIssue<unknown>, node: Node): string {
  const name = v.getDotPath(issue) ?? '';
  return `-c ${name}=…: found ${JSON.stringify(node.tryGetContext(name))}, expected ${issue.message}`;
}
