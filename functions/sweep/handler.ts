import type { Context } from 'aws-lambda';
import { buildDependencies, requireVariable } from '../dependencies.ts';
import { aboutHandled, aboutMissingNotifications } from '../tell/messages.ts';
import { sweep } from './sweep.ts';
import { parseSweepRequest } from './sweep-request.ts';

const { schedulesFor, telemetry, tellPeople, ...dependencies } = buildDependencies();
const schedules = schedulesFor(requireVariable('RETRY_FUNCTION_ARN'));

/** What is left for the end of an execution's handling when the sweep stops. */
const LEFT_MS = 30_000;

/** The recurring schedule, or somebody who asks for more hours. */
export async function handler(event: unknown, context: Context): Promise<void> {
  try {
    const swept = await sweep(parseSweepRequest(event), {
      ...dependencies,
      schedules,
      ownSchedules: schedulesFor(context.invokedFunctionArn),
      hasTime: () => context.getRemainingTimeInMillis() > LEFT_MS,
      onFound: async (handled) => {
        telemetry.found(handled);
        // Who hears of it by a notification after this takes it for told.
        await tellPeople(aboutHandled(handled, dependencies.policy.host), schedules);
      },
    });
    telemetry.swept(swept);
    if (swept.kind === 'swept' && swept.isUnheard) {
      await tellPeople(aboutMissingNotifications(swept.found), schedules);
    }
  } catch (error) {
    // The next sweep begins anew; a dead letter would help nobody.
    telemetry.failed(error);
  } finally {
    telemetry.flush();
  }
}
