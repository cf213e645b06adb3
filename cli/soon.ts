const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** How many are placed in one minute, as the policy's cap for a whole installation is by default. */
const IN_A_MINUTE = 30;

/**
 * The next time at which a schedule can be due: a minute ahead, in whole seconds as schedules are. Of many, each further thirty come a minute
 * later, so that what is set going by hand does not come all at once either.
 *
 * @param place of the schedule among those that are placed together, from 0
 */
export function soon(now: Date, place = 0): Date {
  const at = now.getTime() + MINUTE_MS * (1 + Math.floor(place / IN_A_MINUTE));
  return new Date(Math.ceil(at / SECOND_MS) * SECOND_MS);
}
