import { setTimeout as sleep } from 'node:timers/promises';
import { durationOf, executionPage, toTime } from './answers.ts';
import { findEnvironment } from './environments.ts';
import type { ExecutionStore, StoredExecution } from './execution-store.ts';
import type { FaultList, NotificationFault } from './faults.ts';
import type { Project, ProjectStore } from './project-store.ts';
import type { Settings } from './settings.ts';
import { USERS } from './users.ts';

/** The longest that Node's timers can wait, in milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** How long an answer to a notification is waited for, in milliseconds. */
const PATIENCE = 10_000;

/** How many notifications are kept for tests to look at. */
const KEPT = 10_000;

/** A notification that was sent, or kept back by a fault. The address stays out: it holds the webhook's key. */
export interface SentNotification {
  /** ISO 8601. */
  readonly at: string;
  readonly execution: string;
  readonly body: NotificationBody;
  /** The status of the answer, or why there was none. */
  readonly outcome: number | 'kept back' | 'no answer';
}

export type NotificationBody = ReturnType<typeof notificationBody>;

/** What the notifier works with. */
export interface NotifierParts {
  readonly executions: ExecutionStore;
  readonly projects: ProjectStore;
  readonly faults: FaultList;
  readonly settings: () => Settings;
  /** The simulator's own address, for the links in a notification. */
  readonly origin: () => string;
}

/**
 * Tells the webhook about each execution that has ended. Nothing is sent again, whatever the webhook answers. What
 * ends while no webhook is known is told as soon as one is.
 */
export class Notifier {
  readonly #parts: NotifierParts;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #underWay = new Set<string>();
  readonly #ending = new AbortController();
  readonly #sent: SentNotification[] = [];
  #url: string | undefined;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  get url(): string | undefined {
    return this.#url;
  }

  set url(url: string | undefined) {
    this.#url = url;
    this.watchAll();
  }

  sent(): readonly SentNotification[] {
    return this.#sent;
  }

  /** Takes up every execution that nobody was told about, as after a restart. */
  watchAll(): void {
    for (const execution of this.#parts.executions.listUnnotified()) this.watch(execution);
  }

  /** Waits for the end of an execution; again when its end has moved. */
  watch({ id, endedAt }: StoredExecution): void {
    this.forget(id);
    const wait = Math.min(Math.max(endedAt - Date.now(), 0), LONGEST_WAIT);
    this.#timers.set(
      id,
      setTimeout(() => this.#onTime(id), wait),
    );
  }

  forget(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** Sends one more notification about an execution, late or doubled, as it stands now. */
  async send(execution: StoredExecution): Promise<void> {
    await this.#post(execution, execution.finalStatus);
  }

  close(): void {
    for (const id of [...this.#timers.keys()]) this.forget(id);
    this.#ending.abort();
  }

  #onTime(id: string): void {
    this.#timers.delete(id);
    const execution = this.#parts.executions.find(id);
    if (execution === undefined || this.#url === undefined || this.#underWay.has(id)) return;
    if (execution.endedAt > Date.now()) {
      this.watch(execution);
      return;
    }
    this.#underWay.add(id);
    void this.#notify(execution).finally(() => this.#underWay.delete(id));
  }

  async #notify(execution: StoredExecution): Promise<void> {
    await this.#sendWithFault(execution, this.#parts.faults.takeForNotification(execution.finalStatus));
    // Only now, so that one that was under way when the process died is sent after its next start.
    if (!this.#ending.signal.aborted) this.#parts.executions.setNotified(execution.id);
  }

  async #sendWithFault(execution: StoredExecution, fault: NotificationFault | undefined): Promise<void> {
    const status = execution.finalStatus;
    switch (fault?.kind) {
      case 'notification-missing':
        this.#record(execution, this.#body(execution, status), 'kept back');
        return;
      case 'notification-doubled':
        await Promise.all([this.#post(execution, status), this.#post(execution, status)]);
        return;
      case 'notification-delayed':
        await sleep(fault.ms, undefined, { signal: this.#ending.signal }).catch(() => undefined);
        await this.#post(execution, status);
        return;
      case 'notification-misstated':
        await this.#post(execution, fault.as);
        return;
      case undefined:
        await this.#post(execution, status);
    }
  }

  async #post(execution: StoredExecution, status: string): Promise<void> {
    if (this.#url === undefined || this.#ending.signal.aborted) return;
    const body = this.#body(execution, status);
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'valohai-simulator' },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([this.#ending.signal, AbortSignal.timeout(PATIENCE)]),
      });
      await response.arrayBuffer();
      this.#record(execution, body, response.status);
    } catch {
      this.#record(execution, body, 'no answer');
    }
  }

  #body(execution: StoredExecution, status: string): NotificationBody {
    const project = this.#parts.projects.find(execution.project);
    if (project === undefined) throw new Error(`project ${execution.project} is gone`);
    return notificationBody(execution, project, {
      status,
      type: status === 'error' ? this.#parts.settings().failedType : TYPES[status],
      origin: this.#parts.origin(),
    });
  }

  #record({ id }: StoredExecution, body: NotificationBody, outcome: SentNotification['outcome']): void {
    this.#sent.push({ at: new Date().toISOString(), execution: id, body, outcome });
    if (this.#sent.length > KEPT) this.#sent.shift();
  }
}

/** Only that of a completed execution is documented. */
const TYPES: Readonly<Record<string, string>> = {
  complete: 'execution_completed',
  stopped: 'execution_stopped',
};

const WORDS: Readonly<Record<string, string>> = { complete: 'completed', error: 'failed' };

/** One JSON object with flat, dotted keys in its `data`: the form of the one published example. */
function notificationBody(
  execution: StoredExecution,
  project: Project,
  { status, type, origin }: { status: string; type: string | undefined; origin: string },
) {
  const { spec } = execution;
  const fullName = `${project.owner}/${project.name}`;
  const name = `${fullName}/#${execution.counter}`;
  const page = executionPage(execution, project);
  const creator = USERS[execution.creator];
  const environment = findEnvironment(spec.environment);
  const duration = durationOf(execution) ?? 0;
  return {
    project: project.id,
    title: `Execution finished: ${name} (${WORDS[status] ?? status})`,
    type: type ?? `execution_${status}`,
    body: `Execution [${name}](${origin}${page}) (by ${creator.username})\nfinished with duration ${duration.toFixed(2)} s.`,
    url: page,
    data: {
      'valohai.execution-id': execution.id,
      'valohai.execution-counter': execution.counter,
      'valohai.execution-status': status,
      'valohai.execution-step': spec.step,
      'valohai.execution-title': spec.title === '' ? null : spec.title,
      'valohai.execution-tags': execution.tags,
      'valohai.execution-image': spec.image,
      'valohai.execution-ctime': toTime(execution.createdAt),
      'valohai.execution-qtime': toTime(execution.queuedAt),
      'valohai.execution-duration': duration,
      'valohai.project-id': project.id,
      'valohai.project-name': fullName,
      'valohai.commit-identifier': spec.commit,
      'valohai.creator-id': creator.id,
      'valohai.creator-name': creator.username,
      'valohai.environment-id': environment?.id ?? null,
      'valohai.environment-name': environment?.name ?? null,
      'valohai.environment-slug': environment?.slug ?? null,
      'valohai.pipeline-id': spec.pipeline?.id ?? null,
      'valohai.pipeline-counter': spec.pipeline?.counter ?? null,
      'valohai.task-id': spec.task?.id ?? null,
      'valohai.task-counter': spec.task?.counter ?? null,
    },
  };
}
