import { describeProblem } from '../functions/policy/read-policy-file.ts';
import { readWords, run, UsageError } from './command.ts';
import { loadPolicy } from './load-policy.ts';
import { describePolicy } from './policy/describe-policy.ts';

const HELP = `
npm run policy -- check [FILE]

Checks a policy as a deployment would, without one, and prints what each rule leads to: when the retries
start, and after how long it is given up. FILE is retry-policy.yaml unless another is named. Exit code 1 when
the policy cannot be used.`;

await run(async () => {
  const [verb, file = 'retry-policy.yaml', ...rest] = readWords({}, HELP).positionals;
  if (verb !== 'check' || rest.length > 0) throw new UsageError('Say check, and at most one file.');
  const { policy, warnings } = loadPolicy(file);
  process.stdout.write(`${describePolicy(policy)}\n`);
  for (const warning of warnings) process.stdout.write(`warning: ${describeProblem(file, warning)}\n`);
  const rules = policy.rules.length === 1 ? 'one rule' : `${policy.rules.length} rules`;
  const found = warnings.length === 0 ? 'nothing to warn about' : `${warnings.length} to look at`;
  process.stdout.write(`${file} can be used: ${rules}, ${found}.\n`);
});
