import type { KnownNames } from '../known-names.ts';
import { inUtc } from '../point-in-time.ts';
import { printable, printableJson } from '../printable.ts';
import { table } from '../table.ts';
import { shortIds } from './find-letter.ts';
import { isSendable, type Letter } from './letter.ts';

/** The letters, a line each, under how many there are. */
export function listAsText(letters: readonly Letter[], names: KnownNames, where: string): string[] {
  if (letters.length === 0) return [`No dead letters ${where}.`];
  const ids = shortIds(letters);
  return [
    `${count(letters.length)} ${where}; ${letters.filter(isSendable).length} can be sent again.`,
    '',
    ...table(
      [
        { heading: 'id', of: ({ id }) => ids.get(id) ?? id },
        { heading: 'since', of: ({ arrivedAt }) => inUtc(arrivedAt) },
        { heading: 'execution', of: (letter) => executionName(letter, names) },
        { heading: 'what it was to do', of: describeContent },
        { heading: 'why it failed', of: describeDeath },
      ],
      letters,
    ),
  ];
}

/** Everything about one letter, the letter itself last. */
export function letterAsText(letter: Letter, names: KnownNames): string[] {
  const { id, arrivedAt, body, attributes } = letter;
  const told: [string, string][] = [
    ['letter', id],
    ['since', inUtc(arrivedAt)],
    ['execution', namedAndId(letter, names)],
    ['what it was to do', describeContent(letter)],
    ['why it failed', describeDeath(letter)],
    ['next', whatNext(letter)],
    ...Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const width = Math.max(...told.map(([name]) => name.length));
  return [...told.map(([name, text]) => printable(`${name.padEnd(width)}  ${text}`)), '', ...bodyLines(body)];
}

/** A letter for machines. */
export function letterAsJson(letter: Letter, names: KnownNames): object {
  const { id, arrivedAt, content, death } = letter;
  const executionId = executionOf(letter);
  const execution = executionId === undefined ? undefined : names.execution(executionId);
  return {
    id,
    since: arrivedAt,
    execution: executionId,
    counter: execution?.counter,
    project: execution?.project.name,
    scheduled: content.kind === 'scheduled' ? content.scheduled : undefined,
    unreadable: content.kind === 'unreadable' ? content.why : undefined,
    target: death.target,
    failed: death.kind,
    why: death.why,
    tries: death.tries,
    canBeSentAgain: isSendable(letter),
  };
}

/** The execution that a letter is about, if it is about one. */
export function executionOf({ content }: Letter): string | undefined {
  if (content.kind === 'unreadable') return undefined;
  const { scheduled } = content;
  switch (scheduled.purpose) {
    case 'launch':
    case 'look':
      return scheduled.executionId;
    case 'breaker':
      return scheduled.probe;
    case 'mark':
      return undefined;
  }
}

/** `1 dead letter`, `3 dead letters` */
export function count(letters: number): string {
  return `${letters} dead letter${letters === 1 ? '' : 's'}`;
}

export function executionName(letter: Letter, names: KnownNames): string {
  const id = executionOf(letter);
  return id === undefined ? 'none' : names.of(id);
}

function namedAndId(letter: Letter, names: KnownNames): string {
  const id = executionOf(letter);
  const name = executionName(letter, names);
  return id === undefined || id === name ? name : `${name} (${id})`;
}

function describeContent({ content, death }: Letter): string {
  if (content.kind === 'unreadable') {
    // A message to people, say, or a letter of the sweep.
    const whose = death.target?.split(':').at(-1);
    return whose === undefined ? 'not readable' : `not readable, for ${whose}`;
  }
  const { scheduled } = content;
  switch (scheduled.purpose) {
    case 'launch': {
      const turn = scheduled.turn === 0 ? '' : ` (turn ${scheduled.turn})`;
      return `start the retry due ${inUtc(new Date(scheduled.due))}${turn}`;
    }
    case 'look':
      return 'look whether it has failed';
    case 'breaker':
      return `look after the breaker of ${scheduled.signature}`;
    case 'mark':
      return 'nothing: it is a mark';
  }
}

function describeDeath({ death: { kind, why, tries } }: Letter): string {
  const often = tries === undefined ? '' : ` in ${tries} ${tries === 1 ? 'try' : 'tries'}`;
  return `${kind}${often}: ${why}`;
}

function whatNext(letter: Letter): string {
  const { id, content } = letter;
  if (isSendable(letter)) return `npm run dead-letters -- redrive ${id}`;
  const why = content.kind === 'unreadable' ? content.why : 'It only held a place, whose time is over.';
  return `It cannot be sent again. ${why} Delete it with: npm run dead-letters -- drop ${id}`;
}

function bodyLines(body: string): string[] {
  try {
    return printableJson(JSON.parse(body)).split('\n');
  } catch {
    return body.split('\n').map(printable);
  }
}
