import { readWords, run, UsageError } from './command.ts';
import { confirm } from './confirm.ts';
import {
  count,
  executionName,
  executionOf,
  letterAsJson,
  letterAsText,
  listAsText,
} from './dead-letters/describe-letter.ts';
import { findLetter } from './dead-letters/find-letter.ts';
import { isSendable, type Letter } from './dead-letters/letter.ts';
import { LetterBox } from './dead-letters/letter-box.ts';
import { type Sent, sendAgain } from './dead-letters/send-again.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { findInstallation, INSTALLATION_HELP, INSTALLATION_WORDS } from './installation.ts';
import { InstalledSchedules } from './installed-schedules.ts';
import { valohaiOf } from './installed-valohai.ts';
import { KnownNames } from './known-names.ts';
import { inUtc } from './point-in-time.ts';
import { excuseMissingNames, say, sayJson } from './say.ts';

const HELP = `
npm run dead-letters -- [list | show ID | redrive [ID] | drop ID] [options]

Dead letters are retries that could not be delivered, or not be handled, in all of their tries. The queue
keeps them for 14 days.

  list          since when each is there, what it was to do and why that failed
  show ID       everything about one
  redrive ID    sends it again, due in a minute: a schedule with the same input, after which the letter is
                deleted. Without an ID all of them, thirty a minute
  drop ID       deletes it

What is sent again is judged again when it is due: one that was retried meanwhile, or that a person has
tagged no-retry, is left alone. ID is a letter's id or the start of one. Letters that cannot be read are
shown, and only drop deletes them.
${INSTALLATION_HELP}
  --yes          redrive all of them, and drop, without asking
  --json         prints one JSON object and nothing else`;

interface Acting {
  readonly box: LetterBox;
  readonly schedules: InstalledSchedules;
  readonly names: KnownNames;
  readonly where: string;
  readonly words: { readonly yes?: boolean | undefined; readonly json?: boolean | undefined };
}

await run(async () => {
  const { values, positionals } = readWords(
    { ...INSTALLATION_WORDS, yes: { type: 'boolean', short: 'y' }, json: { type: 'boolean' } },
    HELP,
  );
  const [verb = 'list', ...objects] = positionals;
  const act = actFor(verb, objects);
  const installation = await findInstallation(values);
  await act({
    box: new LetterBox(installation.deadLetters, installation.deadLetterQueueUrl),
    schedules: new InstalledSchedules(installation),
    names: new KnownNames(valohaiOf(installation)),
    where: installation.where,
    words: values,
  });
});

/** @throws UsageError when the words do not fit together */
function actFor(verb: string, [id, ...more]: readonly string[]): (acting: Acting) => Promise<void> {
  const [surplus] = more;
  if (surplus !== undefined) throw new UsageError(`One at a time: what is ${surplus}?`);
  switch (verb) {
    case 'list':
      if (id !== undefined) throw new UsageError(`list takes no ${id}; did you mean show ${id}?`);
      return list;
    case 'redrive':
      return id === undefined ? redriveAll : (acting) => redriveOne(id, acting);
    case 'show':
    case 'drop':
      if (id === undefined) throw new UsageError(`Say which: ${verb} ID`);
      return (acting) => (verb === 'show' ? show(id, acting) : drop(id, acting));
    default:
      throw new UsageError(`There is no ${verb}; expected list, show, redrive or drop.`);
  }
}

async function list({ box, names, where, words }: Acting): Promise<void> {
  const held = await box.countHeld();
  const letters = await box.read();
  await learn(letters, names);
  if (words.json === true) {
    sayJson({ count: letters.length, letters: letters.map((one) => letterAsJson(one, names)) });
  } else say(listAsText(letters, names, where));
  if (held > 0) {
    process.stderr.write(
      `About ${held} more are held by somebody who reads them; look again in two minutes.\n`,
    );
  }
  excuseMissingNames(names);
}

async function show(id: string, { box, names, words }: Acting): Promise<void> {
  const letter = findLetter(await box.read(), id);
  await learn([letter], names);
  if (words.json === true) {
    const { body, attributes } = letter;
    sayJson({ ...letterAsJson(letter, names), attributes, body });
  } else say(letterAsText(letter, names));
  excuseMissingNames(names);
}

async function redriveOne(reference: string, acting: Acting): Promise<void> {
  await redrive((letters) => [findLetter(letters, reference)], acting);
}

async function redriveAll(acting: Acting): Promise<void> {
  const { box, words, where } = acting;
  const found = await box.read();
  const sendable = new Set(found.filter(isSendable).map(({ id }) => id));
  const rest = found.length - sendable.size;
  const left = rest === 0 ? '' : ` ${rest} cannot be sent again and stay${rest === 1 ? 's' : ''}.`;
  if (sendable.size === 0 && words.json !== true) {
    say([`${found.length === 0 ? 'No dead letters' : 'No letter that can be sent again'} ${where}.${left}`]);
    return;
  }
  if (sendable.size > 0 && !(await confirm(`Send ${count(sendable.size)} again?${left}`, words.yes))) return;
  // Held while a person thinks, they would show up for others in between; so they are taken again.
  await redrive((letters) => letters.filter(({ id }) => sendable.has(id)), acting);
}

async function redrive(choose: (letters: Letter[]) => Letter[], acting: Acting): Promise<void> {
  const { box, names, words } = acting;
  const now = new Date();
  const sent = await box.take(async (letters) => {
    const chosen = choose(letters);
    await learn(chosen, names);
    return fewAtATime(chosen, async (letter, place) => ({
      letter,
      result: await sendAgain(letter, place, { ...acting, now }),
    }));
  });
  if (words.json === true) sayJson({ letters: sent.map(({ result }) => result) });
  else say(sent.map(({ letter, result }) => `${executionName(letter, names)}: ${describeSent(result)}`));
  if (sent.some(({ result: { kind } }) => kind === 'not sent' || kind === 'not deleted'))
    process.exitCode = 1;
}

async function drop(reference: string, { box, names, words }: Acting): Promise<void> {
  const found = findLetter(await box.read(), reference);
  await learn([found], names);
  if (words.yes !== true && words.json !== true) say([...letterAsText(found, names), '']);
  if (!(await confirm(`Delete this letter (${found.id})? It cannot be brought back.`, words.yes))) return;
  await box.take(async (letters) => box.delete(findLetter(letters, found.id)));
  if (words.json === true) sayJson({ kind: 'deleted', id: found.id });
  else say([`${found.id} is deleted.`]);
}

async function learn(letters: readonly Letter[], names: KnownNames): Promise<void> {
  await names.learnExecutions(letters.map(executionOf).filter((id) => id !== undefined));
}

function describeSent(sent: Sent): string {
  switch (sent.kind) {
    case 'sent':
      return `sent again, due ${inUtc(sent.at)}.`;
    case 'sent before':
      return 'had been sent again already and is still pending; the letter is deleted.';
    case 'not deleted':
      return `sent again, but the letter could not be deleted: ${sent.why}. Delete it with: npm run dead-letters -- drop ${sent.id}`;
    case 'not sent':
      return `not sent again: ${sent.why}. The letter stays; delete it with: npm run dead-letters -- drop ${sent.id}`;
  }
}
