import { type Failure, isPassing } from '../failure.ts';
import { headsIgnored, headsThread, isPythonFrame, type LineShape, shapeOf } from './line-shape.ts';
import { killerWordsIn, matchKiller, matchSignature } from './match-signature.ts';
import type { SignatureRow } from './pattern-table.ts';
import type { Tail, TailLine } from './read-lines.ts';

/** The line that ended a run, and what it means. */
export interface Ending {
  /** Of an error that no signature matches; what is no error either is unknown. */
  readonly reason?: 'permanent';
  readonly signature?: SignatureRow;
  readonly index?: number;
  readonly certainty: Failure['certainty'];
}

/** A line of the tail, or nothing where there is none. */
class Judged {
  readonly index: number;
  readonly shape: LineShape | undefined;
  private readonly text: string;
  private found: { readonly signature: SignatureRow | undefined } | undefined;

  // Stryker disable next-line StringLiteral: nobody asks for the text where there is no line
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
}

// A machine that is being taken away, or a kernel that kills, leaves at most this many lines of fallout behind.
const FALLOUT = 150;
// An error with this much ordinary output after it was not the end.
const MOST_TEXT_AFTER_ERROR = 60;
// A line that is no error by its form only counts near the end.
const MOST_TEXT_AFTER_TEXT = 10;
// How far above a wrapping message its reason may stand.
const WRAPPED_WITHIN = 8;
const EXHAUSTED_WITHIN = 40;

const GAVE_UP =
  /after \d{1,4} (?:attempts?|tries|retries|times)|max(?:imum)?(?: number of)? (?:retries|attempts)|retries (?:exceeded|exhausted)|giving up|gave up|retryerror|all (?:retries|attempts)|out of (?:retries|attempts)|from versions: none|unable to select packages/i;
