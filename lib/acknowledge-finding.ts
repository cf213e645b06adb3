import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Says why a finding of cdk-nag's AwsSolutions rules is no fault here.
 *
 * @param rule such as `SQS3`, with the finding in brackets for rules that can have several
 */
export function acknowledgeFinding(construct: Construct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason });
}
