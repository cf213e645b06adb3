import type { POLICY_MAPS } from '../functions/policy/policy.ts';

type Maps = typeof POLICY_MAPS;

/** What each key of a policy means, in the words that an editor shows. */
export const POLICY_DESCRIPTIONS: {
  readonly [Map in keyof Maps]: { readonly [Key in keyof Maps[Map]['entries']]: string };
} = {
  '': {
    host: 'The address of your Valohai.',
    projects:
      'Only these projects, as owner/name, with * for anything. Left out: all that the token can read.',
    retries: 'How often a passing failure is retried where no rule says otherwise.',
    delay: 'The wait before the first retry where no rule says otherwise. At least 60 s pass in any case.',
    backoff: 'Each wait is so many times the one before.',
    'max-delay': 'No wait is longer, except where the failure itself asks for more.',
    jitter: 'A wait is longer by chance, by up to this share of it.',
    within: 'So long after the first failure of a chain its last retry may start.',
    mode: 'shadow: decide, log, count and tag, but start nothing.',
    'max-retries': 'What no rule and no parameter of an execution can exceed.',
    'launches-per-minute': 'How many retries may start in a minute.',
    budget:
      "So large a share of a project's executions of a day may be retries that failed again; further retries wait. 1 switches it off.",
    'reruns-by-people':
      'Whether the same work, started again by a person after the failure, counts as the retry, or is ignored.',
    sweep: 'When Valohai is asked for failures that it did not report.',
    rules: 'Tried from top to bottom; the first that matches counts.',
  },
  'launches-per-minute': {
    project: 'In one project.',
    all: 'In all projects together.',
  },
  sweep: {
    every: 'How often it is asked.',
    'look-back': 'How old these failures may be.',
  },
  rules: {
    name: 'What people see when the rule decides.',
    when: 'All of these conditions must hold. A list in one condition means any of.',
    retries: 'How often it is retried after the first failure.',
    delay: 'The wait before the first retry. At least 60 s pass in any case.',
    backoff: 'Each wait is so many times the one before.',
    'max-delay': 'No wait is longer, except where the failure itself asks for more.',
    jitter: 'A wait is longer by chance, by up to this share of it.',
    within: 'So long after the first failure of a chain its last retry may start.',
    mode: 'shadow: this rule decides, logs, counts and tags, but starts nothing. live: it acts, also in a policy in shadow mode.',
    retry: 'never: what the rule matches is not retried.',
    reason: 'With retry: never, the words in which people are told why.',
    environment:
      'The environment of the retry, by slug or id. A list is a ladder from the smallest to the largest: a failure that does not pass by itself goes up one step at each try.',
    parameters: 'Parameters of the retry: overridden, or added.',
    priority: 'The priority of the retry in its queue.',
    notify:
      'Whether people are told when it is not retried, for whatever reason, or by names whom that is for.',
  },
  when: {
    reason: 'What kind of failure it was.',
    signature: 'The name of the known failure, with * for anything.',
    project: 'owner/name, with * for anything.',
    step: 'The name of the step, with * for anything.',
    environment: 'The slug of the environment on which it failed, with * for anything.',
    tag: 'One of its tags, with * for anything.',
    log: 'A text that occurs in its log, whatever its case, or a regular expression between slashes.',
    'status-detail':
      'A text that occurs in what the code said last through set_status_detail, or a regular expression between slashes.',
    commit: 'The identifier of its commit, with * for anything.',
    creator: 'The name of who started it, with * for anything.',
    duration: 'How long it ran: within 5m, after 2h, or after 5m within 2h.',
    attempt: 'Which retry it would be, from 1: a number, a range such as 2-4, or 3+.',
  },
};
