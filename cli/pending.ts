import { ConfigError } from '../functions/config-error.ts';
import type { ListedProject, ValohaiClient } from '../functions/valohai/client.ts';
import { ValohaiRejectedError } from '../functions/valohai/errors.ts';
import { readWords, run, UsageError } from './command.ts';
import { confirm } from './confirm.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { findProject } from './find-project.ts';
import { findInstallation, INSTALLATION_HELP, INSTALLATION_WORDS } from './installation.ts';
import { InstalledSchedules } from './installed-schedules.ts';
import { valohaiOf } from './installed-valohai.ts';
import { KnownNames } from './known-names.ts';
import { type Cancelled, cancel } from './pending/cancel.ts';
import { findPending } from './pending/find-pending.ts';
import { hold, release } from './pending/hold.ts';
import { asJson, asText, countByProject } from './pending/list.ts';
import { byDue, readInDetail, readPending } from './pending/pending-retries.ts';
import { type Hurried, startNow } from './pending/start-now.ts';
import { inUtc } from './point-in-time.ts';
import { excuseMissingNames, say, sayJson } from './say.ts';

const SHOWN = 20;

const HELP = `
npm run pending -- [list | cancel ID… | now ID… | hold PROJECT | release PROJECT] [options]

  list             how much is pending in each project and what for, then the oldest ${SHOWN} with when they are due
  cancel ID…       deletes what is pending for these executions and tags them no-retry in Valohai, so that
                   no later notification starts them again
  now ID…          moves them to the next possible time, a minute ahead
  hold PROJECT     holds back all retries of a project until it is released; new failures are still noted.
                   A held retry looks every quarter of an hour whether it may start, for as long as \`within\`
                   lets it
  release PROJECT  lets them go on, thirty a minute

ID is an execution's id, the start of one, owner/name#736, or '#736' where only one project has something
pending (in quotes, for shells take # for a comment). PROJECT is owner/name, or its id.
${INSTALLATION_HELP}
  --all          list every one
  --yes          do it without asking; cancel and now ask when there are more IDs than one
  --json         prints one JSON object and nothing else`;

interface Acting {
  readonly schedules: InstalledSchedules;
  readonly valohai: ValohaiClient;
  readonly names: KnownNames;
  readonly where: string;
  readonly words: {
    readonly all?: boolean | undefined;
    readonly yes?: boolean | undefined;
    readonly json?: boolean | undefined;
  };
}

await run(async () => {
  const { values, positionals } = readWords(
    {
      ...INSTALLATION_WORDS,
      all: { type: 'boolean' },
      yes: { type: 'boolean', short: 'y' },
      json: { type: 'boolean' },
    },
    HELP,
  );
  const [verb = 'list', ...objects] = positionals;
  const act = actFor(verb, objects);
  const installation = await findInstallation(values);
  const valohai = valohaiOf(installation);
  await act({
    schedules: new InstalledSchedules(installation),
    valohai,
    names: new KnownNames(valohai),
    where: installation.where,
    words: values,
  });
});

/** @throws UsageError when the words do not fit together */
function actFor(verb: string, objects: readonly string[]): (acting: Acting) => Promise<void> {
  const [first, ...more] = objects;
  switch (verb) {
    case 'list':
      if (first !== undefined) throw new UsageError(`list takes no ${first}.`);
      return list;
    case 'cancel':
    case 'now':
      if (first === undefined) throw new UsageError(`Say which: ${verb} ID…`);
      return (acting) => (verb === 'cancel' ? cancelAll(objects, acting) : startAllNow(objects, acting));
    case 'hold':
    case 'release':
      if (first === undefined || more.length > 0) throw new UsageError(`Say one project: ${verb} PROJECT`);
      return (acting) => (verb === 'hold' ? holdProject(first, acting) : releaseProject(first, acting));
    default:
      throw new UsageError(`There is no ${verb}; expected list, cancel, now, hold or release.`);
  }
}

async function list({ schedules, names, where, words }: Acting): Promise<void> {
  const { pending, holds, breakers } = await readPending(schedules);
  // What was made first is due first, more or less; only the schedules themselves tell.
  const chosen = words.all === true ? pending : pending.slice(0, SHOWN);
  const shown = (await readInDetail(chosen, schedules)).sort(byDue);
  if (pending.length + holds.length + breakers.length > 0) await names.learnProjects();
  await names.learnExecutions(shown.map(({ executionId }) => executionId));
  const projects = countByProject(pending);
  const standing = { projects, holds, breakers, shown };
  const report = { where, count: pending.length, ...standing, names, now: new Date() };
  if (words.json === true) sayJson(asJson(report));
  else say(asText(report));
  excuseMissingNames(names);
}

