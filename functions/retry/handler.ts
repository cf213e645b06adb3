import type { Context } from 'aws-lambda';
import type { Schedules } from '../aws/schedules.ts';
import { tendBreaker } from '../breaker/tend-breaker.ts';
import { buildDependencies } from '../dependencies.ts';
import { handleFailure } from '../failure/handle-failure.ts';
import { aboutBreakerClosed, aboutBreakerOpened, aboutBudgetSpent } from '../tell/messages.ts';
import { launchRetry } from './launch.ts';
import { parseScheduledRetry, type ScheduledRetry } from './scheduled-retry.ts';

const { schedulesFor, telemetry, tellPeople, telling, ...dependencies } = buildDependencies();

/** A schedule that is due. */
export async function handler(event: unknown, context: Context): Promise<void> {
  let scheduled: ScheduledRetry | undefined;
  try {
    scheduled = parseScheduledRetry(event);
    // A function cannot know its own ARN at deployment, only when it is invoked.
    await act(scheduled, schedulesFor(context.invokedFunctionArn));
  } catch (error) {
    telemetry.failed(error, scheduled && 'executionId' in scheduled ? scheduled.executionId : undefined);
    // Lambda tries twice more, and then keeps the event in the dead-letter queue.
    throw error;
  } finally {
    telemetry.flush();
  }
}

async function act(scheduled: ScheduledRetry, schedules: Schedules): Promise<void> {
  const parts = { ...dependencies, schedules, ...telling(schedules) };
  switch (scheduled.purpose) {
    case 'launch': {
      const launch = await launchRetry(scheduled, {
        ...parts,
        onBreakerOpened: (...what) => tellPeople(aboutBreakerOpened(...what), schedules),
        onBudgetSpent: (...what) => tellPeople(aboutBudgetSpent(...what), schedules),
      });
      return telemetry.launched(launch);
    }
    case 'look': {
      const { executionId, projectId, look: looks, tries } = scheduled;
      const since = scheduled.since ? new Date(scheduled.since) : parts.now();
      const handled = await handleFailure({ executionId, projectId, looks, tries, since }, parts);
      return telemetry.handled(handled);
    }
    case 'breaker': {
      const tended = await tendBreaker(scheduled, parts);
      telemetry.tended(scheduled, tended);
      return tended.kind === 'closed'
        ? tellPeople(aboutBreakerClosed(scheduled, tended.why), schedules)
        : undefined;
    }
    case 'mark':
      return undefined;
  }
}
