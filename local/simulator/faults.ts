import * as v from 'valibot';

const times = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1);
const milliseconds = v.pipe(v.number(), v.minValue(0));

/** Which requests a fault is for: all, unless said. `pathPattern` is a regular expression. */
const matching = {
  method: v.optional(v.string()),
  path: v.optional(v.string()),
  pathPattern: v.optional(v.pipe(v.string(), v.check(isPattern, 'not a regular expression'))),
};

/** Which notifications a fault is for: all, unless the execution's final status is said. */
const about = v.optional(v.picklist(['complete', 'error', 'stopped']));

const RequestFaultSchema = v.variant('kind', [
  /** Takes the request, does nothing and never answers. */
  v.strictObject({ kind: v.literal('time-out-before'), times, ...matching }),
  /** Closes the connection; nothing has happened. */
  v.strictObject({ kind: v.literal('reset'), times, ...matching }),
  /** Does what is asked, then closes the connection instead of answering. */
  v.strictObject({ kind: v.literal('lost-answer'), times, ...matching }),
  /** Does what is asked and never answers. */
  v.strictObject({ kind: v.literal('time-out-after'), times, ...matching }),
  /** Answers with this status and text; nothing has happened. */
  v.strictObject({
    kind: v.literal('status'),
    times,
    ...matching,
    status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
    body: v.optional(v.string(), ''),
    headers: v.optional(v.record(v.string(), v.string()), {}),
  }),
  /** Waits, then does what is asked. */
  v.strictObject({ kind: v.literal('slow'), times, ...matching, ms: milliseconds }),
  /** Does what is asked and answers with half of the JSON. */
  v.strictObject({ kind: v.literal('malformed-json'), times, ...matching }),
]);

const NotificationFaultSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('notification-missing'), times, about }),
  /** Sent twice at once. */
  v.strictObject({ kind: v.literal('notification-doubled'), times, about }),
  v.strictObject({
    kind: v.literal('notification-delayed'),
    times,
    about,
    ms: milliseconds,
  }),
  /** Tells another status than the execution's. */
  v.strictObject({
    kind: v.literal('notification-misstated'),
    times,
    about,
    as: v.picklist(['complete', 'error', 'stopped', 'crashed', 'started']),
  }),
]);

/** A way to misbehave, for the next `times` requests or notifications that it is for. */
export const FaultSchema = v.union([RequestFaultSchema, NotificationFaultSchema]);

export type RequestFault = v.InferOutput<typeof RequestFaultSchema>;
export type NotificationFault = v.InferOutput<typeof NotificationFaultSchema>;
export type Fault = RequestFault | NotificationFault;
export type FaultInput = v.InferInput<typeof FaultSchema>;

/** The faults that are still to come. The first that is for a request is used up on it; there is never a second. */
export class FaultList {
  #faults: Fault[] = [];

  add(faults: readonly Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ ...fault })));
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  takeForRequest(method: string, path: string): RequestFault | undefined {
    return this.#use(this.#faults.filter(isRequestFault).find((fault) => isFor(fault, method, path)));
  }

  takeForNotification(status: string): NotificationFault | undefined {
    return this.#use(
      this.#faults.filter(isNotificationFault).find(({ about }) => about === undefined || about === status),
    );
  }

  #use<Some extends Fault>(fault: Some | undefined): Some | undefined {
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return fault;
  }
}

function isNotificationFault(fault: Fault): fault is NotificationFault {
  return fault.kind.startsWith('notification-');
}

function isRequestFault(fault: Fault): fault is RequestFault {
  return !isNotificationFault(fault);
}

function isFor(fault: RequestFault, method: string, path: string): boolean {
  return (
    (fault.method ?? method) === method &&
    path.startsWith(fault.path ?? '') &&
    new RegExp(fault.pathPattern ?? '').test(path)
  );
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
