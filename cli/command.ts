import { constants } from 'node:os';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigError } from '../functions/config-error.ts';
import { PolicyError } from '../functions/policy/read-policy-file.ts';
import { ValohaiError } from '../functions/valohai/errors.ts';
import { printable } from './printable.ts';

/** Wrong words on a command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const HINT = 'options stand after `--`, e.g. `npm run webhook-url -- --new-key`';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads the words of a command that takes options only; anything else is a UsageError. */
export function readOptions<const Words extends Options>(options: Words, help: string) {
  const { values, positionals } = readWords(options, help);
  const [surplus] = positionals;
  if (surplus !== undefined) throw new UsageError(`found ${surplus}, expected options only; ${HINT}`);
  return values;
}

/**
 * Reads a command's words. `--help` prints the help and ends; a wrong word is a UsageError that names it.
 */
export function readWords<const Words extends Options>(options: Words, help: string) {
  const words = { ...options, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values, positionals } = parseArgs({ options: words, allowPositionals: true });
    if ('help' in values && values.help === true) {
      process.stdout.write(`${help.trim()}\n`);
      process.exit(0);
    }
    refuseSwallowed(Object.keys(options));
    return { values, positionals };
  } catch (error) {
    // Node goes on to explain positional arguments, of which there are none here.
    throw new UsageError((error instanceof Error ? error.message : String(error)).split('. To specify')[0]);
  }
}

/** What somebody may well have set for npm itself; without these a command does less, or asks. */
const NPMS_OWN = ['all', 'json', 'tag', 'yes'];

/**
 * Without `--`, npm takes options for its own, and says so only in its environment. Of `--local` it says
 * nothing: it reads an abbreviation of its `--local-address`.
 */
function refuseSwallowed(names: readonly string[]): void {
  for (const name of names) {
    if (NPMS_OWN.includes(name)) continue;
    const variable = `npm_config_${name.replaceAll('-', '_')}`;
    if (process.env[variable]) throw new UsageError(`npm took --${name} for its own (${variable}); ${HINT}`);
  }
}

/** Runs a command. What people can mend is told in a sentence, without a stack trace; the exit code is 1. */
export async function run(command: () => Promise<void>): Promise<void> {
  process.stdout.on('error', endWithItsReader);
  try {
    await command();
  } catch (error) {
    // Valohai's answers, which may stand in a message, tell what anybody's code is called.
    const lines = explain(error).split('\n').map(printable);
    // Servers that were started before would keep the process alive.
    process.stderr.write(`${lines.join('\n')}\n`, () => process.exit(1));
  }
}

/** What a shell reports of a program that wrote to nobody. 0 would mean something: of `explain`, a retry. */
const NOBODY_READS = 128 + constants.signals.SIGPIPE;

/** Who reads may have seen enough, as `head` has. */
function endWithItsReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(NOBODY_READS);
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nSee --help.`;
  const isTold =
    error instanceof ConfigError || error instanceof PolicyError || error instanceof ValohaiError;
  if (isTold) return error.message;
  if (error instanceof Error && error.name === 'CredentialsProviderError') {
    return `No AWS credentials: ${error.message}\nSign in with \`aws login\` or \`aws sso login\`, or set AWS_PROFILE.`;
  }
  if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') {
    return `Nothing answers there any more: ${error.message}\nIs \`npm start\` still running?`;
  }
  if (error instanceof Error && '$fault' in error) return `AWS refuses: ${error.name}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
