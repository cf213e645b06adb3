import type { Policy } from '../policy.ts';
import { findImpossible } from './find-impossible.ts';
import { findUnreachable } from './find-unreachable.ts';
import { findVain } from './find-vain.ts';
import type { Finding } from './finding.ts';

/**
 * Looks for what a policy says in vain: rules that are never reached or can never match, settings without
 * effect, and names given twice. For synthesis and people; no function loads it.
 */
export function examinePolicy(policy: Policy): Finding[] {
  return [...findDoubles(policy), ...findImpossible(policy), ...findUnreachable(policy), ...findVain(policy)];
}

function findDoubles({ rules }: Policy): Finding[] {
  const names = rules.map(({ name }) => name);
  return names.flatMap((name, index): Finding[] => {
    if (name === undefined || names.indexOf(name) === index) return [];
    const message = `“${name}” is the name of rule ${names.indexOf(name) + 1} already`;
    return [{ keys: ['rules', index, 'name'], message, severity: 'error' }];
  });
}
