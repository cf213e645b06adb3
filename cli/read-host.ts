import * as v from 'valibot';
import { HostSchema } from '../functions/policy/policy.ts';
import { UsageError } from './command.ts';

/**
 * Reads the Valohai that is named on a command line, by the same form as in a policy.
 *
 * @throws UsageError with what was found and what was expected
 */
export function readHost(host: string): string {
  const { success, output, issues } = v.safeParse(HostSchema, host);
  if (success) return output;
  // Where there is a password, it ends there.
  const found = host.replace(/\/\/.*@/, '//…@');
  throw new UsageError(`--host: found ${found}, expected ${issues[0].message}`);
}
