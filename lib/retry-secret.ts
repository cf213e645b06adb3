import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding.ts';

/**
 * The one secret, as JSON: the webhook's key, generated, and Valohai's token, which somebody stores.
 *
 * - It outlives its stack, for a token thrown away by mistake has to be made anew by its owner, and a new
 *   key has to be pasted into every Valohai project.
 * - It has no name of its own: a fixed one would be taken when the stack is deployed again after a removal.
 *   That deployment makes a second secret, with a new key and without a token; the old one costs 0.40 USD a
 *   month until somebody deletes it.
 * - `generateSecretString` must never change: CloudFormation would then generate a new value over the stored
 *   token and the key in use.
 */
export function createRetrySecret(scope: Construct, id: string): Secret {
  const secret = new Secret(scope, id, {
    description: 'The key of the webhook URL, and the Valohai token: store it with `npm run set-token`',
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ valohaiToken: '' }),
      generateStringKey: 'webhookKey',
      // It stands in a URL's path.
      excludePunctuation: true,
      passwordLength: 48,
    },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledgeFinding(
    secret,
    'SMG4',
    "A rotation would change the webhook's key behind Valohai's back, and Valohai's token can only be made by its owner.",
  );
  return secret;
}
