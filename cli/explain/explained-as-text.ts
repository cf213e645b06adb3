import { formatDuration } from '../../functions/policy/duration.ts';
import type { Failure } from '../../functions/policy/failure.ts';
import { retriedAs, retriesSoFar } from '../../functions/policy/retry-tags.ts';
import type { ComparedCondition } from '../../functions/policy/rules.ts';
import { NOT_COPIED } from '../../functions/retry/copy.ts';
import { describeDecision } from '../describe-decision.ts';
import { printable, printableJson } from '../printable.ts';
import type { Difference } from './compare-copy.ts';
import type { Copy, Explained, ExplainedExecution } from './explained.ts';
import type { ComparedRule, Explanation, Judgement, Wait } from './explanation.ts';
import type { LogContext } from './log-context.ts';

/** An explanation for people, as lines that cannot steer a terminal. */
export function explainedAsText({ policyFile, explanation, execution }: Explained): string[] {
  const { judgement } = explanation;
  return [
    ...(execution === undefined ? [] : heading(execution, judgement !== undefined)),
    ...(judgement === undefined
      ? []
      : [...whyItFailed(judgement), ...rules(judgement, policyFile), ...timetable(judgement)]),
    ...decision(explanation, execution),
    ...(execution?.copy === undefined ? [] : copy(execution.copy)),
  ].map(printable);
}

function heading({ execution, link }: ExplainedExecution, isJudged: boolean): string[] {
  const { project, counter, step, status, tags, endedAt } = execution;
  const attempt = retriesSoFar(tags);
  const retry = attempt > 0 ? `, itself retry ${attempt}` : '';
  return [
    `${project.name} #${counter}, step ${step}: ${status}${retry}`,
    link,
    ...(endedAt === undefined
      ? []
      : [`ended ${endedAt.toISOString()}${isJudged ? ', judged as it was then' : ''}`]),
    '',
  ];
}

function whyItFailed({ failure, why, context }: Judgement): string[] {
  const width = String(context.lines.at(-1)?.number ?? '').length;
  return [
    `Class: ${failure.reason} (${failure.certainty})`,
    `  ${bySignature(failure, why)}`,
    ...asked(failure),
    '',
    headline(failure, context),
    ...context.lines.map(
      ({ number, text, isDeciding }) =>
        `  ${isDeciding ? '>' : ' '} ${String(number).padStart(width)}  ${text}`,
    ),
    '',
  ];
}

function headline({ reason }: Failure, { lines, of }: LogContext): string {
  const deciding = lines.find(({ isDeciding }) => isDeciding);
  if (deciding !== undefined) {
    const role = reason === 'unknown' ? 'Most like an error' : 'Deciding line';
    return `${role}: ${deciding.number} of ${of} (${deciding.stream})`;
  }
  return lines.length === 0 ? 'No line decides: the log is empty.' : `No line decides. The last of ${of}:`;
}

function bySignature({ signature, reason }: Failure, why: string | undefined): string {
  if (signature !== undefined) return `Signature ${signature}: ${why ?? 'the catalogue says so'}`;
  if (reason === 'unknown') return 'No signature: nothing in the log says why.';
  return 'No signature: an error that the catalogue does not know is taken for one of the code.';
}

function asked({ said, retryAfterSeconds }: Failure): string[] {
  return [
    ...(said === undefined ? [] : [`  The code itself said ${said} in its status detail.`]),
    ...(retryAfterSeconds === undefined
      ? []
      : [`  The log asks to wait ${formatDuration(retryAfterSeconds)} before the next try.`]),
  ];
}

function rules({ rules, failure }: Judgement, policyFile: string): string[] {
  const isAnyCounting = rules.some(({ counts }) => counts);
  const byDefault = `  No rule matches: the policy's general settings and what suits ${failure.reason} count.`;
  return [`Rules of ${policyFile}`, ...rules.map(rule), ...(isAnyCounting ? [] : [byDefault]), ''];
}

function rule({ number, name, conditions, counts }: ComparedRule): string {
  const title = `  ${number}. ${name ?? '(without a name)'}`;
  const failing = conditions.find(({ holds }) => !holds);
  if (failing !== undefined) return `${title}: no, ${described(failing)}`;
  const reasons = conditions.map(described).join('; ');
  if (counts) return `${title}: MATCHES, ${reasons}`;
  return `${title}: would match, but an earlier one counts (${reasons})`;
}

function described({ name, wanted, found, holds }: ComparedCondition): string {
  const any = wanted.join(' or ');
  if (name === 'log') return holds ? `the log has ${any}` : `no line of the log has ${any}`;
  if (found.length === 0) return `there is no ${name}, wanted ${any}`;
  const there = found.map((text) => (text === '' ? 'empty' : text)).join(', ');
  return holds ? `${name} is ${there} (${any})` : `${name} is ${there}, wanted ${any}`;
}

function timetable({ timetable, waits, retriesSoFar }: Judgement): string[] {
  if (waits.length === 0) return ['Timetable: no retries', ''];
  return [
    `Timetable: at most ${waits.length}, none later than ${formatDuration(timetable.within)} after the first failure`,
    ...waits.map((wait) => `  ${waited(wait, retriesSoFar)}`),
    '',
  ];
}

function waited({ attempt, from, to }: Wait, done: number): string {
  const wait = `retry ${attempt}: after ${fromTo(formatDuration(from), formatDuration(to))}`;
  if (attempt <= done) return `${wait} (was done)`;
  return attempt === done + 1 ? `${wait} (the next one)` : wait;
}

function fromTo(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}

function decision(
  { decision, latest, failedAt }: Explanation,
  execution: ExplainedExecution | undefined,
): string[] {
  const isLater = 'at' in decision && 'at' in latest && latest.at > decision.at;
  const since = execution && retriedAs(execution.execution);
  return [
    `Decision: ${describeDecision(decision, failedAt)}${isLater ? ' at the earliest' : ''}`,
    `  ${decision.why}`,
    ...(since === undefined ? [] : [`  Since then it was retried, as #${since}.`]),
  ];
}

function copy({ body, differences }: Copy): string[] {
  return [
    '',
    'The copy: POST /api/v0/executions/',
    ...printableJson(body).split('\n'),
    '',
    'In which it differs from the original',
    ...differences.map((difference) => `  ${differed(difference)}`),
    `  Not known, so not taken along: ${NOT_COPIED}`,
  ];
}

function differed(difference: Difference): string {
  const { kind, field } = difference;
  switch (kind) {
    case 'added':
      return `+ ${field}: ${shown(difference.copy)}`;
    case 'removed':
      return `- ${field}: ${shown(difference.original)}`;
    case 'changed':
      return `~ ${field}: ${shown(difference.original)} becomes ${shown(difference.copy)}`;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
