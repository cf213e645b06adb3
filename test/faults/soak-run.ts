import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredExecution } from '../../local/simulator/execution-store.ts';
import { FaultyWorld } from './faulty-world.ts';
import { layTrap } from './lay-trap.ts';
import { accountOf, type Line } from './soak-account.ts';
import { faultFor, notifyingFor, type Plan, PROJECT_SIZE, planFor } from './soak-plan.ts';

export interface SoakOptions {
  readonly seed: number;
  /** How many executions are started. */
  readonly size: number;
  /** A claim must outlast a launch with a time-out in it: at most about 20, or `isHurried`. */
  readonly timeScale: number;
  /** Leaves out what is waited for until a client's time-out, and kills only single functions. */
  readonly isHurried: boolean;
  /** Gets a line now and then. */
  readonly onProgress: (line: string) => void;
}

/** How many executions may have a story that goes on. */
const MOST_OPEN = 300;
const TICK_MS = 400;
const PROGRESS_MS = 5_000;
const LATE_MS = 2_000;
/** So long may nothing change before the soak ends and its account shows what is missing. */
const PATIENCE_MS = 180_000;
/** As rarely as the sweep comes round by itself, or when there is nothing else left to be done. */
const SWEEP_MS = 40_000;
/** The installation is killed each time that so many have been started. */
const CRASH_EVERY = 600;

/** Starts executions that fail, recover and are notified at random, spoils what is on the way, and takes account. */
export async function soak(options: SoakOptions): Promise<readonly Line[]> {
  const { timeScale } = options;
  const world = await FaultyWorld.start({ timeScale, concurrency: 8 });
  try {
    return await new Soak(world, options).run();
  } finally {
    await world.stop();
  }
}

class Soak {
  readonly #world: FaultyWorld;
  readonly #options: SoakOptions;
  readonly #plans: Plan[] = [];
  readonly #started: string[] = [];
  /** Ids of the runs whose end was seen. */
  readonly #seen = new Set<string>();
  #notified = 0;
  #keptBack = 0;
  #underWay = 0;
  #faults = 0;
  #crashes = 0;
  #sweptAt = Date.now();
  #isSweeping = false;

  constructor(world: FaultyWorld, options: SoakOptions) {
    this.#world = world;
    this.#options = options;
  }

  async run(): Promise<readonly Line[]> {
    let changedAt = Date.now();
    let state = '';
    let spokenAt = 0;
    while (Date.now() - changedAt < PATIENCE_MS) {
      const runs = this.#world.simulator.listExecutions();
      for (const run of runs) this.#see(run);
      const settled = countSettled(runs);
      const open = this.#started.length - settled;
      await this.#startMore(open);
      const progress = `${this.#started.length} started, ${runs.length} runs, ${open} stories go on, ${this.#faults} faults, ${this.#crashes} crashes`;
      if (progress !== state) changedAt = Date.now();
      state = progress;
      if (Date.now() - spokenAt > PROGRESS_MS) {
        this.#options.onProgress(progress);
        spokenAt = Date.now();
      }
      const isTold = this.#seen.size === runs.length;
      if (settled === this.#options.size && isTold && this.#isResting()) break;
      this.#sweepSometimes();
      await sleep(TICK_MS);
    }
    const records = {
      plans: this.#plans,
      started: this.#started,
      notified: this.#notified,
      keptBack: this.#keptBack,
    };
    return accountOf(this.#world, records);
  }

  async #startMore(open: number): Promise<void> {
    const { seed, size, isHurried } = this.#options;
    for (let room = MOST_OPEN - open; room > 0 && this.#started.length < size; room -= 1) {
      const index = this.#started.length;
      this.#start(index, planFor(seed, index));
      if (!isHurried && this.#started.length % CRASH_EVERY === 0) {
        this.#crashes += 1;
        await this.#world.crash();
      }
    }
  }

  #start(index: number, plan: Plan): void {
    const { simulator } = this.#world;
    const number = Math.floor(index / PROJECT_SIZE);
    const { id: project } = simulator.addProject({ owner: 'soak', name: `project-${number}` });
    const step = `story-${index}`;
    simulator.defineScript(project, step, plan.outcomes);
    this.#plans.push(plan);
    this.#started.push(simulator.startExecution({ project, step, tags: plan.tags }).id);
  }

  /** Notifies the end of a run, once. */
  #see(run: StoredExecution): void {
    if (this.#seen.has(run.id) || !['error', 'complete', 'stopped'].includes(run.status)) return;
    this.#seen.add(run.id);
    this.#underWay += 1;
    void this.#tell(run)
      .catch((error) => this.#options.onProgress(`not notified: ${error}`))
      .finally(() => {
        this.#underWay -= 1;
      });
  }

  async #tell(run: StoredExecution): Promise<void> {
    const { seed, isHurried } = this.#options;
    const index = Number(run.spec.step.replace('story-', ''));
    const fault = run.status === 'error' ? faultFor(seed, index, run.counter, isHurried) : undefined;
    if (fault !== undefined) {
      this.#faults += 1;
      layTrap(this.#world, fault, run);
    }
    const notifying = notifyingFor(seed, index, run.counter);
    if (notifying === 'never') {
      this.#keptBack += 1;
      return;
    }
    if (notifying === 'late') await sleep(LATE_MS);
    const twice = notifying === 'twice at once' ? this.#world.send(run, run.status) : undefined;
    await Promise.all([twice, this.#world.notify(run, run.status)]);
    this.#notified += 1;
  }

  #isResting(): boolean {
    return this.#underWay === 0 && !this.#world.pending().includes('executionId');
  }

  #sweepSometimes(): void {
    const since = Date.now() - this.#sweptAt;
    if (this.#isSweeping || (since < SWEEP_MS && !(this.#isResting() && since > LATE_MS))) return;
    this.#isSweeping = true;
    void this.#world
      .sweep()
      .catch((error) => this.#options.onProgress(`not swept: ${error}`))
      .finally(() => {
        this.#isSweeping = false;
        this.#sweptAt = Date.now();
      });
  }
}

/** Stories whose last run is no failure that somebody has yet to deal with. */
function countSettled(runs: readonly StoredExecution[]): number {
  const byStep = Map.groupBy(runs, ({ project, spec }) => `${project} ${spec.step}`);
  return [...byStep.values()].filter((story) => story.every(isDealtWith)).length;
}

function isDealtWith({ status, tags }: StoredExecution): boolean {
  if (status === 'complete' || status === 'stopped') return true;
  return status === 'error' && tags.some((tag) => /^(not-)?retried:/.test(tag));
}
