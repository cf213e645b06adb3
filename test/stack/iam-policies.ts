import * as v from 'valibot';
import type { SynthesizedStack } from './synthesized-stack.ts';

const oneOrMore = v.pipe(
  v.unknown(),
  v.transform((value) => (Array.isArray(value) ? value : [value])),
);

const Statement = v.object({
  Effect: v.string(),
  Action: v.pipe(oneOrMore, v.array(v.string())),
  Resource: v.optional(oneOrMore, []),
  Condition: v.optional(v.unknown()),
  Principal: v.optional(v.unknown()),
});

export type Statement = v.InferOutput<typeof Statement>;

const Document = v.object({ Statement: v.array(Statement) });
const Policy = v.object({ Roles: v.array(v.object({ Ref: v.string() })), PolicyDocument: Document });
const Role = v.object({
  AssumeRolePolicyDocument: Document,
  ManagedPolicyArns: v.optional(v.array(v.unknown()), []),
  Policies: v.optional(v.array(v.object({ PolicyDocument: Document })), []),
});

export interface RoleInTemplate {
  readonly id: string;
  readonly trust: readonly Statement[];
  /** Everything it may do, from whichever kind of policy. */
  readonly statements: readonly Statement[];
  readonly managedPolicies: readonly unknown[];
}

/** Every role of the stack with all its policies. */
export function rolesOf({ resources }: SynthesizedStack): RoleInTemplate[] {
  const entries = Object.entries(resources);
  const policies = entries
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .map(([, { Properties }]) => v.parse(Policy, Properties));
  return entries
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([id, { Properties }]) => {
      const role = v.parse(Role, Properties);
      const attached = policies.filter(({ Roles }) => Roles.some(({ Ref }) => Ref === id));
      return {
        id,
        trust: role.AssumeRolePolicyDocument.Statement,
        statements: [...role.Policies, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
        managedPolicies: role.ManagedPolicyArns,
      };
    });
}
