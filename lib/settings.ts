import type { Node } from 'constructs';
import * as v from 'valibot';
import { ConfigError } from '../functions/config-error.ts';
import { DEFAULT_STACK_NAME } from './valohai-retry-stack.ts';

const Path = v.pipe(v.string('a path'), v.nonEmpty('a path'));

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
});

export type Settings = v.InferOutput<typeof SettingsSchema>;

/**
 * Reads what `cdk deploy -c alarmEmail=ada@example.com` and the context in cdk.json set.
 *
 * @throws ConfigError with every setting that is wrong
 */
export function readSettings(node: Node): Settings {
  const given = Object.keys(SettingsSchema.entries).map((name) => [name, node.tryGetContext(name)]);
  const parsed = v.safeParse(SettingsSchema, Object.fromEntries(given));
  if (parsed.success) return parsed.output;
  throw new ConfigError(parsed.issues.map(explain).join('\n'));
}

function explain(issue: v.BaseIssue<unknown>): string {
  return `-c ${v.getDotPath(issue)}=…: found ${JSON.stringify(issue.input)}, expected ${issue.message}`;
}
