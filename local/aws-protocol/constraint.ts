import * as v from 'valibot';
import { AwsError } from './aws-error.ts';

/** A string of `min` to `max` characters, as a service model states it. */
export function text(min: number, max: number) {
  return v.pipe(
    v.string(),
    v.minLength(min, `Member must have length greater than or equal to ${min}`),
    v.maxLength(max, `Member must have length less than or equal to ${max}`),
  );
}

/** A string of `min` to `max` characters in the given form. */
export function patterned(min: number, max: number, pattern: RegExp) {
  const message = `Member must satisfy regular expression pattern: ${pattern.source}`;
  return v.pipe(text(min, max), v.regex(pattern, message));
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number) {
  return v.pipe(
    v.number(),
    v.integer('Member must be an integer'),
    v.minValue(min, `Member must have value greater than or equal to ${min}`),
    v.maxValue(max, `Member must have value less than or equal to ${max}`),
  );
}

/** One of the given words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return v.picklist(words, `Member must satisfy enum value set: [${words.join(', ')}]`);
}

/** A list of `min` to `max` members. */
export function list<Member extends v.GenericSchema>(member: Member, min: number, max: number) {
  return v.pipe(
    v.array(member),
    v.minLength(min, `Member must have length greater than or equal to ${min}`),
    v.maxLength(max, `Member must have length less than or equal to ${max}`),
  );
}

/**
 * Checks a request's members, all of them, and names each wrong one as AWS does. The wrong value is
 * not repeated, for it may be a secret.
 *
 * @throws AwsError `ValidationException` for a broken constraint, `SerializationException` for a wrong type.
 */
export function parseInput<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) {
    return result.output;
  }
  const broken = result.issues.map(describe);
  const count = broken.length === 1 ? '1 validation error' : `${broken.length} validation errors`;
  throw new AwsError('ValidationException', `${count} detected: ${broken.join('; ')}`);
}

function describe(issue: v.BaseIssue<unknown>): string {
  const member = memberPath(issue);
  if (issue.received === 'undefined') {
    return `Value at '${member}' failed to satisfy constraint: Member must not be null`;
  }
  if (issue.kind === 'schema' && issue.type !== 'picklist') {
    throw new AwsError('SerializationException', `${member || 'The request body'} has the wrong type.`);
  }
  return `Value at '${member}' failed to satisfy constraint: ${issue.message}`;
}

/** `target.arn`, `tags.1.member.key`: AWS begins members with a small letter, and counts from one. */
function memberPath(issue: v.BaseIssue<unknown>): string {
  const steps = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number'
      ? `${key + 1}.member`
      : `${String(key).charAt(0).toLowerCase()}${String(key).slice(1)}`,
  );
  return steps.join('.');
}
