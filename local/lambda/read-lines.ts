import type { Readable } from 'node:stream';

/**
 * Calls `onLine` for each line of a text stream, and for what is left without a line feed at its end.
 * Only a line feed ends a line: node:readline also splits at U+2028, which may stand inside a JSON string.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
