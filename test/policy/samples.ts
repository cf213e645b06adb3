import * as v from 'valibot';
import type { ExecutionFacts } from '../../functions/policy/execution-facts.ts';
import type { Failure } from '../../functions/policy/failure.ts';
import { type Policy, PolicySchema } from '../../functions/policy/policy.ts';

/** An execution that failed and may be retried, except for what is given. */
export function anExecution(changes: Partial<ExecutionFacts> = {}): ExecutionFacts {
  return {
    id: '01890000-0000-7000-8000-000000000736',
    counter: 736,
    project: { id: '01890000-0000-7000-8000-00000000aaaa', name: 'acme/forecast', readOnly: false },
    status: 'error',
    statusDetail: '',
    tags: [],
    step: 'train-model',
    commit: 'c0ffee',
    environment: { slug: 'aws-eu-west-1-g4dn', spot: false },
    parameters: {},
    autorestart: false,
    deleted: false,
    ...changes,
  };
}

export function aFailure(changes: Partial<Failure> = {}): Failure {
  return { reason: 'network', certainty: 'certain', ...changes };
}

/** A policy as `retry-policy.yaml` would say it. */
export function aPolicy(document: v.InferInput<typeof PolicySchema> = {}): Policy {
  return v.parse(PolicySchema, document);
}
