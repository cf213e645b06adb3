import { isPassing } from '../failure.ts';
import type { Judged, JudgedTail } from './judged-tail.ts';
import type { SignatureRow } from './pattern-table.ts';

// How far above or below a message that wraps a reason the reason may stand.
const WRAPPED_WITHIN = 8;
const EXHAUSTED_WITHIN = 40;
const INSTALLED_WITHIN = 60;
// The same for a reason that is no error by its form.
const SAID_WITHIN = 3;

const GAVE_UP =
  /after \d{1,4} (?:attempts?|tries|retries|times)|max(?:imum)?(?: number of)? (?:retries|attempts)|retries (?:exceeded|exhausted)|giving up|gave up|too many retries|retry limit|retryerror|all (?:retries|attempts)|out of (?:retries|attempts)|from versions: none|unable to select packages|unable to locate package/i;
const FAILED_TO_GET =
  /(?:failed|unable|could ?n[o']t|cannot|error|problem)\b.{0,40}\b(?:download|fetch|connect|reach|upload|pull|push|retriev|resolv|load|open|read|get|locat|install|communicat|access|start|initiali[sz]|writ|send|execut|commit|sav|insert|stor|quer|list|copy|submit|attach)|(?:download|fetch|submission|login|checkout|clone|pull|push|upload|request|connect\w{0,4})(?: of .{1,200})? failed| failed for |repository .{1,200}(?:is not signed|is no longer signed|does not have a Release file)/i;

// What is missing where it was not installed.
const NOT_INSTALLED = /No module named|Cannot find (?:module|package)|no package called/;

// A type without a word, as when an exception is printed a second time.
const BARE_TYPE = /^\s{0,8}[\w.]{1,120}:?$/;

/** The line that explains an error which says too little itself. */
export function findCause(tail: JudgedTail, error: Judged): Judged | undefined {
  return (
    findInChain(tail, error) ??
    findInstallation(tail, error) ??
    findAbove(tail, error) ??
    findBelow(tail, error)
  );
}

/** What is missing may not have been installed, because it could not be fetched. */
function findInstallation(tail: JudgedTail, { index, text }: Judged): Judged | undefined {
  if (!NOT_INSTALLED.test(text)) return undefined;
  // Stryker disable next-line ArithmeticOperator: no error stands below the last one
  for (let above = index - 1; above >= index - INSTALLED_WITHIN; above -= 1) {
    const failed = tail.judge(above);
    if (failed.shape !== 'error' || !(FAILED_TO_GET.test(failed.text) || GAVE_UP.test(failed.text))) continue;
    const cause = failed.passes ? failed : findAbove(tail, failed);
    if (cause?.passes) return cause;
  }
  return undefined;
}

/** Goes up the chain of exceptions until one says more than its type. */
function findInChain(tail: JudgedTail, error: Judged): Judged | undefined {
  let link = tail.linkAbove(error.index);
  while (link !== undefined) {
    let next = link - 1;
    for (; next >= 0; next -= 1) {
      const judged = tail.judge(next);
      if (judged.shape === 'frame' || judged.shape === 'traceback') break;
      if (namesTrouble(judged.signature) || isReport(judged.signature)) return judged;
    }
    link = tail.linkAbove(next + 1);
  }
  return undefined;
}

/** "Failed to load … after 4 attempts": its reason stands above it. */
function findAbove(tail: JudgedTail, error: Judged): Judged | undefined {
  const { index, text } = error;
  const exhausted = GAVE_UP.test(text);
  if (!exhausted && !FAILED_TO_GET.test(text) && !BARE_TYPE.test(text)) return undefined;
  const oldest = index - (exhausted ? EXHAUSTED_WITHIN : WRAPPED_WITHIN);
  for (let above = index - 1; above >= oldest; above -= 1) {
    const judged = tail.judge(above);
    const isError = judged.shape === 'exception' || judged.shape === 'error';
    const isNear = index - above <= SAID_WITHIN;
    const counts =
      isError ||
      (exhausted && judged.shape === 'warning') ||
      (isNear && judged.shape === 'text' && judged.isTrouble);
    if (counts && namesTrouble(judged.signature) && !saysTheSame(error, judged)) return judged;
    if (isError && isNear && isWrongInstead(error, judged)) return judged;
  }
  return undefined;
}

/** Whether a line gives up in the same words, which is no reason for it. */
function saysTheSame(error: Judged, { signature, text }: Judged): boolean {
  return signature === error.signature && GAVE_UP.test(text);
}

/** A message of several lines may name its reason in a later one; best in one that says why it lasts. */
function findBelow(tail: JudgedTail, error: Judged): Judged | undefined {
  const { index } = error;
  let first: Judged | undefined;
  for (let below = index + 1; below <= index + WRAPPED_WITHIN; below += 1) {
    const judged = tail.judge(below);
    if (judged.shape === 'traceback' || judged.shape === 'frame') break;
    if (judged.shape === 'warning') continue;
    if (namesTrouble(judged.signature) && judged.isTrouble) {
      first ??= judged;
      if (!isPassing(judged.signature.reason)) return judged;
    }
    if (first === undefined && below - index <= SAID_WITHIN && isWrongInstead(error, judged)) return judged;
  }
  return first;
}

/** What did not arrive is no passing trouble where it stands close by that something is wrong. */
function isWrongInstead(error: Judged, { signature }: Judged): boolean {
  return isPassingType(error.signature) && signature?.role === 'type' && !isPassing(signature.reason);
}

// Of what another process went through, which may have been killed.
function isReport(signature: SignatureRow | undefined): boolean {
  if (signature?.role === 'echo') return true;
  return signature?.role === 'wrapper' && signature.reason !== 'unknown';
}

// A type says so when it is one of passing trouble: that something did not arrive.
function namesTrouble(signature: SignatureRow | undefined): signature is SignatureRow {
  if (signature === undefined) return false;
  return signature.role === undefined || isPassingType(signature);
}

function isPassingType(signature: SignatureRow | undefined): boolean {
  return signature?.role === 'type' && isPassing(signature.reason);
}
