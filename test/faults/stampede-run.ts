import { setTimeout as sleep } from 'node:timers/promises';
import { fewAtATime } from '../../cli/few-at-a-time.ts';
import { findInstallation } from '../../cli/installation.ts';
import { InstalledSchedules } from '../../cli/installed-schedules.ts';
import { startNow } from '../../cli/pending/start-now.ts';
import { COMPLETES, LocalWorld, TIMED_OUT } from '../journey/local-world.ts';
import type { Line } from './soak-account.ts';

export interface StampedeOptions {
  /** How many executions of one project fail together. */
  readonly size: number;
  /** Within how many seconds all of them are notified. */
  readonly seconds: number;
  /** Gets a line now and then. */
  readonly onProgress: (line: string) => void;
}

export interface Stampede {
  readonly account: readonly Line[];
  /** The longest that a notification waited for its answer, in milliseconds. */
  readonly slowestAnswerMs: number;
  /** The most retries that started, or have their place, in one minute. */
  readonly mostInAMinute: number;
}

const STEP = 'surge';
const MINUTE_MS = 60_000;
/** So long may nothing change before the run ends and its account shows what is missing. */
const PATIENCE_MS = 3 * MINUTE_MS;
const LOOK_MS = 2_000;
const PERSONS_TIME_SCALE = 10;
/** Longer than it takes from `now` to the first retry that has recovered. */
const LULL_MS = MINUTE_MS / 2;

/**
 * Lets many executions of one project fail the same way at once, each to recover at its first retry, and
 * takes account. The clock goes at its usual pace until each retry has started or has its place in a later
 * minute. The last of these is hours away, so then a person says `pending now`, and waiting passes faster.
 */
export async function stampede({ size, seconds, onProgress }: StampedeOptions): Promise<Stampede> {
  const world = await LocalWorld.start({ timeScale: 1 });
  try {
    const { accepted, slowestAnswerMs } = await notifyAll(world, size, seconds);
    onProgress(`${size} notified; the slowest answer took ${slowestAnswerMs} ms`);
    await untilNothingMoves(world, (places) => {
      onProgress(`${places.size} of ${size} retries have started or have their place`);
      return places.size >= size;
    });
    const places = placesOf(world);
    const perMinute = Map.groupBy(places.values(), (at) => Math.floor(at / MINUTE_MS));
    const startedInTime = world.events.filter(({ event }) => event === 'launched').length;
    onProgress(`${startedInTime} have started, the last place is at ${latest(places)}`);

    await world.end('SIGTERM');
    await world.startInstallation(PERSONS_TIME_SCALE);
    await startUntilAllRecovered(world, (recovered) => {
      onProgress(`${recovered} of ${size} recovered`);
      return recovered >= size;
    });
    return {
      slowestAnswerMs,
      mostInAMinute: Math.max(...[...perMinute.values()].map(({ length }) => length)),
      account: accountOf(world, { size, accepted, placed: places.size }),
    };
  } finally {
    await world.stop();
  }
}

async function notifyAll(world: LocalWorld, size: number, seconds: number) {
  const project = world.prepare(STEP, [TIMED_OUT]);
  // Sent from here instead, to see how long each is waited for.
  world.simulator.addFaults([{ kind: 'notification-missing', times: size }]);
  // Each with work of its own: the same would count as started again by a person.
  const failed = Array.from({ length: size }, (_, index) =>
    world.simulator.startExecution({ project, step: STEP, parameters: { part: index } }),
  );
  await world.until('the failures', () => world.runsOf(STEP).every(({ status }) => status === 'error'));
  world.simulator.defineScript(project, STEP, [COMPLETES]);
  const answers = await Promise.all(
    failed.map(async (execution, index) => {
      await sleep((index / size) * seconds * 1_000);
      const askedAt = Date.now();
      const { status } = await world.notify(execution);
      return { status, afterMs: Date.now() - askedAt };
    }),
  );
  return {
    accepted: answers.filter(({ status }) => status === 202).length,
    slowestAnswerMs: Math.max(...answers.map(({ afterMs }) => afterMs)),
  };
}

/** When each retry started, or else for when it was put off last because its minute was full. */
function placesOf(world: LocalWorld): Map<string, number> {
  const places = new Map<string, number>();
  const started = new Set<string>();
  for (const { event, kind, execution = '', at = '', why = '' } of world.events) {
    if (event === 'launched') started.add(execution);
    const isPlaced = kind === 'postponed' && why.includes('may start in a minute');
    if (event === 'launched' ? !places.has(execution) : isPlaced && !started.has(execution)) {
      places.set(execution, Date.parse(at));
    }
  }
  return places;
}

function latest(places: ReadonlyMap<string, number>): string {
  return new Date(Math.max(...places.values())).toISOString();
}

async function untilNothingMoves(
  world: LocalWorld,
  isDone: (places: ReadonlyMap<string, number>) => boolean,
): Promise<void> {
  let changedAt = Date.now();
  let before = 0;
  while (!isDone(placesOf(world)) && Date.now() - changedAt < PATIENCE_MS) {
    if (world.events.length !== before) changedAt = Date.now();
    before = world.events.length;
    await sleep(LOOK_MS);
  }
}

/**
 * Says `now` again when little is left in motion: who was held back by the breaker on the way has lost its place,
 * and waits for one behind all others. Ends when a round brought nothing.
 */
async function startUntilAllRecovered(
  world: LocalWorld,
  isDone: (recovered: number) => boolean,
): Promise<void> {
  let before = -1;
  let recovered = 0;
  while (!isDone(recovered) && recovered > before) {
    before = recovered;
    await startAllNow(world);
    let inLull = 0;
    while (!isDone(recovered) && inLull < LULL_MS) {
      await sleep(LOOK_MS);
      const more = countRecovered(world) - recovered;
      recovered += more;
      inLull = more > 1 ? 0 : inLull + LOOK_MS;
    }
  }
}

/** As `npm run pending -- now` does. One whose time has just come is not there any more. */
async function startAllNow(world: LocalWorld): Promise<void> {
  const schedules = new InstalledSchedules(
    await findInstallation({ stack: '', state: world.stateDirectory }),
  );
  const waiting = world.runsOf(STEP).filter(({ status, tags }) => status === 'error' && !isRetried(tags));
  const now = new Date();
  await fewAtATime(waiting, ({ id, project }, place) =>
    startNow({ executionId: id, projectEnd: project.replaceAll('-', '').slice(-12) }, place, schedules, now),
  );
}

function isRetried(tags: readonly string[]): boolean {
  return tags.some((tag) => tag.startsWith('retried:'));
}

function countRecovered(world: LocalWorld): number {
  return world.runsOf(STEP).filter(({ status }) => status === 'complete').length;
}

function accountOf(
  world: LocalWorld,
  { size, accepted, placed }: { readonly size: number; readonly accepted: number; readonly placed: number },
): Line[] {
  const copies = world.runsOf(STEP).flatMap(({ tags }) => tags.filter((tag) => tag.startsWith('retry-of:')));
  const lines: readonly [string, number][] = [
    ['notifications answered with 202', accepted],
    ['retries that started or got a place', placed],
    ['retries that started in the end', copies.length],
    ['failures that were retried, each once', new Set(copies).size],
    ['retries that recovered', countRecovered(world)],
  ];
  return lines.map(([name, found]) => ({ name, found, expected: size }));
}
