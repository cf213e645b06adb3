import type { Context } from 'aws-lambda';
import { buildDependencies } from '../dependencies.ts';
import { handleFailure } from '../failure/handle-failure.ts';
import { launchRetry } from './launch.ts';
import { parseScheduledRetry } from './scheduled-retry.ts';

const { schedulesFor, telemetry, ...dependencies } = buildDependencies();

/** A schedule that is due: starts the retry, or looks again whether the execution has failed. */
export async function handler(event: unknown, context: Context): Promise<void> {
  // A function cannot know its own ARN at deployment, only when it is invoked.
  const schedules = schedulesFor(context.invokedFunctionArn);
  let executionId: string | undefined;
  try {
    const scheduled = parseScheduledRetry(event);
    if (scheduled.purpose === 'mark') return;
    executionId = scheduled.executionId;
    if (scheduled.purpose === 'launch') {
      telemetry.launched(await launchRetry(scheduled, { ...dependencies, schedules }));
    } else {
      const { projectId, look: looks, tries, since } = scheduled;
      const report = { executionId, projectId, looks, tries, since: since ? new Date(since) : new Date() };
      telemetry.handled(await handleFailure(report, { ...dependencies, schedules }));
    }
  } catch (error) {
    telemetry.failed(error, executionId);
    // Lambda tries twice more, and then keeps the event in the dead-letter queue.
    throw error;
  } finally {
    telemetry.flush();
  }
}
