import type { Ending } from './ending.ts';
import { findCause } from './find-cause.ts';
import { findKiller, type Killer } from './find-killer.ts';
import { type Judged, JudgedTail } from './judged-tail.ts';
import type { SignatureRow } from './pattern-table.ts';
import type { Tail } from './read-lines.ts';

// An error with this much ordinary output after it was not the end.
const MOST_TEXT_AFTER_ERROR = 60;
// A line that is no error by its form only counts near the end.
const MOST_TEXT_AFTER_TEXT = 10;
// With more than this in between, an error does not explain one that nobody knows.
const MOST_TEXT_BELOW_REASON = 8;

// What goes on with the line above, or belongs to it.
const INDENTED = /^\s{2}/;

/** Finds the error that ended a run: the killer's line, else the last error and what it was caused by. */
export function findEnding(tail: Tail): Ending {
  const judgedTail = new JudgedTail(tail);
  const killer = findKiller(judgedTail);
  if (killer === undefined) return findLastError(judgedTail);
  const { shape } = judgedTail.judge(killer.index);
  // A line that is no error by its form may only mention what kills, as a setting or a table does.
  if (shape !== 'text' && shape !== 'warning') return killer;
  const error = findLastError(judgedTail);
  return isOutlived(judgedTail, killer, error) ? error : killer;
}

/** Whether the run went on after a killer was spoken of, and ended in a lasting error. */
function isOutlived(tail: JudgedTail, killer: Killer, { index = 0, signature }: Ending): boolean {
  const isLasting = signature?.reason === 'permanent' || signature?.reason === 'resource';
  const isRaised = tail.judge(index).shape === 'exception' && tail.judge(index - 1).shape === 'frame';
  // Stryker disable next-line EqualityOperator: no line is both
  return isLasting && index > killer.index && (isRaised || wentOn(tail, killer.index, index));
}

/** Whether there is more ordinary output between two lines than a dying process prints. */
function wentOn(tail: JudgedTail, from: number, to: number): boolean {
  let text = 0;
  for (let index = from + 1; index < to; index += 1) if (tail.judge(index).shape === 'text') text += 1;
  return text > MOST_TEXT_AFTER_TEXT;
}

/** What may have been the end if no error was; of each kind the last one. */
interface LesserEndings {
  /** A report that a process ended, or that something did not succeed. */
  wrapper?: Judged;
  /** What is also printed after other failures. */
  echo?: Judged;
  /** An error that no signature matches. */
  unnamed?: Judged;
  /** A warning. */
  warned?: Judged;
  /** A line that names a trouble and is no error by its form. */
  lastWords?: Judged;
  /** What another part of the same run left. */
  fallout?: Judged;
}

function findLastError(tail: JudgedTail): Ending {
  const lesser: LesserEndings = {};
  let textAfter = 0;
  let mostText = MOST_TEXT_AFTER_ERROR;
  // Stryker disable next-line ArithmeticOperator: beyond the end there is no line
  for (let index = tail.length - 1; index >= 0; index -= 1) {
    const judged = tail.judge(index);
    const { shape } = judged;
    if (shape === 'warning') {
      if (textAfter === 0 && mayEndRun(judged.signature)) lesser.warned ??= judged;
      continue;
    }
    const { signature } = judged;
    // What the platform says while it clears up comes after the run's own last words.
    const isText = shape === 'text' && !INDENTED.test(judged.text);
    if (isText && signature?.role !== 'wrapper' && !tail.isPlatforms(judged)) textAfter += 1;
    if (textAfter > mostText) break;
    if (shape === 'exception' && tail.isIgnored(judged)) continue;
    if (signature?.role === 'wrapper') {
      lesser.wrapper = stronger(lesser.wrapper, judged);
      continue;
    }
    if (tail.isFallout(judged)) {
      lesser.fallout ??= judged;
      continue;
    }
    if (signature?.role === 'echo') {
      lesser.echo ??= judged;
      continue;
    }
    const isNear = textAfter <= MOST_TEXT_AFTER_TEXT;
    if (shape === 'exception') return endingOf(tail, judged, lesser.echo);
    // What is worded like an error, and stands far above, is not why a process was killed or lost its peer.
    const isFarFetched = signature?.role === 'type' && !isNear && hasStrongReport(lesser);
    if (shape === 'error' && signature && !isFarFetched) return endingOf(tail, judged, lesser.echo);
    // A line that is no error by its form has to name a trouble, not only a type.
    if (signature && signature.role !== 'type' && isNear && !isVerdict(lesser.wrapper)) {
      const owner = tail.ownerOf(index);
      if (owner && !contradicts(judged, owner)) return endingOf(tail, owner, lesser.echo);
      return { ...named(judged), certainty: 'likely' };
    }
    if (shape === 'error' && isNear && !tail.isPlatforms(judged)) {
      lesser.unnamed ??= judged;
      mostText = Math.min(mostText, textAfter + MOST_TEXT_BELOW_REASON);
    }
    if (textAfter <= 1 && judged.isTrouble) lesser.lastWords ??= judged;
  }
  return endingWithoutError(lesser);
}

