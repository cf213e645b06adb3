import { GIVE_UP_DAYS } from '../failure/failure-telling.ts';
import type { GiveUp } from '../policy/decide.ts';
import type { OpenBreaker } from '../retry/scheduled-retry.ts';
import type { SweepRequest } from '../sweep/sweep-request.ts';
import type { Execution } from '../valohai/execution.ts';
import { plainText } from './plain-text.ts';
import type { Message } from './tell.ts';

/**
 * What people should know of a failure that a sweep gave up. Who asked it to look further back knows that what is
 * older than a retry's time comes too late; a message for each of those would only be a flood.
 */
export function aboutFoundGiveUp(
  { hours }: SweepRequest,
  decision: GiveUp,
  failed: Execution,
): Message | undefined {
  const isExpected = decision.cause === 'expired' && hours !== undefined;
  return isExpected ? undefined : aboutGiveUp(decision, failed);
}

/**
 * A failure is not retried. Where its rule does not say whether that is told, it is when something came to nothing:
 * the retries are used up, their time is over, or Valohai refuses the copy.
 */
export function aboutGiveUp(
  { cause, attempt, of, why, notify }: GiveUp,
  { id, counter, project: { name }, step: stepName }: Execution,
): Message | undefined {
  const cameToNothing = cause === 'exhausted' || cause === 'expired' || cause === 'rejected';
  if (notify === false || (notify === undefined && !cameToNothing)) return undefined;
  const project = nameOf(name);
  const step = nameOf(stepName);
  const reason = plainText(why);
  const names = Array.isArray(notify) ? notify.map(nameOf) : [];
  const forWhom = names.length > 0 ? ` for ${names.join(', ')}` : '';
  return {
    cause: `gave-up ${id}`,
    quietDays: GIVE_UP_DAYS,
    subject: `Not retried${cameToNothing ? ' any more' : ''}${forWhom}: ${project} #${counter} (${cause})`,
    text: `Execution #${counter} (${step}) of ${project} failed and will not be retried.\n${reason}\nStart it again in Valohai once the cause is gone.`,
    facts: {
      kind: 'gave-up',
      cause,
      execution: id,
      counter,
      project,
      step,
      attempt,
      of,
      why: reason,
      ...(names.length > 0 && { notify: names }),
    },
  };
}

export function aboutBreakerOpened(breaker: OpenBreaker, projectName: string): Message {
  const { projectId, openedAt } = breaker;
  const project = nameOf(projectName);
  const signature = nameOf(breaker.signature);
  return {
    cause: `breaker-opened ${projectId} ${signature} ${openedAt}`,
    subject: `Retries held back in ${project}: ${signature}`,
    text: `Many executions of ${project} fail the same way (${signature}). One retry goes first; the others wait for what becomes of it. Nothing needs to be done; \`npm run pending\` shows what waits.`,
    facts: { kind: 'breaker-opened', project, signature, openedAt },
  };
}

export function aboutBreakerClosed(breaker: OpenBreaker, why: string): Message {
  const { projectId, openedAt } = breaker;
  const signature = nameOf(breaker.signature);
  const reason = plainText(why);
  return {
    cause: `breaker-closed ${projectId} ${signature} ${openedAt}`,
    subject: `Retries go on: ${signature}`,
    text: `The retries that were held back because of ${signature} go on: ${reason}.`,
    facts: { kind: 'breaker-closed', projectId, signature, openedAt, why: reason },
  };
}

/** @param why with the numbers; they are others by the next time, so they are no cause of their own */
export function aboutBudgetSpent({ id, name }: Execution['project'], why: string): Message {
  const project = nameOf(name);
  return {
    cause: `budget-spent ${id}`,
    subject: `Retries wait in ${project}: the budget is used up`,
    text: `Retries of ${project} wait: ${why}. They look again every hour, until their time is over. The cause is probably one that does not pass by itself.`,
    facts: { kind: 'budget-spent', project, projectId: id, why },
  };
}

export function aboutRefusedToken(host: string): Message {
  return {
    cause: `token-refused ${host}`,
    subject: 'Valohai refuses the token of valohai-retry',
    text: `${host} refuses the stored token, so nothing can be retried. Create a new one in Valohai (My Profile, Authentication) and store it with \`npm run set-token\`; what waits then goes on by itself.`,
    facts: { kind: 'token-refused', host },
  };
}

/** @param why says what the secret lacks, and what to do about it */
export function aboutMissingToken(why: string): Message {
  return {
    cause: 'token-missing',
    subject: 'valohai-retry has no token for Valohai',
    text: `${plainText(why)} Until then nothing can be retried; what waits goes on by itself after that.`,
    facts: { kind: 'token-missing', why: plainText(why) },
  };
}

/** @param why in the words of Secrets Manager */
export function aboutUnreadableSecret(why: string): Message {
  const reason = plainText(why);
  return {
    cause: 'secret-unreadable',
    subject: 'valohai-retry cannot read its secret',
    text: `${reason}\nUntil then nothing can be retried. Restore the secret, or the right to read it, in AWS; \`npm run doctor\` checks it. What waits then goes on by itself.`,
    facts: { kind: 'secret-unreadable', why: reason },
  };
}

/** @param since when the alarm on dead letters went off; each time is a cause of its own */
export function aboutDeadLetters(since: string): Message {
  return {
    cause: `dead-letters ${since}`,
    subject: 'Dead letters of valohai-retry',
    text: 'Something could not be delivered or handled in all of its tries; a retry may be lost. `npm run dead-letters` says what and why, and sends it again once the cause is mended.',
    facts: { kind: 'dead-letters', since },
  };
}

/** The sweep found failures that no notification told of, and none that one did. */
export function aboutMissingNotifications(found: number): Message {
  return {
    cause: 'not-wired',
    subject: 'Valohai does not notify valohai-retry',
    text: `The sweep found ${found} failed executions that no notification had told of, and none that one had. The webhook is probably not set up: print its URL with \`npm run webhook-url\` and put it into Valohai's notifications (Settings, Notifications, Channels), with a routing for failed executions. Until then failures are retried, only later.`,
    facts: { kind: 'not-wired', found },
  };
}

/** Valohai lists a project for the token, and refuses to list its failures. */
export function aboutUnreadableProject(projectName: string): Message {
  const project = nameOf(projectName);
  return {
    cause: `unreadable-project ${project}`,
    quietDays: 7,
    subject: `The failures of ${project} cannot be read`,
    text: `Valohai refuses to list the failed executions of ${project}, so the sweep cannot find those that no notification told of. Give the token's user the right to read the project, or leave it out of \`projects\` in the policy.`,
    facts: { kind: 'unreadable-project', project },
  };
}

/** What people call a project, a step or a kind of failure; real names are shorter. */
function nameOf(name: string): string {
  return plainText(name, 200);
}
