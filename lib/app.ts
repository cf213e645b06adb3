import { App } from 'aws-cdk-lib';
import { ConfigError } from '../functions/config-error.ts';
import { describeProblem, PolicyError } from '../functions/policy/read-policy-file.ts';
import { DEFAULT_POLICY_FILE, readPolicy } from './policy-source.ts';
import { addSecurityChecks } from './security-checks.ts';
import { readSettings } from './settings.ts';
import { ValohaiRetryStack } from './valohai-retry-stack.ts';

try {
  const app = new App();
  const { stackName, ...props } = readSettings(app.node);
  warnAbout(props.policyFile ?? DEFAULT_POLICY_FILE);
  addSecurityChecks(app);
  new ValohaiRetryStack(app, stackName, props);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof PolicyError)) throw error;
  // Somebody's own file is wrong: a stack trace would only hide what.
  console.error(error.message);
  process.exit(1);
}

/** Of what the policy says in vain; it is deployed nevertheless. */
function warnAbout(policyFile: string): void {
  for (const warning of readPolicy({ policyFile }).warnings) {
    console.error(`warning: ${describeProblem(policyFile, warning)}`);
  }
}
