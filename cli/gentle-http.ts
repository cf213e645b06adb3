import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse, SendHttp } from '../functions/valohai/http.ts';
import { retryAfterOf } from '../functions/valohai/retry-after.ts';

/** Valohai serves people first: a command never has more requests than this under way. */
const MOST_AT_A_TIME = 4;

/** In seconds, before a request goes again that was asked to come later, without being told when. */
const PAUSES_WHEN_LIMITED = [5, 10, 20, 40, 60, 60, 60];

/** In seconds, before a request goes again that met trouble of the other side or no answer. */
const PAUSES_WHEN_UNAVAILABLE = [1, 2];

/** In seconds. Nobody watches a command for longer; the answer that asks for more is taken as a refusal. */
const LONGEST_PAUSE = 3_600;

export interface Gentleness {
  /** Ends all waiting. */
  readonly signal?: AbortSignal;
  /** Hears why there is a pause. */
  readonly tell: (what: string) => void;
}

/** What time it is, in milliseconds, and how to let it pass. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<unknown>;
}

const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/**
 * Sends requests that only read, gently: few at a time; all of them pause when Valohai asks for it, for as
 * long as it asks (429 or 5xx, `Retry-After`); and what passes is tried again.
 */
export function gently(send: SendHttp, { signal, tell }: Gentleness, clock = REAL_CLOCK): SendHttp {
  const turns = new Turns(MOST_AT_A_TIME);
  let closedUntil = 0;

  async function untilOpen(): Promise<void> {
    for (let left = closedUntil - clock.now(); left > 0; left = closedUntil - clock.now()) {
      await clock.sleep(left, signal);
    }
    signal?.throwIfAborted();
  }

  const sendInTurn = (request: Parameters<SendHttp>[0]) =>
    turns.take(async () => {
      await untilOpen();
      return send(request).then(
        (response): Sent => ({ kind: 'answered', response }),
        (error): Sent => ({ kind: 'unanswered', error }),
      );
    });

  return async (request) => {
    for (let tries = 0; ; tries += 1) {
      const sent = await sendInTurn(request);
      const pause = pauseAfter(sent, tries);
      if (pause !== undefined && pause.seconds <= LONGEST_PAUSE) {
        closedUntil = Math.max(closedUntil, clock.now() + pause.seconds * 1_000);
        tell(`${pause.why}; going on in ${pause.seconds} s`);
      } else if (sent.kind === 'answered') return sent.response;
      else throw sent.error;
    }
  };
}

type Sent =
  | { readonly kind: 'answered'; readonly response: HttpResponse }
  | { readonly kind: 'unanswered'; readonly error: unknown };

function pauseAfter(sent: Sent, tries: number): { seconds: number; why: string } | undefined {
  if (sent.kind === 'unanswered') {
    const why = sent.error instanceof Error ? sent.error.message : String(sent.error);
    return pauseOf(PAUSES_WHEN_UNAVAILABLE[tries], undefined, `No answer from Valohai (${why})`);
  }
  const { status } = sent.response;
  const asked = retryAfterOf(sent.response);
  if (status === 429) return pauseOf(PAUSES_WHEN_LIMITED[tries], asked, 'Valohai asks for patience (429)');
  if (status >= 500)
    return pauseOf(PAUSES_WHEN_UNAVAILABLE[tries], asked, `Valohai is in trouble (${status})`);
  return undefined;
}

/** @param usual undefined when there were enough tries */
function pauseOf(usual: number | undefined, asked: number | undefined, why: string) {
  return usual === undefined ? undefined : { seconds: asked ?? usual, why };
}

/** Lets so many act at a time, the others wait in line. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take<Value>(act: () => Promise<Value>): Promise<Value> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
