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
  readonly stream: LogLine['stream'];
}

export type LineLevel = 'error' | 'warning' | 'none';

type WholeLine = Pick<TailLine, 'text' | 'position' | 'stream'>;

// What ended a run stands near its end; and the time that one judgement takes must not grow with the log.
const MOST_CHARACTERS = 128 * 1024;
const MOST_LINES = 1500;
const LONGEST_LINE = 1600;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const COLOURS = /\u001b\[[0-9;?]{0,20}[ -/]{0,4}[@-~]|\u001b\][^\u0007]{0,200}\u0007/g;
// What one line without colours does not hold, as most events are.
// Stryker disable next-line Regex: it only saves time
const UNEVEN = /[\p{Cc}\u2028\u2029]|\\n/u;
// Some loggers put a whole traceback into one JSON string.
const FOLDED_TRACEBACK = /Traceback \(most recent call last\)[^\n]{0,40}\\n/;

/** The last lines of a log, oldest first. Each is prepared when it is asked for: most never are. */
export class Tail {
  private readonly whole: WholeLine[] = [];
  private readonly prepared = new Map<number, TailLine>();

  constructor(log: readonly LogLine[]) {
    let left = MOST_CHARACTERS;
    for (let position = log.length - 1; left > 0; position -= 1) {
      const event = log[position];
      if (event === undefined) break;
      const { message, stream } = event;
      const kept = message.slice(-left);
      left -= kept.length + 1;
      for (const text of splitMessage(kept).reverse()) this.whole.push({ text, position, stream });
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

  /** The line at an index if its text, as it stood in the log, is one that counts. No other has to be prepared. */
  atIf(index: number, counts: (text: string) => boolean): TailLine | undefined {
    const whole = this.whole[index];
    // Stryker disable next-line ConditionalExpression: the others are none that is looked for; it only saves time
    return whole && counts(whole.text) ? this.at(index) : undefined;
  }

  at(index: number): TailLine | undefined {
    const known = this.prepared.get(index);
    if (known) return known;
    const whole = this.whole[index];
    if (!whole) return undefined;
    const line = readLine(whole);
    this.prepared.set(index, line);
    return line;
  }
}

// A carriage return is how progress bars overwrite themselves: what follows is a line of its own.
function splitMessage(message: string): string[] {
  // Stryker disable next-line ConditionalExpression: it only saves time
  if (!UNEVEN.test(message)) return [message.trimEnd()];
  const plain = message.replace(COLOURS, '');
  const unfolded = FOLDED_TRACEBACK.test(plain) ? plain.replaceAll('\\n', '\n') : plain;
  // An event may bring along the end of its line, which begins no other.
  return unfolded.trimEnd().split(/\r\n|[\n\r\u2028\u2029]/);
}

function readLine(whole: WholeLine): TailLine {
  const original = shorten(whole.text).trimEnd();
  return { ...whole, ...stripPrefixes(original), original };
}

// The beginning names the error, the end often its cause.
function shorten(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  return `${line.slice(0, LONGEST_LINE / 2)} … ${line.slice(-LONGEST_LINE / 2)}`;
}
