import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * Asks for a secret without showing what is typed. Where standard input is not a terminal, its first line is
 * the answer, so that a secret can be piped in and never stands in a command line.
 *
 * @returns the answer without blanks around it; empty when there is none
 */
export async function askSecretly(question: string): Promise<string> {
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) process.stderr.write(question);
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silence, terminal: isTerminal });
  // Without this, Ctrl-C would only end the question.
  lines.on('SIGINT', () => process.exit(130));
  try {
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
    if (isTerminal) process.stderr.write('\n');
  }
}
