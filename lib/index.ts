/** What the published package offers to other CDK apps. */
export type { PolicyDocument } from '../functions/policy/policy.ts';
export { PolicyError } from '../functions/policy/read-policy-file.ts';
export { ValohaiRetry, type ValohaiRetryProps } from './valohai-retry.ts';
export { ValohaiRetryStack } from './valohai-retry-stack.ts';
