import { SWEEP_HOURS } from '../functions/sweep/sweep-request.ts';
import { readOptions, run, UsageError } from './command.ts';
import { findInstallation, INSTALLATION_HELP, INSTALLATION_WORDS } from './installation.ts';
import { InstalledSchedules } from './installed-schedules.ts';
import { inUtc } from './point-in-time.ts';
import { say, sayJson } from './say.ts';
import { soon } from './soon.ts';

const { fewest, most } = SWEEP_HOURS;

const HELP = `
npm run sweep -- [--hours N] [options]

Has the sweep look now, and further back than it does by itself, for failed executions that nobody reported:
after an outage, or from before the deployment. It begins within two minutes, and deals with what it finds as
if Valohai had notified: retries it, or tags it not-retried. What failed longer ago than a retry may take (the
policy's \`within\`, 24 hours by default) gets the tag not-retried: expired, and no message. What was dealt with
before is left alone. \`npm run rehearse\` shows what the policy would do, and changes nothing.

  --hours N      how far back, from ${fewest} to ${most} (24)
${INSTALLATION_HELP}
  --json         prints one JSON object and nothing else`;

await run(async () => {
  const values = readOptions(
    { ...INSTALLATION_WORDS, hours: { type: 'string', default: '24' }, json: { type: 'boolean' } },
    HELP,
  );
  const hours = readHours(values.hours);
  const installation = await findInstallation(values);
  const at = soon(new Date());
  const made = await new InstalledSchedules(installation).create({
    // The same, asked for twice within a minute, is done once.
    name: `sweep-asked-${hours}`,
    at,
    input: { hours },
    functionArn: installation.sweepFunctionArn,
  });
  if (values.json === true) sayJson({ kind: made === 'created' ? 'asked' : 'asked before', hours, at });
  else say(made === 'created' ? asked(hours, at, installation.where) : askedBefore(hours));
});

/** @throws UsageError with what was found and what was expected */
function readHours(found: string): number {
  const hours = /^\d+(?:\.\d+)?$/.test(found) ? Number(found) : Number.NaN;
  if (hours >= fewest && hours <= most) return hours;
  throw new UsageError(`--hours: found ${found}, expected a number from ${fewest} to ${most}`);
}

function asked(hours: number, at: Date, where: string): string[] {
  return [
    `The sweep of the last ${hours} hours ${where} begins at ${inUtc(at)}, or within a minute after.`,
    'What it found is in the line `swept` of the log of the sweep function, or of `npm start`;',
    '`npm run pending` shows what will be retried, tags in Valohai what will not.',
  ];
}

function askedBefore(hours: number): string[] {
  return [`A sweep of the last ${hours} hours was asked for already and is about to begin.`];
}
