import { createHash } from 'node:crypto';

/** Which execution a schedule is about. */
interface Subject {
  readonly projectId: string;
  readonly executionId: string;
}

/**
 * The name of the schedule that starts the retry of an execution. It follows from the ids alone, so that a
 * second notification meets the schedule of the first. The end of the project's id stands in front, because
 * schedules can be listed by prefix; an id's start is a time and would not tell projects apart.
 */
export function retryScheduleName({ projectId, executionId }: Subject): string {
  return `${hex(projectId).slice(-12)}.${hex(executionId)}`;
}

/** The name of the schedule that looks again whether an execution has failed. `look` counts from 1. */
export function lookScheduleName(subject: Subject, look: number): string {
  return `${retryScheduleName(subject)}.look-${alternating(look)}`;
}

/** The name of the schedule that takes a launch over when its turn does not finish. `turn` counts from 1. */
export function turnScheduleName(subject: Subject, turn: number): string {
  return `${retryScheduleName(subject)}.turn-${alternating(turn)}`;
}

/** The name of the schedule that reads a failure again because Valohai was away. `tries` counts from 1. */
export function awayScheduleName(subject: Subject, tries: number): string {
  return `${retryScheduleName(subject)}.away-${alternating(tries)}`;
}

/** Every name under which a failure can be waiting for its retry, or to be looked at. */
export function pendingNames(subject: Subject): string[] {
  const followUps = [1, 2].flatMap((count) => [
    turnScheduleName(subject, count),
    awayScheduleName(subject, count),
    lookScheduleName(subject, count),
  ]);
  return [retryScheduleName(subject), ...followUps];
}

/** A schedule still exists for a moment while it fires, so the next one has another name: 1, 2, 1, 2 … */
function alternating(count: number): number {
  return ((count - 1) % 2) + 1;
}

/** The name of the mark of whoever is creating the retry right now. */
export function claimName(subject: Subject): string {
  return `${retryScheduleName(subject)}.claim`;
}

/** The name of the mark that remembers a give-up whose tag could not be written. */
export function gaveUpName(subject: Subject): string {
  return `${retryScheduleName(subject)}.gave-up`;
}

/** The name of the mark by which a person holds back all retries of a project. */
export function holdName(projectId: string): string {
  return `${hex(projectId).slice(-12)}.hold`;
}

/** The name of the mark that takes one of a minute's launches, of a project or of the whole installation. */
export function slotName(projectId: string | undefined, minute: number, slot: number): string {
  const whose = projectId === undefined ? 'all' : hex(projectId).slice(-12);
  return `${whose}.slot-${minute}-${slot}`;
}

/** The name of one of the marks by which failures with the same signature are counted. */
export function seenName(projectId: string, signature: string, place: number): string {
  return `${hex(projectId).slice(-12)}.seen-${digest(signature)}-${place}`;
}

/** The name of an open breaker. It alternates: a schedule still exists for a moment while it fires. */
export function breakerName(projectId: string, signature: string, turn: number): string {
  return `${hex(projectId).slice(-12)}.breaker-${digest(signature)}-${turn % 2}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function hex(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}
