import { stripVTControlCharacters } from 'node:util';

/** What moves a terminal's cursor, ends a line, or turns the direction in which a text reads. */
const STEERING = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/**
 * A text as one line that cannot steer a terminal. What executions are named and what they log is written
 * by anybody's code, so everything that is shown of it goes through this.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(STEERING, ' ');
}

/** A value as JSON that is safe to show in a terminal, and says the same. */
export function printableJson(value: unknown): string {
  // JSON itself escapes only the oldest control characters. The line breaks are its own.
  return JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => line.replace(STEERING, escaped))
    .join('\n');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
