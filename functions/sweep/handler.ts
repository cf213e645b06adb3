import type { Context } from 'aws-lambda';
import { buildDependencies, requireVariable } from '../dependencies.ts';
import {
  aboutDeadLetters,
  aboutFoundGiveUp,
  aboutMissingNotifications,
  aboutUnreadableProject,
} from '../tell/messages.ts';
import { tellSlack } from '../tell/tell.ts';
import { readAlarm } from './alarm.ts';
import { sweep } from './sweep.ts';
import { parseSweepRequest, type SweepRequest } from './sweep-request.ts';
import { tokenTrouble } from './token-trouble.ts';

const { schedulesFor, telemetry, tellPeople, telling, ...dependencies } = buildDependencies();
const schedules = schedulesFor(requireVariable('RETRY_FUNCTION_ARN'));
const { host } = dependencies.policy;

/** What is left for the end of an execution's handling when the sweep stops. */
const LEFT_MS = 30_000;

/** The recurring schedule, somebody who asks for more hours, or the alarm on dead letters. */
export async function handler(event: unknown, context: Context): Promise<void> {
  try {
    const alarm = readAlarm(event);
    if (alarm === undefined) await sweepOnce(parseSweepRequest(event), context);
    // The alarm itself has told SNS.
    else await tellPeople(aboutDeadLetters(alarm.alarmData.state.timestamp), schedules, tellSlack);
  } catch (error) {
    // The next sweep begins anew; a dead letter would help nobody.
    telemetry.failed(error);
    await tellPeople(tokenTrouble(error, host, { ...dependencies, schedules }), schedules);
  } finally {
    telemetry.flush();
  }
}

async function sweepOnce(request: SweepRequest, context: Context): Promise<void> {
  const swept = await sweep(request, {
    ...dependencies,
    schedules,
    ownSchedules: schedulesFor(context.invokedFunctionArn),
    hasTime: () => context.getRemainingTimeInMillis() > LEFT_MS,
    onFound: (handled) => telemetry.found(handled),
    ...telling(schedules),
    onGiveUp: (...what) => tellPeople(aboutFoundGiveUp(request, ...what), schedules),
  });
  telemetry.swept(swept);
  if (swept.kind === 'already-running') return;
  for (const name of swept.unreadable) await tellPeople(aboutUnreadableProject(name), schedules);
  if (swept.kind === 'swept' && swept.isUnheard) {
    await tellPeople(aboutMissingNotifications(swept.found), schedules);
  }
}