/** What an error means, once its causes are taken into account. */
function endingOf(tail: JudgedTail, error: Judged, echo: Judged | undefined): Ending {
  const { signature } = error;
  if (signature && signature.role !== 'type' && signature.role !== 'code')
    return { ...named(error), certainty: 'certain' };
  const cause = findCause(tail, error);
  if (cause) return { ...named(cause), certainty: 'likely' };
  if (!signature && echo) return { ...named(echo), certainty: 'guess' };
  return { reason: 'permanent', ...named(error), certainty: signature ? 'likely' : 'guess' };
}

function endingWithoutError({ wrapper, echo, unnamed, warned, lastWords, fallout }: LesserEndings): Ending {
  if (echo) return { ...named(echo), certainty: 'likely' };
  // Of a warning and an error that nobody knows, the later one was the end.
  // Stryker disable next-line EqualityOperator: no line is both
  if (warned && !(unnamed && unnamed.index > warned.index)) return { ...named(warned), certainty: 'guess' };
  // Each of these still says more than that a process ended.
  if (!saysMore(wrapper)) {
    if (unnamed) return { reason: 'permanent', ...named(unnamed), certainty: 'guess' };
    if (lastWords) return { ...named(lastWords), certainty: 'guess' };
    if (fallout) return { ...named(fallout), certainty: 'guess' };
  }
  return { ...(wrapper && named(wrapper)), certainty: 'guess' };
}

// That a quota is used up for good may stand below what looks like too many requests.
function contradicts(later: Judged, owner: Judged): boolean {
  return owner.passes && !later.passes;
}

// A test runner prints the names of its tests, which may speak of anything.
function isVerdict(wrapper: Judged | undefined): boolean {
  // Stryker disable next-line OptionalChaining: a wrapper has a signature
  return wrapper?.signature?.reason === 'permanent';
}

// That a process was killed says more than that a build stopped, and that more than that something ended.
function stronger(later: Judged | undefined, earlier: Judged): Judged {
  if (!saysMore(later)) return earlier;
  return isVerdict(later) && saysMore(earlier) && !isVerdict(earlier) ? earlier : later;
}

function hasStrongReport({ echo, wrapper }: LesserEndings): boolean {
  return echo !== undefined || saysMore(wrapper);
}

// Most reports only say that a process ended.
function saysMore(wrapper: Judged | undefined): wrapper is Judged {
  // Stryker disable next-line OptionalChaining: a wrapper has a signature
  return wrapper !== undefined && wrapper.signature?.reason !== 'unknown';
}

// A warning that names no more than a type is one of code that goes on.
function mayEndRun(signature: SignatureRow | undefined): boolean {
  return signature !== undefined && signature.role !== 'wrapper' && signature.role !== 'type';
}

function named({ index, signature }: Judged): { index: number; signature?: SignatureRow } {
  return { index, ...(signature && { signature }) };
}
