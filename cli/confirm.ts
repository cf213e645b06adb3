import { createInterface } from 'node:readline/promises';
import { UsageError } from './command.ts';
import { printable } from './printable.ts';

/**
 * Asks a person before something is done that cannot be taken back. Only `y` and `yes` are a yes.
 *
 * @param isYes whether the answer was given on the command line
 * @throws UsageError where there is nobody to ask
 */
export async function confirm(question: string, isYes: boolean | undefined): Promise<boolean> {
  if (isYes === true) return true;
  if (process.stdin.isTTY !== true) {
    throw new UsageError(`${question} Nobody can be asked here, so nothing was changed; say --yes.`);
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const isAgreed = /^y(?:es)?$/i.test((await lines.question(`${printable(question)} [y/N] `)).trim());
    if (!isAgreed) process.stderr.write('Nothing was changed.\n');
    return isAgreed;
  } finally {
    lines.close();
  }
}
