import type { LogLine } from '../failure.ts';
import { stripPrefixes } from './strip-prefixes.ts';

/** One line of the tail, ready to be judged. */
export interface TailLine {
  /** What the program wrote, without colours, time stamps, ranks and levels; its indentation is kept. */
  readonly text: string;
  readonly level: LineLevel;
  /** As it stood in the log, for people. */
  readonly original: string;
  /** Index of the log event that it came from. */
  readonly position: number;
}

export type LineLevel = 'error' | 'warning' | 'none';

// What ended a run stands near its end; and the time that one judgement takes must not grow with the log.
const MOST_CHARACTERS = 128 * 1024;
const MOST_LINES = 1500;
const LONGEST_LINE = 1600;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const COLOURS = /\u001b\[[0-9;?]{0,20}[ -/]{0,4}[@-~]|\u001b\][^\u0007]{0,200}\u0007/g;
// Some loggers put a whole traceback into one JSON string.
const FOLDED_TRACEBACK = /Traceback \(most recent call last\)[^\n]{0,40}\\n/;

/** The last lines of a log, oldest first. Each is prepared when it is asked for: most never are. */
export class Tail {
  private readonly whole: { readonly text: string; readonly position: number }[] = [];
  private readonly prepared = new Map<number, TailLine>();

  constructor(log: readonly LogLine[]) {
    let left = MOST_CHARACTERS;
    for (const [position, { message }] of [...log.entries()].reverse()) {
      if (left <= 0) break;
      const kept = message.slice(-left);
      left -= kept.length + 1;
      for (const text of splitMessage(kept).reverse()) this.whole.push({ text, position });
    }
    this.whole.length = Math.min(this.whole.length, MOST_LINES);
    this.whole.reverse();
  }

  get length(): number {
    return this.whole.length;
  }

  /** The last lines as they stood in the log, in one text. */
  end(lines: number): string {
    return this.whole
      .slice(-lines)
      .map(({ text }) => text)
      .join('\n');
  }

  at(index: number): TailLine | undefined {
    const known = this.prepared.get(index);
    if (known) return known;
    const whole = this.whole[index];
    if (!whole) return undefined;
    const line = readLine(whole.text, whole.position);
    this.prepared.set(index, line);
    return line;
  }
}

// A carriage return is how progress bars overwrite themselves: what follows is a line of its own.
function splitMessage(message: string): string[] {
  // Stryker disable next-line StringLiteral,ConditionalExpression: most have no colours; knowing it saves time
  const plain = message.includes('\u001b') ? message.replace(COLOURS, '') : message;
  const unfolded = FOLDED_TRACEBACK.test(plain) ? plain.replaceAll('\\n', '\n') : plain;
  return unfolded.split(/\r\n|[\n\r\u2028\u2029]/);
}

function readLine(whole: string, position: number): TailLine {
  const original = shorten(whole).trimEnd();
  const { text, level } = stripPrefixes(original);
  return { text, level, original, position };
}

// The beginning names the error, the end often its cause.
function shorten(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  return `${line.slice(0, LONGEST_LINE / 2)} … ${line.slice(-LONGEST_LINE / 2)}`;
}
