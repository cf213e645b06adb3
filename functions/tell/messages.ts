import type { HandledFailure } from '../failure/handle-failure.ts';
import type { Decision } from '../policy/decide.ts';
import type { Launch } from '../retry/launch.ts';
import type { OpenBreaker } from '../retry/scheduled-retry.ts';
import type { Execution } from '../valohai/execution.ts';
import type { Message } from './tell.ts';

type GiveUp = Extract<Decision, { kind: 'give-up' }>;

/** What people should know of a handled failure, if anything: not that it will be retried. */
export function aboutHandled(
  { decision, execution, isRepeated, isTokenRefused }: HandledFailure,
  host: string,
): Message | undefined {
  if (isTokenRefused === true) return aboutRefusedToken(host);
  if (decision.kind !== 'give-up' || execution === undefined || isRepeated) return undefined;
  return aboutGiveUp(decision, execution);
}

/** What people should know of a launch, if anything. */
export function aboutLaunch(launch: Launch, host: string): Message | undefined {
  if (launch.kind === 'postponed' && launch.isTokenRefused === true) return aboutRefusedToken(host);
  return launch.kind === 'give-up' ? aboutGiveUp(launch.decision, launch.failed) : undefined;
}

/** The retries of a failure are used up, or its time is over; nothing for any other end. */
function aboutGiveUp({ cause, attempt, of, why }: GiveUp, execution: Execution): Message | undefined {
  if (cause !== 'exhausted' && cause !== 'expired' && cause !== 'rejected') return undefined;
  const { id, counter, project, step } = execution;
  return {
    cause: `gave-up ${id}`,
    subject: `Not retried any more: ${project.name} #${counter} (${cause})`,
    text: `Execution #${counter} (${step}) of ${project.name} failed and will not be retried.\n${clean(why)}\nStart it again in Valohai once the cause is gone.`,
    facts: {
      kind: 'gave-up',
      cause,
      execution: id,
      counter,
      project: project.name,
      step,
      attempt,
      of,
      why: clean(why),
    },
  };
}

export function aboutBreakerOpened(
  { projectId, signature, openedAt }: OpenBreaker,
  project: string,
): Message {
  return {
    cause: `breaker-opened ${projectId} ${signature} ${openedAt}`,
    subject: `Retries held back in ${project}: ${signature}`,
    text: `Many executions of ${project} fail the same way (${signature}). One retry goes first; the others wait for what becomes of it. Nothing needs to be done; \`npm run pending\` shows what waits.`,
    facts: { kind: 'breaker-opened', project, signature, openedAt },
  };
}

export function aboutBreakerClosed({ projectId, signature, openedAt }: OpenBreaker, why: string): Message {
  return {
    cause: `breaker-closed ${projectId} ${signature} ${openedAt}`,
    subject: `Retries go on: ${signature}`,
    text: `The retries that were held back because of ${signature} go on: ${clean(why)}.`,
    facts: { kind: 'breaker-closed', projectId, signature, openedAt, why: clean(why) },
  };
}

function aboutRefusedToken(host: string): Message {
  return {
    cause: `token-refused ${host}`,
    subject: 'Valohai refuses the token of valohai-retry',
    text: `${host} refuses the stored token, so nothing can be retried. Create a new one in Valohai (My Profile, Authentication) and store it with \`npm run set-token\`; what waits then goes on by itself.`,
    facts: { kind: 'token-refused', host },
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

const LONGEST = 1_000;

/** What failed wrote part of this: no control characters, and not endless. */
function clean(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, LONGEST);
}
