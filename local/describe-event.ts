import { printable } from '../cli/printable.ts';
import { formatDuration } from '../functions/policy/duration.ts';
import type { InstallationEvent } from './events.ts';

/**
 * One line for people about an event.
 *
 * @param timeScale how many times faster waiting passes
 * @returns undefined for what nobody needs to read
 */
export function describeEvent(event: InstallationEvent, now: Date, timeScale: number): string | undefined {
  const text = told(event, now, timeScale);
  if (text === undefined) return undefined;
  // What failed wrote part of this; it must not steer the terminal.
  return `${now.toISOString().slice(11, 19)}  ${printable(text)}`;
}

function told(event: InstallationEvent, now: Date, timeScale: number): string | undefined {
  const { attempt, of, why = '' } = event;
  const which = named(event);
  switch (event.event) {
    case 'launched':
      return `${which} retry ${attempt} of ${of} started as #${event.copyCounter}`;
    case 'gave-up':
      return event.isRepeated ? undefined : `${which} NOT RETRIED (${event.cause})  ${why}`;
    case 'failed':
      // Lambda adds this line, with a stack trace, to what the function has just told by itself.
      return why.startsWith('ERROR\tInvoke Error') ? undefined : `${which} PROBLEM  ${why}`;
    case 'told':
      return `MESSAGE  ${event.subject}`;
    case 'swept':
      return toldSweep(event);
    case 'refused':
      return `a request was refused with ${event.status}: ${why}`;
    default:
      return toldDecision(event, which, now, timeScale);
  }
}

function toldDecision(
  event: InstallationEvent,
  which: string,
  now: Date,
  timeScale: number,
): string | undefined {
  const { attempt, of, why = '' } = event;
  const until = inTime(event.at, now, timeScale);
  switch (event.kind) {
    case 'retry':
      return event.isRepeated ? undefined : `${which} failed; retry ${attempt} of ${of} in ${until}  ${why}`;
    case 'would-retry':
      return event.isRepeated
        ? undefined
        : `${which} failed; WOULD be retried, ${attempt} of ${of}, in ${until} (shadow mode)  ${why}`;
    case 'look-again':
      return `${which} ${why}; looked at again in ${until}`;
    case 'postponed':
      return `${which} waits for ${until}  ${why}`;
    case 'recovered':
      return `${which} COMPLETED at retry ${attempt}`;
    default:
      return event.step === undefined || why === 'it completed' ? undefined : `${which} left alone: ${why}`;
  }
}

/** Of the regular sweeps nobody needs to read: what they find is told by itself. */
function toldSweep({ kind, hours, looked, found }: InstallationEvent): string | undefined {
  if (hours === undefined) return undefined;
  const which = `SWEEP  of the last ${hours} hours`;
  if (kind === 'already-running') return `${which} waits until another one is over`;
  const isPart = kind === 'out-of-time' ? '; goes on in a minute' : '';
  return `${which}: ${looked} failures, ${found} of them news${isPart}`;
}

function named({ counter, step, execution }: InstallationEvent): string {
  if (counter === undefined) return execution ?? 'valohai-retry';
  return `#${counter}${step === undefined ? '' : ` ${step}`}`.padEnd(20);
}

function inTime(at: string | undefined, now: Date, timeScale: number): string {
  if (at === undefined) return 'a while';
  const seconds = Math.max(0, (new Date(at).getTime() - now.getTime()) / 1_000);
  if (timeScale === 1) return formatDuration(seconds);
  return `${formatDuration(seconds)} (${(seconds / timeScale).toFixed(1)} s here)`;
}