async function cancelAll(references: readonly string[], acting: Acting): Promise<void> {
  const { schedules, valohai, words } = acting;
  const subjects = await findSubjects(references, acting);
  if (
    subjects.length > 1 &&
    !(await confirm(`Cancel the retries of ${subjects.length} executions?`, words.yes))
  ) {
    return;
  }
  const cancelled = await fewAtATime(subjects, (subject) => cancel(subject, schedules, valohai));
  if (words.json === true) sayJson({ cancelled });
  else say(cancelled.map((one) => describeCancelled(one, acting.names)));
  if (cancelled.some(({ tag }) => tag === 'not written')) process.exitCode = 1;
}

async function startAllNow(references: readonly string[], acting: Acting): Promise<void> {
  const { schedules, names, words } = acting;
  const subjects = await findSubjects(references, acting);
  const { holds } = await readPending(schedules);
  const held = subjects.filter(({ projectEnd }) => holds.some((one) => one.projectEnd === projectEnd));
  if (held.length > 0) {
    const which = held.map(({ executionId }) => names.of(executionId)).join(', ');
    throw new ConfigError(
      `A person holds back the project of ${which}: release it first, with \`npm run pending -- release PROJECT\`.`,
    );
  }
  if (subjects.length > 1 && !(await confirm(`Start ${subjects.length} retries now?`, words.yes))) return;
  const now = new Date();
  const hurried = await fewAtATime(subjects, (subject, place) => startNow(subject, place, schedules, now));
  if (words.json === true) sayJson({ hurried });
  else say(hurried.map((one) => describeHurried(one, names)));
}

async function holdProject(reference: string, { schedules, valohai, words }: Acting): Promise<void> {
  const project = await findHeldProject(reference, valohai);
  const kind = await hold(project.id, schedules);
  if (words.json === true) sayJson({ kind, project });
  else if (kind === 'held already') say([`${project.name} was held back already.`]);
  else {
    say([
      `The retries of ${project.name} are held back, those that are pending and those to come.`,
      `Let them go on with: npm run pending -- release ${project.name}`,
    ]);
  }
}

async function releaseProject(reference: string, { schedules, valohai, words }: Acting): Promise<void> {
  const project = await findHeldProject(reference, valohai);
  const { pending } = await readPending(schedules);
  const end = project.id.replaceAll('-', '').slice(-12);
  const ofProject = pending.filter(({ projectEnd }) => projectEnd === end);
  const released = await release(project.id, ofProject, schedules, new Date());
  if (released.kind === 'not held') throw new ConfigError(`Nobody holds back ${project.name}.`);
  if (words.json === true) sayJson({ ...released, project });
  else say([`${project.name} is released; ${released.movedUp} that had waited for it were moved up.`]);
}

async function findSubjects(references: readonly string[], { schedules, valohai, names }: Acting) {
  const subjects = await findPending(references, (await readPending(schedules)).pending, valohai);
  await names.learnExecutions(subjects.map(({ executionId }) => executionId));
  return subjects;
}

/** A project can be held, by its id, also while Valohai is away: that is when people want to. */
async function findHeldProject(reference: string, valohai: ValohaiClient): Promise<ListedProject> {
  try {
    return await findProject(valohai, reference);
  } catch (error) {
    const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reference);
    if (error instanceof ConfigError || error instanceof ValohaiRejectedError || !isId) throw error;
    return { id: reference, name: reference };
  }
}

function describeCancelled({ executionId, deleted, tag, problem, retriedAs }: Cancelled, names: KnownNames) {
  const told = {
    written: 'tagged no-retry',
    'there already': 'was tagged no-retry already',
    gone: 'Valohai does not show it any more',
    'not written':
      `could not be tagged no-retry (${problem}), so a later notification or sweep may schedule it again: ` +
      'tag it in Valohai',
  }[tag];
  const retry = retriedAs === undefined ? '' : `; its retry #${retriedAs} had started already and goes on`;
  return `${names.of(executionId)}: ${deleted} deleted, ${told}${retry}.`;
}

function describeHurried(hurried: Hurried, names: KnownNames): string {
  const who = names.of(hurried.executionId);
  return hurried.kind === 'moved'
    ? `${who}: moved to ${inUtc(hurried.at)}.`
    : `${who}: is due as soon already.`;
}
