import { ConfigError } from '../../functions/config-error.ts';
import { UsageError } from '../command.ts';
import type { Letter } from './letter.ts';

const SHORTEST_ID = 8;

/** Each letter's id, cut to what tells it from the others; at least eight characters. */
export function shortIds(letters: readonly Pick<Letter, 'id'>[]): Map<string, string> {
  const ids = letters.map(({ id }) => id);
  const isUnique = (start: string) => ids.filter((id) => id.startsWith(start)).length === 1;
  return new Map(
    ids.map((id) => {
      let length = SHORTEST_ID;
      while (length < id.length && !isUnique(id.slice(0, length))) length += 1;
      return [id, id.slice(0, length)];
    }),
  );
}

/**
 * Finds a letter by its id or the start of it.
 *
 * @throws UsageError when it is the start of several, ConfigError when there is none
 */
export function findLetter(letters: readonly Letter[], reference: string): Letter {
  const matching = letters.filter(({ id }) => id.startsWith(reference.toLowerCase()));
  const [only, other] = matching;
  if (only !== undefined && other === undefined) return only;
  if (only === undefined) {
    throw new ConfigError(
      `There is no dead letter ${reference}. \`npm run dead-letters -- list\` shows those that there are; one ` +
        'that somebody else looks at right now shows up within two minutes.',
    );
  }
  throw new UsageError(`${reference} is the start of ${matching.length} letters; write more of it.`);
}
