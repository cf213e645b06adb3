import { readOptions, run, UsageError } from './command.ts';
import { findProject } from './find-project.ts';
import { loadPolicy } from './load-policy.ts';
import { printable, printableJson } from './printable.ts';
import { Progress } from './progress.ts';
import { reachValohai, VALOHAI_HELP, VALOHAI_WORDS } from './reach-valohai.ts';
import { Rehearsal } from './rehearse/rehearsal.ts';
import { reportOn } from './rehearse/report.ts';
import { reportAsJson } from './rehearse/report-as-json.ts';
import { reportAsText } from './rehearse/report-as-text.ts';
import { readWholeNumber } from './whole-number.ts';

const HELP = `
npm run rehearse -- --project OWNER/NAME [options]

Shows what a policy would have done about a project's past failures: how many it would have retried and
refused, by class and by step; how much machine time the retries would have taken; whether a later run of the
same step and commit succeeded; and which failures nothing explains, with their last lines, so that a rule can
be written for them. Only reads, changes nothing.

  --project P    owner/name
  --last N       how many failures, counted from the newest (200)
  --policy FILE  the policy (retry-policy.yaml); given twice, shows where the two decide otherwise
  --json         prints one JSON document, with every failure in it
${VALOHAI_HELP}

Ctrl-C ends it and shows what was read until then; again, it ends at once. Exit code 0 when all was read, 1 on
an error, 130 after Ctrl-C.`;

const WORDS = {
  ...VALOHAI_WORDS,
  project: { type: 'string' },
  last: { type: 'string', default: '200' },
  policy: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

const MOST_FAILURES = 100_000;

await run(async () => {
  const values = readOptions(WORDS, HELP);
  if (values.project === undefined)
    throw new UsageError('--project is missing: which project, as owner/name?');
  const files = values.policy ?? ['retry-policy.yaml'];
  if (files.length > 2) throw new UsageError('--policy: found more than two, expected one or two');
  const last = readWholeNumber('--last', values.last, 1, MOST_FAILURES);
  const policies = files.map((file) => loadPolicy(file).policy);

  const stop = new AbortController();
  const progress = new Progress();
  const gentleness = { signal: stop.signal, tell: (what: string) => progress.say(what) };
  const valohai = await reachValohai(values, policies[0]?.host ?? '', gentleness);
  const project = await findProject(valohai, values.project);
  const rehearsal = new Rehearsal({
    valohai,
    projectId: project.id,
    last,
    policies,
    signal: stop.signal,
    onFailure: (far) => progress.step(failuresRead(far)),
    onRun: (far) => progress.show(`${failuresRead(far)}, and ${far.laterRuns.count} runs since`),
  });

  const end = await Promise.race([finish(rehearsal), interruption()]);
  stop.abort();
  progress.end();
  const report = reportOn({
    host: valohai.host,
    project: project.name,
    policies: files,
    rehearsal,
    endedBy: end.why,
  });
  const text = values.json === true ? printableJson(reportAsJson(report)) : reportAsText(report).join('\n');
  if (end.why !== undefined) process.stderr.write(`${printable(end.why)}\n`);
  // A request that is under way when it is interrupted must not hold the process up.
  process.stdout.write(`${text}\n`, () => process.exit(end.exitCode));
});

function failuresRead({ judged, found }: Rehearsal): string {
  return `${judged.length} of ${found} failures read`;
}

interface End {
  readonly exitCode: number;
  readonly why?: string;
}

async function finish(rehearsal: Rehearsal): Promise<End> {
  try {
    await rehearsal.run();
    return { exitCode: 0 };
  } catch (error) {
    const isNothingRead = rehearsal.judged.length === 0;
    if (isNothingRead || !(error instanceof Error)) throw error;
    return { exitCode: 1, why: error.message };
  }
}

function interruption(): Promise<End> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve({ exitCode: 130, why: 'It was interrupted.' }));
  });
}
