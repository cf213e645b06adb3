import { parseAttempts } from '../attempts.ts';
import { formatDuration } from '../duration.ts';
import { isPassing } from '../failure.ts';
import { DEFAULT_CAP, type Policy, type Rule } from '../policy.ts';
import type { Finding } from './finding.ts';
import { type Plan, plansOf } from './plan.ts';
import { reasonsOf } from './reach.ts';

/** The settings that change nothing, or less than they seem to. */
export function findVain(policy: Policy): Finding[] {
  return [
    ...vainSweep(policy),
    ...vainCap(policy),
    ...vainTimes(plansOf(policy, undefined), policy.timing, []),
    ...policy.rules.flatMap((rule, index) => {
      const keys = ['rules', index];
      const plans = plansOf(policy, rule);
      return [
        ...contradictions(rule, keys),
        ...vainTimes(plans, rule.timing, keys),
        ...vainRetries(policy, rule, keys),
        ...vainAttempts(rule, plans, keys),
        ...vainSettings(rule, plans, keys),
        ...vainLadder(rule, keys),
      ];
    }),
  ];
}

type Keys = readonly (string | number)[];

/** What ended since the sweep before may be too old for the next one. */
function vainSweep({ sweep: { every, lookBack } }: Policy): Finding[] {
  if (lookBack >= every) return [];
  const [seen, apart] = [lookBack, every].map(formatDuration);
  const message = `looks ${seen} back every ${apart}: it misses what failed in between. Let look-back be longer than every`;
  return [{ keys: ['sweep'], message, severity: 'warning' }];
}

function vainCap({ launchesPerMinute: { project, all } }: Policy): Finding[] {
  if (project <= all || project === DEFAULT_CAP) return [];
  const message = `allows ${project} retries in a project, but ${all} in all, so that no project can have more`;
  return [{ keys: ['launches-per-minute'], message, severity: 'warning' }];
}

/** The keys that say how something is retried, with what a rule sets for them. */
function retrySettings({ timing, environment, ladder, parameters, priority }: Rule): [string, unknown][] {
  const { maxDelay, ...times } = timing;
  return Object.entries({
    ...times,
    'max-delay': maxDelay,
    environment: environment ?? ladder,
    parameters,
    priority,
  }).filter(([, value]) => value !== undefined);
}

function contradictions(rule: Rule, keys: Keys): Finding[] {
  if (!rule.never) {
    const message = 'tells why nothing is retried, which needs retry: never';
    return rule.told === undefined ? [] : [{ keys: [...keys, 'reason'], message, severity: 'error' }];
  }
  return retrySettings(rule).map(([key]) => ({
    keys: [...keys, key],
    message: 'has no effect beside retry: never',
    severity: 'error',
  }));
}

/** Delays that lie beyond `within` or `max-delay`, told once for what this place sets. */
function vainTimes(plans: readonly Plan[], set: Rule['timing'], keys: Keys): Finding[] {
  const tried = plans.filter(({ timetable }) => timetable.retries > 0);
  return [...vainWithin(tried, set, keys), ...vainDelay(tried, set, keys)];
}

function vainWithin(plans: readonly Plan[], set: Rule['timing'], keys: Keys): Finding[] {
  const key = set.within !== undefined ? 'within' : set.delay !== undefined ? 'delay' : 'retries';
  const late = plans.find(({ timetable, waits }) => waits.length < timetable.retries);
  if (late === undefined || set[key] === undefined) return [];
  const { reasons, timetable, waits } = late;
  const within = formatDuration(timetable.within);
  const fitting =
    waits.length === 0 ? 'no retry fits' : `only ${waits.length} of ${timetable.retries} retries fit`;
  const message = `${fitting} into the ${within} of within (${reasons.join(', ')})`;
  return [{ keys: [...keys, key], message, severity: waits.length === 0 ? 'error' : 'warning' }];
}

function vainDelay(plans: readonly Plan[], set: Rule['timing'], keys: Keys): Finding[] {
  const key = set.delay !== undefined ? 'delay' : 'maxDelay';
  const cut = plans.find(({ timetable }) => timetable.delay > timetable.maxDelay);
  if (cut === undefined || set[key] === undefined) return [];
  const [delay, maxDelay] = [cut.timetable.delay, cut.timetable.maxDelay].map(formatDuration);
  const message = `the delay of ${delay} is cut to the ${maxDelay} of max-delay`;
  return [{ keys: [...keys, key === 'delay' ? 'delay' : 'max-delay'], message, severity: 'warning' }];
}

function vainRetries({ maxRetries }: Policy, { timing }: Rule, keys: Keys): Finding[] {
  if ((timing.retries ?? 0) <= maxRetries) return [];
  const message = `no more than the policy's max-retries count: ${maxRetries}`;
  return [{ keys: [...keys, 'retries'], message, severity: 'warning' }];
}

function vainAttempts({ when }: Rule, plans: readonly Plan[], keys: Keys): Finding[] {
  const first = Math.min(...(when.attempt?.map((text) => parseAttempts(text)?.from ?? 1) ?? [1]));
  const most = Math.max(0, ...plans.map(({ timetable }) => timetable.retries));
  if (most === 0 || first <= most) return [];
  const message = `its ${most} retries are used up before retry ${first}, unless machines were lost: say more retries`;
  return [{ keys: [...keys, 'when', 'attempt'], message, severity: 'warning' }];
}

function vainSettings(rule: Rule, plans: readonly Plan[], keys: Keys): Finding[] {
  const isTried = plans.some(({ timetable }) => timetable.retries > 0);
  const [[key] = []] = retrySettings(rule).filter(([name]) => name !== 'retries');
  if (rule.never || isTried || key === undefined || plans.length === 0) return [];
  const message = 'has no effect: what this rule matches is not retried unless it says retries';
  return [{ keys: [...keys, key], message, severity: 'warning' }];
}

function vainLadder(rule: Rule, keys: Keys): Finding[] {
  const reasons = reasonsOf(rule);
  if (rule.ladder === undefined || !reasons.every(isPassing) || reasons.length === 0) return [];
  const message = `is a ladder, which failures that pass by themselves (${reasons.join(', ')}) do not climb: name one`;
  return [{ keys: [...keys, 'environment'], message, severity: 'warning' }];
}