const FAILED_TO_GET =
  /(?:failed|unable|could ?n[o']t|cannot|error|problem)\b.{0,40}\b(?:download|fetch|connect|reach|upload|pull|push|retriev|resolv|load|open|read|get|locat|install|communicat|access|start|initiali[sz])|(?:download|fetch|login|checkout|clone|pull|push|upload|request|connect\w{0,4})(?: of .{1,200})? failed|repository .{1,200}(?:is not signed|does not have a Release file)/i;

// What programs also say when they end in peace.
const PEACEFUL =
  /\b(?:clos(?:ed|ing)|torn down|disconnect\w{0,6}|shut(?:ting)? down|going down|restart(?:ed|ing))\b/i;

// What goes on with the line above, or belongs to it.
const INDENTED = /^\s{2}/;
const PIPE_ERROR = /^\s{0,8}(?:BrokenPipeError|EOFError|ConnectionResetError|ConnectionRefusedError)\b/;
const MULTIPROCESSING = /\/multiprocessing\/\w{1,40}\.py", line/;

// A type without a word, as when an exception is printed a second time.
const BARE_TYPE = /^\s{0,8}[\w.]{1,120}:?$/;

/** Finds the error that ended a run: the killer's line, else the last error and what it was caused by. */
export function findEnding(tail: Tail): Ending {
  return new EndingSearch(tail).find();
}

class EndingSearch {
  private readonly tail: Tail;
  private readonly known = new Map<number, Judged>();

  constructor(tail: Tail) {
    this.tail = tail;
  }

  find(): Ending {
    const killer = this.findKiller();
    if (killer) return killer;
    return this.findLastError();
  }

  private findKiller(): Ending | undefined {
    const words = killerWordsIn(this.tail.end(FALLOUT));
    const holdsOne = (text: string) => {
      const lower = text.toLowerCase();
      return words.some((word) => lower.includes(word));
    };
    const oldest = Math.max(0, this.tail.length - FALLOUT);
    // Stryker disable next-line ArithmeticOperator: beyond the end there is no line
    for (let index = this.tail.length - 1; index >= oldest; index -= 1) {
      const line = this.tail.atIf(index, holdsOne);
      const signature = line && matchKiller(line.text);
      if (signature && this.judge(index).shape !== 'frame') {
        return { signature, index, certainty: 'certain' };
      }
    }
    return undefined;
  }

  private findLastError(): Ending {
    let wrapper: Judged | undefined;
    let echo: Judged | undefined;
    let unnamed: Judged | undefined;
    let warned: Judged | undefined;
    let lastWords: Judged | undefined;
    let fallout: Judged | undefined;
    let textAfter = 0;
    // Stryker disable next-line ArithmeticOperator: beyond the end there is no line
    for (let index = this.tail.length - 1; index >= 0; index -= 1) {
      const judged = this.judge(index);
      const { shape } = judged;
      if (shape === 'warning') {
        if (textAfter === 0 && mayEndRun(judged.signature)) warned ??= judged;
        continue;
      }
      const { signature } = judged;
      // What the platform says while it clears up comes after the run's own last words.
      const isText = shape === 'text' && !INDENTED.test(this.textAt(index));
      if (isText && signature?.role !== 'wrapper' && !this.isPlatforms(index)) textAfter += 1;
      if (textAfter > MOST_TEXT_AFTER_ERROR) break;
      if (shape === 'exception' && this.isIgnored(index)) {
        continue;
      }
      if (signature?.role === 'wrapper') {
        if (!saysMore(wrapper)) wrapper = judged;
        continue;
      }
      if (this.isOfPipe(index) || this.isOfThread(index)) {
        fallout ??= judged;
        continue;
      }
      if (signature?.role === 'echo') {
        echo ??= judged;
        continue;
      }
      if (shape === 'exception' || (shape === 'error' && signature)) {
        return this.fromError(judged, echo);
      }
      const isNear = textAfter <= MOST_TEXT_AFTER_TEXT;
      // A line that is no error by its form has to name a trouble, not only a type.
      if (signature && signature.role !== 'type' && isNear && !isVerdict(wrapper)) {
        const owner = this.ownerOf(index);
        return owner ? this.fromError(owner, echo) : { signature, index, certainty: 'likely' };
      }
      if (shape === 'error' && isNear && !this.isPlatforms(index)) unnamed ??= judged;
      if (textAfter <= 1 && this.isTrouble(judged)) lastWords ??= judged;
    }
    if (echo) return { ...named(echo), certainty: 'likely' };
    // Of a warning and an error that nobody knows, the later one was the end.
    // Stryker disable next-line EqualityOperator: no line is both
    if (warned && !(unnamed && unnamed.index > warned.index)) return { ...named(warned), certainty: 'guess' };
    // An error that nobody knows still says more than that a process ended.
    if (unnamed && !saysMore(wrapper)) return { reason: 'permanent', ...named(unnamed), certainty: 'guess' };
    if (lastWords && !saysMore(wrapper)) return { ...named(lastWords), certainty: 'guess' };
    if (fallout && !saysMore(wrapper)) return { ...named(fallout), certainty: 'guess' };
    return { ...(wrapper && named(wrapper)), certainty: 'guess' };
  }

  /** What an error means, once its causes are taken into account. */
  private fromError(judged: Judged, echo: Judged | undefined): Ending {
    const { signature } = judged;
    if (signature && signature.role !== 'type' && signature.role !== 'code')
      return { ...named(judged), certainty: 'certain' };
    const cause =
      this.findCause(judged.index) ?? this.findWrapped(judged.index) ?? this.findContinuation(judged.index);
    if (cause) return { ...named(cause), certainty: 'likely' };
    if (!signature && echo) return { ...named(echo), certainty: 'guess' };
    return { reason: 'permanent', ...named(judged), certainty: signature ? 'likely' : 'guess' };
  }

  /** Goes up the chain of exceptions until one says more than its type. */
  private findCause(index: number): Judged | undefined {
    let link = this.linkAbove(index);
    while (link !== undefined) {
      let next = link - 1;
      for (; next >= 0; next -= 1) {
        const judged = this.judge(next);
        if (judged.shape === 'frame' || judged.shape === 'traceback') break;
        if (namesTrouble(judged.signature) || judged.signature?.role === 'echo') return judged;
      }
      link = this.linkAbove(next + 1);
    }
    return undefined;
  }

  /** The line that chains the exception at an index to the one above it. */
  private linkAbove(index: number): number | undefined {
    let at = this.aboveTraceback(index);
    while (this.shapeAt(at) === 'blank') at -= 1;
    return this.shapeAt(at) === 'link' ? at : undefined;
  }

  /** The index just above an exception and its traceback, if it has one. */
  private aboveTraceback(index: number): number {
    let at = index - 1;
    while (this.isInsideTraceback(at)) at -= 1;
    return this.shapeAt(at) === 'traceback' ? at - 1 : at;
  }

  private isInsideTraceback(index: number): boolean {
    const line = this.tail.at(index);
    if (line === undefined) return false;
    const shape = this.shapeAt(index);
    return shape === 'frame' || shape === 'blank' || /^\s{2}/.test(line.text);
  }

  /** "Failed to load … after 4 attempts": its reason stands above it. */
  private findWrapped(index: number): Judged | undefined {
    const line = this.tail.at(index);
    // Stryker disable next-line ConditionalExpression: every error is a line of the tail
    if (line === undefined) return undefined;
    const exhausted = GAVE_UP.test(line.text);
    if (!exhausted && !FAILED_TO_GET.test(line.text) && !BARE_TYPE.test(line.text)) return undefined;
    const oldest = index - (exhausted ? EXHAUSTED_WITHIN : WRAPPED_WITHIN);
    for (let above = index - 1; above >= oldest; above -= 1) {
      const judged = this.judge(above);
      const counts =
        judged.shape === 'exception' || judged.shape === 'error' || (exhausted && judged.shape === 'warning');
      if (counts && namesTrouble(judged.signature)) return judged;
    }
    return undefined;
  }

  /** A message of several lines may name its reason in a later one. */
  private findContinuation(index: number): Judged | undefined {
    for (let below = index + 1; below <= index + WRAPPED_WITHIN; below += 1) {
      const judged = this.judge(below);
      if (judged.shape === 'traceback' || judged.shape === 'frame') return undefined;
      if (judged.shape !== 'warning' && namesTrouble(judged.signature) && this.isTrouble(judged))
        return judged;
    }
    return undefined;
  }

  /** The exception whose message goes on over several lines, down to an index. */
  private ownerOf(index: number): Judged | undefined {
    for (let above = index - 1; above >= index - WRAPPED_WITHIN; above -= 1) {
      const judged = this.judge(above);
      if (judged.shape === 'exception') return judged;
      if (judged.shape !== 'text') return undefined;
    }
    return undefined;
  }

  /** Whether an exception was one that Python only reports while it goes on. */
  private isIgnored(index: number): boolean {
    const heading = this.tail.at(this.aboveTraceback(index));
    return heading !== undefined && headsIgnored(heading.text);
  }

  /** Whether an exception tells of a pipe between a run's own processes: the other one ended, for its own reason. */
  private isOfPipe(index: number): boolean {
    if (!PIPE_ERROR.test(this.textAt(index))) return false;
    let frame = index - 1;
    while (this.isInsideTraceback(frame) && !isPythonFrame(this.textAt(frame))) frame -= 1;
    return MULTIPROCESSING.test(this.textAt(frame));
  }

  /** Whether an exception ended no more than a thread of Python, which the run outlives. */
  private isOfThread(index: number): boolean {
    return this.shapeAt(index) === 'exception' && headsThread(this.textAt(this.aboveTraceback(index)));
  }

  /** Whether Valohai wrote a line itself: it tells that the run ended in an error, not in which. */
  private isPlatforms(index: number): boolean {
    // Stryker disable next-line OptionalChaining: every error is a line of the tail
    return this.tail.at(index)?.stream === 'status';
  }

  /** Whether a line says what went wrong, not what programs also say when they end in peace. */
  private isTrouble({ index, signature }: Judged): boolean {
    return signature !== undefined && !PEACEFUL.test(this.textAt(index));
  }

  /** A line's text; nothing where there is no line. */
  private textAt(index: number): string {
    // Stryker disable next-line StringLiteral: nothing is looked for that could be there instead
    return this.tail.at(index)?.text ?? '';
  }

  private shapeAt(index: number): LineShape | undefined {
    return this.judge(index).shape;
  }

  private linesAbove(index: number): TailLine[] {
    return [1, 2, 3].map((distance) => this.tail.at(index - distance)).filter((line) => line !== undefined);
  }

  private judge(index: number): Judged {
    const known = this.known.get(index);
    // Stryker disable next-line ConditionalExpression: a line is judged once only to save time
    if (known) return known;
    const judged = this.judgeAnew(index);
    // Stryker disable next-line CallExpression: a line is judged once only to save time
    this.known.set(index, judged);
    return judged;
  }

  private judgeAnew(index: number): Judged {
    const line = this.tail.at(index);
    if (line === undefined) return new Judged(index);
    return new Judged(index, shapeOf(line, this.linesAbove(index)), line.text);
  }
}

// A test runner prints the names of its tests, which may speak of anything.
function isVerdict(wrapper: Judged | undefined): boolean {
  // Stryker disable next-line OptionalChaining: a wrapper has a signature
  return wrapper?.signature?.reason === 'permanent';
}

// Most reports only say that a process ended.
function saysMore(wrapper: Judged | undefined): boolean {
  // Stryker disable next-line OptionalChaining: a wrapper has a signature
  return wrapper !== undefined && wrapper.signature?.reason !== 'unknown';
}

// A warning that names a type is one of code that goes on: what is wrong with it ends no run.
function mayEndRun(signature: SignatureRow | undefined): boolean {
  if (signature === undefined || signature.role === 'wrapper') return false;
  return signature.role !== 'type' || isPassing(signature.reason);
}

// A type says so when it is one of passing trouble: that something did not arrive.
function namesTrouble(signature: SignatureRow | undefined): boolean {
  if (signature === undefined) return false;
  return signature.role === undefined || (signature.role === 'type' && isPassing(signature.reason));
}

function isMatched(shape: LineShape | undefined): boolean {
  return shape === 'exception' || shape === 'error' || shape === 'warning' || shape === 'text';
}

function named({ index, signature }: Judged): { index: number; signature?: SignatureRow } {
  return { index, ...(signature && { signature }) };
}
