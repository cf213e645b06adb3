import type { OutcomeInput } from '../../local/simulator/scripts.ts';
import { COMPLETES, HAS_A_BUG } from '../journey/local-world.ts';
import { casesOf, FAULTS, type FaultCase } from './faults.ts';
import { SeededRandom } from './seeded-random.ts';
import { STEPS } from './steps.ts';

/** How an execution's story has to end. */
export type Fate = 'completes' | 'is stopped' | 'recovers' | 'is exhausted' | 'has a bug' | 'is left alone';

/** What one execution does, and its retries. */
export interface Plan {
  readonly fate: Fate;
  readonly outcomes: readonly OutcomeInput[];
  readonly tags: readonly string[];
  /** How many retries there have to be. */
  readonly copies: number;
}

/** What is done with the news that a run has ended. */
export type Notifying = 'once' | 'twice at once' | 'late' | 'never';

/** As the policy has it for network trouble. */
const MOST_RETRIES = 3;

/** Of different signatures: executions of one project that fail the same way would wait for each other. */
const PASSING = [
  "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='gauges.example', port=443): Read timed out.",
  'ConnectionRefusedError: [Errno 111] Connection refused',
  'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://tides.example/"',
  'ConnectionResetError: [Errno 104] Connection reset by peer',
] as const;

/** So many share a project, each with a signature of its own. */
export const PROJECT_SIZE: number = PASSING.length;

const AFTER_MS = 5;

/** What the execution of this number does: the same for the same seed, whatever else happens. */
export function planFor(seed: number, index: number): Plan {
  const random = new SeededRandom(seed, 'plan', index);
  const line = PASSING[index % PROJECT_SIZE] ?? PASSING[0];
  const fails: OutcomeInput = {
    status: 'error',
    after: AFTER_MS,
    log: [
      { stream: 'stderr', message: 'Traceback (most recent call last):' },
      { stream: 'stderr', message: line },
    ],
  };
  const completes = { ...COMPLETES, after: AFTER_MS };
  const one = { tags: [], copies: 0 };
  const lot = random.next();
  if (lot < 0.06) return { ...one, fate: 'completes', outcomes: [completes] };
  if (lot < 0.12) return { ...one, fate: 'is stopped', outcomes: [{ status: 'stopped', after: AFTER_MS }] };
  if (lot < 0.22) return { ...one, fate: 'has a bug', outcomes: [{ ...HAS_A_BUG, after: AFTER_MS }] };
  if (lot < 0.28) return { ...one, fate: 'is left alone', outcomes: [fails], tags: ['no-retry'] };
  if (lot < 0.36) return { ...one, fate: 'is exhausted', outcomes: [fails], copies: MOST_RETRIES };
  const copies = random.pick([1, 1, 1, 2, 3]);
  const failures = Array.from({ length: copies }, () => fails);
  return { ...one, fate: 'recovers', outcomes: [...failures, completes], copies };
}

/** How the end of a run is notified. A lost notification is found by the sweep. */
export function notifyingFor(seed: number, index: number, run: number): Notifying {
  const lot = new SeededRandom(seed, 'notifying', index, run).next();
  if (lot < 0.04) return 'never';
  if (lot < 0.1) return 'twice at once';
  return lot < 0.14 ? 'late' : 'once';
}

const [firstCase, ...otherCases] = casesOf(STEPS, FAULTS);
if (firstCase === undefined) throw new Error('there are no faults');
const CASES: readonly [FaultCase, ...FaultCase[]] = [firstCase, ...otherCases];

/**
 * What goes wrong on the way of a run that failed; nothing for more than half of them.
 *
 * @param isHurried leaves out what is waited for until a client's time-out
 */
export function faultFor(
  seed: number,
  index: number,
  run: number,
  isHurried: boolean,
): FaultCase | undefined {
  const random = new SeededRandom(seed, 'fault', index, run);
  if (!random.chance(0.45)) return undefined;
  const one = random.pick(CASES);
  const isWaiting = one.fault.name.includes('never gets an answer');
  // A time-out holds up a function for eight seconds, so there are fewer of them.
  return isWaiting && (isHurried || random.chance(0.6)) ? undefined : one;
}
