import * as v from 'valibot';
import { DURATION_FORM, parseDuration } from './duration.ts';

// The kinds of values that a policy holds. Each message completes "found …, expected …".

/** No policy and no parameter can ask for more retries of one failure than this. */
export const MOST_RETRIES = 10;

/** Written as people do, read as seconds. */
export const Duration = v.pipe(
  v.custom<number | string>((value) => parseDuration(value) !== undefined, DURATION_FORM),
  v.transform((value) => parseDuration(value) ?? 0),
);

const RETRIES_FORM = `a whole number from 0 to ${MOST_RETRIES}`;
export const Retries = v.pipe(
  v.number(RETRIES_FORM),
  v.integer(RETRIES_FORM),
  v.minValue(0, RETRIES_FORM),
  v.maxValue(MOST_RETRIES, RETRIES_FORM),
);

const BACKOFF_FORM = 'a factor from 1 to 10';
export const Backoff = v.pipe(
  v.number(BACKOFF_FORM),
  v.minValue(1, BACKOFF_FORM),
  v.maxValue(10, BACKOFF_FORM),
);

const SHARE_FORM = 'a share from 0 to 1, such as 0.5';
export const Share = v.pipe(v.number(SHARE_FORM), v.minValue(0, SHARE_FORM), v.maxValue(1, SHARE_FORM));

export const Mode = v.picklist(['live', 'shadow'], 'live, or shadow: decide and tell, but start nothing');

export const Text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));

/** One value or a list of them; a list means "any of". */
export function anyOf<Input, Output>(item: v.GenericSchema<Input, Output>, form: string) {
  const One = v.pipe(
    item,
    v.transform((value) => [value]),
  );
  const List = v.pipe(v.array(item, form), v.minLength(1, form));
  return v.lazy((value) => (Array.isArray(value) ? List : One));
}

export const Globs = anyOf(Text, 'a text in which * stands for anything, or a list of them');

/** The numbers that both the whole policy and one of its rules can set. */
export const TIMING = {
  retries: v.optional(Retries),
  delay: v.optional(Duration),
  backoff: v.optional(Backoff),
  'max-delay': v.optional(Duration),
  jitter: v.optional(Share),
  within: v.optional(Duration),
};

/** The numbers a rule or the policy sets; those left out come from the next, more general place. */
export type Timing = ReturnType<typeof toTiming>;

export function toTiming(from: {
  readonly retries?: number | undefined;
  readonly delay?: number | undefined;
  readonly backoff?: number | undefined;
  readonly 'max-delay'?: number | undefined;
  readonly jitter?: number | undefined;
  readonly within?: number | undefined;
}) {
  return {
    retries: from.retries,
    delay: from.delay,
    backoff: from.backoff,
    maxDelay: from['max-delay'],
    jitter: from.jitter,
    within: from.within,
  };
}
