import { type Plan, plansOf } from '../../functions/policy/examine/plan.ts';
import type { Policy, Rule } from '../../functions/policy/policy.ts';
import { nameOf } from '../../functions/policy/rules.ts';
import { describePlan } from './describe-plan.ts';

/** What each rule of a policy leads to, and what happens without one; for people. */
export function describePolicy(policy: Policy): string {
  const rules = policy.rules.map((rule) => [
    `${nameOf(policy, rule)}${shadowMark(policy, rule)}`,
    ...told(policy, rule),
  ]);
  const rest = policy.rules.length === 0 ? 'every failure' : 'what no rule matches';
  const others = [`${rest}${shadowMark(policy, undefined)}`, ...describePlans(plansOf(policy, undefined))];
  return [...rules, others]
    .map(([title, ...lines]) => [title, ...lines.map((line) => `  ${line}`), ''].join('\n'))
    .join('\n');
}

function told(policy: Policy, rule: Rule): string[] {
  if (rule.never)
    return [describeConditions(rule), `never retried${rule.told === undefined ? '' : `: ${rule.told}`}`];
  return [describeConditions(rule), ...describePlans(plansOf(policy, rule)), ...describeChanges(rule)];
}

/** What is not retried comes last. */
function describePlans(plans: readonly Plan[]): string[] {
  return plans
    .toSorted((one, other) => Number(one.waits.length === 0) - Number(other.waits.length === 0))
    .map((plan) => `${plan.reasons.join(', ')}: ${describePlan(plan)}`);
}

function describeConditions({ when }: Rule): string {
  const conditions = Object.entries(when).filter(([, wanted]) => wanted !== undefined);
  return `when ${conditions.map(([name, wanted]) => `${name} is ${wanted?.join(' or ')}`).join(' and ')}`;
}

function describeChanges({ environment, ladder, parameters, priority }: Rule): string[] {
  return [
    ...(environment === undefined ? [] : [`on ${environment}`]),
    ...(ladder === undefined ? [] : [`goes up ${ladder.join(' → ')}`]),
    ...(parameters === undefined ? [] : [`with the parameters ${JSON.stringify(parameters)}`]),
    ...(priority === undefined ? [] : [`with priority ${priority}`]),
  ];
}

function shadowMark({ mode }: Policy, rule: Rule | undefined): string {
  return (rule?.mode ?? mode) === 'shadow' ? ' (shadow: nothing is started)' : '';
}
