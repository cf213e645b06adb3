import { FAILURE_REASONS, type FailureReason } from '../failure.ts';
import { matchesGlob } from '../glob.ts';
import type { Rule } from '../policy.ts';
import { CATALOGUE } from '../signatures/catalogue.ts';
import type { Signature } from '../signatures/signature.ts';

/** The signatures that a rule asks for; undefined when it does not ask for any. */
export function signaturesOf({ when: { signature } }: Rule): readonly Signature[] | undefined {
  return signature && CATALOGUE.filter(({ id }) => signature.some((glob) => matchesGlob(glob, id)));
}

/** The reasons of the failures that a rule can match: those that it names, and that its signatures have. */
export function reasonsOf(rule: Rule): FailureReason[] {
  const ofSignatures = signaturesOf(rule)?.map(({ reason }) => reason);
  return FAILURE_REASONS.filter(
    (reason) =>
      (rule.when.reason ?? [reason]).includes(reason) && (ofSignatures ?? [reason]).includes(reason),
  );
}
