import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorAnswer, Misbehaviour, PassingRequest } from './misbehaving-proxy.ts';
import type { Step } from './steps.ts';

/** What a fault can do to the world besides spoiling a request. */
export interface Meddling {
  /** Kills the installation, and returns once it has been started again. */
  readonly crash: () => Promise<void>;
  /** Delivers once more what led to the request that stands at the door: its notification, or its schedule. */
  readonly deliverAgain: () => Promise<void>;
}

/** One way in which a step can go wrong. */
export interface Fault {
  readonly name: string;
  /** Whether it strikes after the step has changed something; then only steps that do can have it. */
  readonly afterEffect: boolean;
  /** Whether notification and schedule come once more when all is long done. */
  readonly isRepeatedLater?: boolean;
  /** Whether it can happen to this step. */
  readonly fits: (step: Step) => boolean;
  readonly misbehaviour: (step: Step, meddling: Meddling) => Misbehaviour;
}

const DELAY_MS = 2_500;

const always = () => true;
const isOfAFunction = ({ by }: Step) => by !== 'sender';

function spoilt(name: string, answer: Misbehaviour['answer'] | ((step: Step) => ErrorAnswer)): Fault {
  return {
    name,
    afterEffect: false,
    fits: always,
    misbehaviour: (step) => ({
      reaches: false,
      answer: typeof answer === 'function' ? answer(step) : answer,
    }),
  };
}

function spoiltAfterEffect(name: string, answer: Misbehaviour['answer']): Fault {
  return { name, afterEffect: true, fits: always, misbehaviour: () => ({ reaches: true, answer }) };
}

const HTML_502: ErrorAnswer = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};

/** An error in the form that the service gives it. */
function errorOf({ service }: Step, status: number, awsCode: string): ErrorAnswer {
  const isAws = service === 'scheduler' || service === 'secrets';
  return {
    status,
    headers: { 'content-type': 'application/json', ...(isAws ? { 'x-amzn-ErrorType': awsCode } : {}) },
    body: JSON.stringify(isAws ? { Message: 'simulated' } : { detail: 'simulated' }),
  };
}

function tooMany(step: Step, headers: Readonly<Record<string, string>>): ErrorAnswer {
  const answer = errorOf(step, 429, 'ThrottlingException');
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function killProcess({ pid }: PassingRequest): Promise<void> {
  if (pid === undefined) throw new Error('the request does not say which process it is from');
  process.kill(pid, 'SIGKILL');
  // Until the host has noticed.
  return sleep(50);
}

/** Every way in which a step can go wrong and the process that makes it lives or is replaced. */
export const FAULTS: readonly Fault[] = [
  spoilt('never gets an answer', 'none'),
  spoiltAfterEffect('takes effect, but never gets an answer', 'none'),
  spoilt('has its connection reset', 'reset'),
  spoiltAfterEffect('takes effect, but has its connection reset', 'reset'),
  spoilt('is answered with 429', (step) => tooMany(step, {})),
  spoilt('is answered with 429 and Retry-After', (step) => tooMany(step, { 'retry-after': '90' })),
  spoilt('is answered with 500', (step) => errorOf(step, 500, 'InternalServerException')),
  spoilt('is answered with a 502 in HTML', HTML_502),
  spoiltAfterEffect('takes effect, but is answered with a 502 in HTML', HTML_502),
  {
    ...spoiltAfterEffect('is answered with half of the JSON', 'half of it'),
    afterEffect: false,
  },
  {
    name: 'is late, and all is delivered again when it is done',
    afterEffect: false,
    isRepeatedLater: true,
    fits: always,
    misbehaviour: () => ({ before: () => sleep(DELAY_MS), reaches: true, answer: 'the true one' }),
  },
  {
    name: 'kills the function with -9',
    afterEffect: false,
    fits: isOfAFunction,
    misbehaviour: () => ({ before: killProcess, reaches: false, answer: 'reset' }),
  },
  {
    name: 'takes effect and kills the function with -9',
    afterEffect: true,
    fits: isOfAFunction,
    misbehaviour: () => ({ reaches: true, after: killProcess, answer: 'reset' }),
  },
  {
    name: 'is under way when the same is delivered again',
    afterEffect: false,
    fits: always,
    misbehaviour: (_, { deliverAgain }) => ({ before: deliverAgain, reaches: true, answer: 'the true one' }),
  },
  {
    name: 'has just taken effect when the same is delivered again',
    afterEffect: true,
    fits: always,
    misbehaviour: (_, { deliverAgain }) => ({ reaches: true, after: deliverAgain, answer: 'the true one' }),
  },
];

/** The death of everything at once, in the middle of a step. */
export const CRASHES: readonly Fault[] = [
  {
    name: 'dies with the whole installation',
    afterEffect: false,
    fits: isOfAFunction,
    misbehaviour: (_, { crash }) => ({ before: crash, reaches: false, answer: 'reset' }),
  },
  {
    name: 'takes effect and dies with the whole installation',
    afterEffect: true,
    fits: isOfAFunction,
    misbehaviour: (_, { crash }) => ({ reaches: true, after: crash, answer: 'reset' }),
  },
];

/** A step and what goes wrong with it. */
export interface FaultCase {
  readonly name: string;
  readonly step: Step;
  readonly fault: Fault;
}

/** Every step with every fault that it can have. */
export function casesOf(steps: readonly Step[], faults: readonly Fault[]): FaultCase[] {
  return steps.flatMap((step) =>
    faults
      .filter(({ afterEffect, fits }) => fits(step) && (step.changes || !afterEffect))
      .map((fault) => ({ name: `${step.name} … ${fault.name}`, step, fault })),
  );
}
