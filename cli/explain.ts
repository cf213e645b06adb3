import { readFacts } from '../functions/failure/read-facts.ts';
import type { Policy } from '../functions/policy/policy.ts';
import { copyOf } from '../functions/retry/copy.ts';
import { asItFailed } from './as-it-failed.ts';
import { readWords, run, UsageError } from './command.ts';
import { ExecutionCache } from './execution-cache.ts';
import { executionLink } from './execution-link.ts';
import { compareCopy } from './explain/compare-copy.ts';
import type { Explained } from './explain/explained.ts';
import { explainedAsJson } from './explain/explained-as-json.ts';
import { explainedAsText } from './explain/explained-as-text.ts';
import { explain } from './explain/explanation.ts';
import { findExecution, readReference } from './explain/find-execution.ts';
import { factsOfLog, readLogFile, type SaidOfLog } from './explain/log-file.ts';
import { loadPolicy } from './load-policy.ts';
import { printable, printableJson } from './printable.ts';
import { reachValohai, VALOHAI_HELP, VALOHAI_WORDS } from './reach-valohai.ts';

const HELP = `
npm run explain -- EXECUTION [options]
npm run explain -- --log FILE [options]

Shows what a policy decides about a failed execution, and why: the deciding line of its log, what kind of
failure that is, which rule matches and why the others do not, when it would be retried, and the request that
would start the copy. It is judged as it was when it failed. Only reads, changes nothing.

  EXECUTION      its id, its URL, or its project and number: acme/vision#736
  --policy FILE  the policy (retry-policy.yaml)
  --json         prints one JSON document
${VALOHAI_HELP}

  --log FILE     judges the text of a log instead, without Valohai; - reads standard input. What its rules are
                 to see of the execution can be said with
                 --project OWNER/NAME --step NAME --environment SLUG --tag TAG --status-detail TEXT

Exit code 0 when it would be retried, 3 when not (also not in shadow mode), 1 on an error.`;

const WORDS = {
  ...VALOHAI_WORDS,
  policy: { type: 'string', default: 'retry-policy.yaml' },
  json: { type: 'boolean' },
  log: { type: 'string' },
  project: { type: 'string' },
  step: { type: 'string' },
  environment: { type: 'string' },
  tag: { type: 'string', multiple: true },
  'status-detail': { type: 'string' },
} as const;

const NO_RETRY = 3;

await run(async () => {
  const { values, positionals } = readWords(WORDS, HELP);
  if (values.log !== undefined && positionals.length > 0) {
    throw new UsageError(`found ${positionals[0]} and --log, expected one of them`);
  }
  const { policy } = loadPolicy(values.policy);
  const explained =
    values.log === undefined
      ? await explainExecution(readOne(positionals), values, policy)
      : explainLog(values.log, values, policy);
  const isJson = values.json === true;
  const text = isJson ? printableJson(explainedAsJson(explained)) : explainedAsText(explained).join('\n');
  process.stdout.write(`${text}\n`);
  if (explained.explanation.decision.kind !== 'retry') process.exitCode = NO_RETRY;
});

function readOne(positionals: readonly string[]): string {
  const [only, ...more] = positionals;
  if (only !== undefined && more.length === 0) return only;
  throw new UsageError(`found ${positionals.length} executions, expected one, or --log FILE`);
}

async function explainExecution(
  name: string,
  values: { readonly policy: string } & Parameters<typeof reachValohai>[0],
  policy: Policy,
): Promise<Explained> {
  const tell = (what: string) => process.stderr.write(`${printable(what)}\n`);
  const valohai = await reachValohai(values, policy.host, { tell });
  const executions = new ExecutionCache(valohai);
  const reader = {
    execution: (ref: string) => executions.execution(ref),
    log: (executionId: string) => valohai.log(executionId),
    projects: () => valohai.projects(),
  };
  const id = await findExecution(reader, readReference(name, valohai.host));
  const now = new Date();
  const facts = await readFacts(reader, id, now);
  const { execution } = facts;
  const explanation = explain(asItFailed(facts), policy, now);
  const { decision } = explanation;
  const isRetry = decision.kind === 'retry' || decision.kind === 'would-retry';
  const body = isRetry ? copyOf(execution, decision) : undefined;
  return {
    policyFile: values.policy,
    explanation,
    execution: {
      execution,
      link: executionLink(valohai.host, execution.project.name, execution.id),
      copy: body === undefined ? undefined : { body, differences: compareCopy(execution, body) },
    },
  };
}

function explainLog(file: string, said: SaidOfLog & { readonly policy: string }, policy: Policy): Explained {
  const now = new Date();
  const facts = factsOfLog(readLogFile(file), said, now);
  // A log whose project is not said is taken for one of a project that the policy is for.
  const meant = said.project === undefined ? { ...policy, projects: undefined } : policy;
  return { policyFile: said.policy, explanation: explain(facts, meant, now), execution: undefined };
}
