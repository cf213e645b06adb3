import { isIP } from 'node:net';
import { UsageError } from '../cli/command.ts';
import { readHost } from '../cli/read-host.ts';
import { STATE_DIRECTORY } from './local-account.ts';

export const START_WORDS = {
  host: { type: 'string' },
  policy: { type: 'string' },
  port: { type: 'string' },
  address: { type: 'string' },
  state: { type: 'string' },
  'time-scale': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** How many times faster the demonstration runs: a minute passes in half a second. */
const DEMO_TIME_SCALE = 120;
const DEFAULT_PORT = 8_787;

export const START_HELP = `
npm start -- [options]

Runs valohai-retry on this machine: the very functions that are deployed to AWS, with what they need of AWS
played by local endpoints. Without --host, a simulated Valohai is started too, and shows in a few seconds
what happens to executions that fail for different reasons.

  --host URL        the Valohai to work for, such as https://app.valohai.com. Its token is taken from
                    VALOHAI_TOKEN, or VH_API_TOKEN, or is asked for; it is kept in the state folder.
  --policy FILE     what is retried, when and how often (retry-policy.yaml)
  --port N          where the webhook listens; 0 takes a free one (${DEFAULT_PORT} with --host, else a free one)
  --address IP      on which of this machine's addresses; 127.0.0.1 where a proxy before it runs here too
                    (0.0.0.0, which is all, with --host, else 127.0.0.1)
  --state DIR       the folder that keeps everything pending, so that nothing is lost when the process or the
                    machine dies (${STATE_DIRECTORY} with --host, else a temporary one)
  --time-scale N    lets waiting pass N times faster, to try things out (1 with --host, else ${DEMO_TIME_SCALE})
  --json            prints one JSON object a line and nothing else: first a "ready" event with the addresses,
                    then "decided", "launched", "gave-up", "told", "swept", "refused" and "failed" events
                    (use npm run --silent start -- --json)
  --help            prints this

Ctrl-C ends it; what is pending goes on at the next start with the same state.`;

/** What was asked for on the command line. */
export interface StartOptions {
  readonly host: string | undefined;
  readonly policyFile: string;
  readonly port: number;
  /** The IP address that the webhook listens on. */
  readonly address: string;
  /** Undefined for a temporary folder. */
  readonly stateDirectory: string | undefined;
  readonly timeScale: number;
  readonly json: boolean;
}

/** @throws UsageError that names the option, what was found and what was expected */
export function readStartOptions(
  values: { readonly [Name in keyof typeof START_WORDS]?: string | boolean | undefined },
  defaultPolicy: string,
): StartOptions {
  const host = text(values.host);
  return {
    host: host === undefined ? undefined : readHost(host),
    policyFile: text(values.policy) ?? defaultPolicy,
    port: readNumber(
      'port',
      text(values.port),
      host === undefined ? 0 : DEFAULT_PORT,
      isPort,
      'a port from 0 to 65535',
    ),
    address: readAddress(text(values.address), host === undefined ? '127.0.0.1' : '0.0.0.0'),
    stateDirectory: text(values.state) ?? (host === undefined ? undefined : STATE_DIRECTORY),
    timeScale: readNumber(
      'time-scale',
      text(values['time-scale']),
      host === undefined ? DEMO_TIME_SCALE : 1,
      (scale) => scale > 0,
      'a number above 0, such as 60',
    ),
    json: values.json === true,
  };
}

function readNumber(
  name: string,
  found: string | undefined,
  byDefault: number,
  isValid: (value: number) => boolean,
  expected: string,
): number {
  if (found === undefined) return byDefault;
  const value = found.trim() === '' ? Number.NaN : Number(found);
  if (Number.isFinite(value) && isValid(value)) return value;
  throw new UsageError(`--${name}: found ${found}, expected ${expected}`);
}

function readAddress(found: string | undefined, byDefault: string): string {
  if (found === undefined) return byDefault;
  if (isIP(found) !== 0) return found;
  throw new UsageError(`--address: found ${found}, expected an IP address such as 127.0.0.1`);
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535;
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
