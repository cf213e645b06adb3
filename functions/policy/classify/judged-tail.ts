import { isPassing } from '../failure.ts';
import { headsIgnored, headsThread, isPythonFrame, type LineShape, shapeOf } from './line-shape.ts';
import { matchSignature } from './match-signature.ts';
import type { SignatureRow } from './pattern-table.ts';
import type { Tail, TailLine } from './read-lines.ts';

// What programs also say when they end in peace.
const PEACEFUL =
  /\b(?:clos(?:ed|ing)|torn down|disconnect\w{0,6}|shut(?:ting)? down|going down|restart(?:ed|ing))\b/i;

const PIPE_ERROR =
  /^\s{0,8}(?:BrokenPipeError|EOFError|ConnectionResetError|ConnectionRefusedError|FileNotFoundError:.{0,60}\/pymp-)\b/;
const MULTIPROCESSING = /\/multiprocessing\/\w{1,40}\.py", line/;

// How far above a later line of its message an exception may stand.
const MESSAGE_WITHIN = 8;

/** A line of the tail and what it means; without text and shape where there is no line. */
export class Judged {
  readonly index: number;
  readonly shape: LineShape | undefined;
  readonly text: string;
  private found: { readonly signature: SignatureRow | undefined } | undefined;

  // Stryker disable next-line StringLiteral: nothing is looked for that could be there instead
  constructor(index: number, shape?: LineShape, text = '') {
    this.index = index;
    this.shape = shape;
    this.text = text;
  }

  /** Looked for when it is asked for, because most of the time goes into that. */
  get signature(): SignatureRow | undefined {
    this.found ??= { signature: isMatched(this.shape) ? matchSignature(this.text) : undefined };
    return this.found.signature;
  }

  /** Whether the line tells of passing trouble. */
  get passes(): boolean {
    return this.signature !== undefined && isPassing(this.signature.reason);
  }

  /** Whether the line says what went wrong, not what programs also say when they end in peace. */
  get isTrouble(): boolean {
    return this.signature !== undefined && !PEACEFUL.test(this.text);
  }
}

/** A tail whose lines are judged when they are asked for, and how they belong together. */
export class JudgedTail {
  readonly tail: Tail;
  private readonly known = new Map<number, Judged>();

  constructor(tail: Tail) {
    this.tail = tail;
  }

  get length(): number {
    return this.tail.length;
  }

  judge(index: number): Judged {
    const known = this.known.get(index);
    // Stryker disable next-line ConditionalExpression: a line is judged once only to save time
    if (known) return known;
    const judged = this.judgeAnew(index);
    // Stryker disable next-line CallExpression: a line is judged once only to save time
    this.known.set(index, judged);
    return judged;
  }

  /** The line that chains the exception at an index to the one above it. */
  linkAbove(index: number): number | undefined {
    let at = this.aboveTraceback(index);
    while (this.judge(at).shape === 'blank') at -= 1;
    return this.judge(at).shape === 'link' ? at : undefined;
  }

  /** The exception whose message goes on over several lines, down to an index. */
  ownerOf(index: number): Judged | undefined {
    for (let above = index - 1; above >= index - MESSAGE_WITHIN; above -= 1) {
      const judged = this.judge(above);
      if (judged.shape === 'exception') return judged;
      if (judged.shape !== 'text') return undefined;
    }
    return undefined;
  }

  /** Whether an exception was one that Python only reports while it goes on. */
  isIgnored({ index }: Judged): boolean {
    return headsIgnored(this.judge(this.aboveTraceback(index)).text);
  }

  /** Whether an exception tells no more than that another part of the same run ended, for its own reason. */
  isFallout(judged: Judged): boolean {
    return this.isOfPipe(judged) || this.isOfThread(judged);
  }

  /** Whether Valohai wrote a line itself: it tells that the run ended in an error, not in which. */
  isPlatforms({ index }: Judged): boolean {
    // Stryker disable next-line OptionalChaining: every line that is asked about is one of the tail
    return this.tail.at(index)?.stream === 'status';
  }

  /** Whether an exception is one of what connects the run's own processes: a pipe, or the file that names it. */
  private isOfPipe({ index, text }: Judged): boolean {
    if (!PIPE_ERROR.test(text)) return false;
    let frame = index - 1;
    while (this.isInsideTraceback(frame) && !isPythonFrame(this.judge(frame).text)) frame -= 1;
    return MULTIPROCESSING.test(this.judge(frame).text);
  }

  /** Whether an exception ended no more than a thread of Python, which the run outlives. */
  private isOfThread({ index, shape }: Judged): boolean {
    return shape === 'exception' && headsThread(this.judge(this.aboveTraceback(index)).text);
  }

  /** The index just above an exception and its traceback, if it has one. */
  private aboveTraceback(index: number): number {
    let at = index - 1;
    while (this.isInsideTraceback(at)) at -= 1;
    return this.judge(at).shape === 'traceback' ? at - 1 : at;
  }

  private isInsideTraceback(index: number): boolean {
    const { shape, text } = this.judge(index);
    if (shape === 'link' || shape === 'traceback') return false;
    return shape === 'frame' || shape === 'blank' || /^\s{2}/.test(text);
  }

  private linesAbove(index: number): TailLine[] {
    return [1, 2, 3].map((distance) => this.tail.at(index - distance)).filter((line) => line !== undefined);
  }

  private judgeAnew(index: number): Judged {
    const line = this.tail.at(index);
    if (line === undefined) return new Judged(index);
    return new Judged(index, shapeOf(line, this.linesAbove(index)), line.text);
  }
}

function isMatched(shape: LineShape | undefined): boolean {
  return shape === 'exception' || shape === 'error' || shape === 'warning' || shape === 'text';
}
